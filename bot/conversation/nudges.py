"""What is owed to a team, as the sender sees it: composed, and followed up, in one transaction with its ledger row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.checkpoints.ports import Audited, Work, Works
from bot.checkpoints.prompting import Prompt, Prompting, Saying
from bot.conversation.ports import Cards
from bot.delivery.ledger import PERSONAL, Kind, Owed, Policy
from bot.delivery.ports import References
from bot.engagements.roster import Member, RosterRole


@dataclass(frozen=True, kw_only=True)
class Nudges:
    """A Composer over the teams' records. cards: those posted, which show once their checkpoint is closed."""

    works: Works
    prompting: Prompting
    references: References
    cards: Cards | None = None

    async def compose(self, owed: Owed, *, now: datetime) -> Saying | None:
        """What `owed` says now; None when nothing is to be said any more."""
        async with self.works(owed.scope, reads=owed.kind is not Kind.CLOSING) as work:  # a closing closes the record
            composed = await self.prompting.compose(work, owed, now=now)
            closed = await self._closed(work, owed) if owed.kind is Kind.CLOSING else None
        if closed is not None and self.cards is not None:
            await self.cards.renew(closed)
        return composed

    async def _closed(self, work: Work, owed: Owed) -> Prompt | None:
        """The card of the checkpoint that `owed` has closed."""
        checkpoint, engagement = await work.checkpoints.get(owed.subject), await work.engagements.get()
        if checkpoint is None or engagement is None or not checkpoint.state.is_closed:
            return None
        return await self.prompting.shown(work, checkpoint, engagement)

    async def sent(self, owed: Owed, *, message_id: str, now: datetime) -> None:
        """Mark the row as sent, record it, and owe what follows."""
        async with self.works(owed.scope) as work:
            if await work.ledger.sent(owed.id, message_id, now):
                await self.prompting.sent(work, owed, message_id=message_id, now=now)
                await work.audit.add(_line(owed, "sent", now))

    async def missed(self, owed: Owed, *, now: datetime) -> None:
        """Mark the row as missed, and owe a sentence that says so."""
        async with self.works(owed.scope) as work:
            if await work.ledger.miss(owed.id):
                await self.prompting.missed(work, owed, now=now)
                await work.audit.add(_line(owed, "missed", now))

    async def doubted(self, owed: Owed, *, now: datetime) -> None:
        """Owe a sentence that asks to look whether the message is there; of a checkpoint, the record goes on as if it were."""
        async with self.works(owed.scope) as work:
            await work.audit.add(_line(owed, "in_doubt", now))
            if owed.kind is Kind.CHECKPOINT:
                await self.prompting.sent(work, owed, message_id="", now=now)
                asks = replace(
                    owed, id=f"{owed.id}:in_doubt", kind=Kind.NOTICE, due=now, text_key="notice.in_doubt", values=(),
                    policy=Policy.RESEND,
                )  # fmt: skip
                await work.ledger.owe(asks)

    async def refused(self, owed: Owed, *, reason: str, now: datetime) -> None:
        """Note that the channel does not take it, and tell the specialist in a personal chat; of a checkpoint, it was missed."""
        told = await self._reached(owed, now)
        async with self.works(owed.scope) as work:
            await work.audit.add(replace(_line(owed, "refused", now), details={"reason": reason}))
            if owed.kind is Kind.CHECKPOINT:
                await self.prompting.missed(work, owed, now=now, reason="blocked")
            for person in told:
                await work.ledger.owe(_telling(owed, person, now))

    async def _reached(self, owed: Owed, now: datetime) -> tuple[Member, ...]:
        """Whom to tell that `owed` was refused, once it is known how to reach them: as its conversation, in a chat of their own."""
        home = await self.references.get(owed.scope.tenant, owed.conversation)
        if home is None or owed.conversation.startswith(PERSONAL):
            return ()
        async with self.works(owed.scope, reads=True) as work:
            people = await self._specialists(work, owed)
        for person in people:
            chat = replace(home, conversation=PERSONAL + person.account, team="", blocked=False)
            await self.references.keep(chat, now)
        return people

    async def _specialists(self, work: Work, owed: Owed) -> tuple[Member, ...]:
        """Who answers for what `owed` belongs to: the owner of its schedule, else the specialists of the team."""
        checkpoint = await work.checkpoints.get(owed.subject)
        schedule = await work.schedules.get(checkpoint.schedule if checkpoint is not None else owed.subject)
        engagement = await work.engagements.get()
        specialists = () if engagement is None else engagement.roster.holders(RosterRole.SPECIALIST)
        return tuple(each for each in ((schedule.owner,) if schedule is not None else specialists) if each.account)


def _telling(owed: Owed, person: Member, now: datetime) -> Owed:
    """That `owed` was refused, for `person` to read where the bot may still write."""
    return replace(
        owed, id=f"{owed.id}:blocked:{person.person}", conversation=PERSONAL + person.account, kind=Kind.NOTICE, due=now,
        text_key=f"notice.blocked_{owed.kind.value}", values=(),
    )  # fmt: skip


def _line(owed: Owed, outcome: str, now: datetime) -> Audited:
    return Audited(at=now, actor="", action=f"send.{owed.kind.value}", subject=owed.id, outcome=outcome, details={})

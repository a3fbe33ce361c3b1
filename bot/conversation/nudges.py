"""What is owed to a team, as the sender sees it: composed, and followed up, in one transaction with its ledger row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.checkpoints.ports import Audited, Works
from bot.checkpoints.prompting import Prompting, Saying
from bot.delivery.ledger import Kind, Owed, Policy


@dataclass(frozen=True, kw_only=True)
class Nudges:
    """A Composer over the teams' records."""

    works: Works
    prompting: Prompting

    async def compose(self, owed: Owed, *, now: datetime) -> Saying | None:
        """What `owed` says now; None when nothing is to be said any more."""
        async with self.works(owed.scope) as work:
            return await self.prompting.compose(work, owed, now=now)

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
                    owed, id=f"{owed.id}:in_doubt", kind=Kind.NOTICE, due=now, text_key="notice.in_doubt", values=(), attempt=0,
                    policy=Policy.RESEND,
                )  # fmt: skip
                await work.ledger.owe(asks)

    async def refused(self, owed: Owed, *, reason: str, now: datetime) -> None:
        """Note that the channel does not take it; of a checkpoint, it was missed."""
        async with self.works(owed.scope) as work:
            await work.audit.add(replace(_line(owed, "refused", now), details={"reason": reason}))
            if owed.kind is Kind.CHECKPOINT:
                await self.prompting.missed(work, owed, now=now, reason="blocked")


def _line(owed: Owed, outcome: str, now: datetime) -> Audited:
    return Audited(at=now, actor="", action=f"send.{owed.kind.value}", subject=owed.id, outcome=outcome, details={})

"""What happens when a message of a schedule falls due: what it says, and what follows once it is sent, or too late to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.checkpoints.agenda import Agenda, agenda
from bot.checkpoints.checkpoint import Checkpoint, State
from bot.checkpoints.lifecycle import SILENT, carried, closed, due, name, step
from bot.checkpoints.minutes import draft
from bot.checkpoints.planning import Terms, closing, owe_next, settle
from bot.checkpoints.ports import Work
from bot.checkpoints.recurrence import find, instant
from bot.checkpoints.schedule import Occurrence, Schedule
from bot.delivery.ledger import Kind, Owed
from bot.engagements.engagement import Engagement
from bot.engagements.roster import Member

_FIRST_LOOK_BACK = timedelta(days=14)  # what the first checkpoint takes up of the time before it


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """The card of a checkpoint."""

    checkpoint: Checkpoint
    agenda: Agenda
    engagement: Engagement


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One sentence to those who have not answered. local: when the meeting is on the team's clocks."""

    checkpoint: Checkpoint
    missing: tuple[Member, ...]
    local: datetime


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A sentence of the catalogue, and whom it mentions."""

    key: str
    values: tuple[tuple[str, str], ...] = ()
    mentioned: tuple[Member, ...] = ()


Saying = Prompt | Reminder | Notice


@dataclass(frozen=True, kw_only=True)
class Prompting:
    """Runs the use cases. say: the catalogue's words for minutes, by key."""

    terms: Terms
    say: Callable[[str], str]

    async def compose(self, work: Work, owed: Owed, *, now: datetime) -> Saying | None:
        """What `owed` says now; None when nothing is to be said any more."""
        match owed.kind:
            case Kind.CHECKPOINT:
                return await self._prompt(work, owed, now)
            case Kind.REMINDER:
                return await self._reminder(work, owed)
            case Kind.CLOSING:
                return await self._closing(work, owed, now)
            case Kind.NOTICE:
                engagement = await work.engagements.get()
                schedule = await work.schedules.get(owed.subject)
                return Notice(key=owed.text_key, values=owed.values, mentioned=_specialists(engagement, schedule))

    async def sent(self, work: Work, owed: Owed, *, message_id: str, now: datetime) -> None:
        """Record that `owed` was sent, and owe what follows: of a prompt its reminder, its closing, and the next prompt."""
        if owed.kind is Kind.CHECKPOINT:
            schedule, found = await self._due(work, owed, now)
            if schedule is None or found is None:
                return
            posted = step(found, State.POSTED, at=now)
            if posted is None:
                return
            posted = await work.checkpoints.save(replace(posted, conversation=owed.conversation, message_id=message_id))
            if self.terms.remind_after_s:
                await work.ledger.owe(self._reminding(owed, posted, now))
            await work.ledger.owe(closing(schedule, posted, channel=owed.conversation, terms=self.terms))
            await self._go_on(work, schedule, posted, owed, now)
        elif owed.kind is Kind.REMINDER and (checkpoint := await work.checkpoints.get(owed.subject)) is not None:
            await work.checkpoints.save(replace(checkpoint, reminded_at=now))

    async def missed(self, work: Work, owed: Owed, *, now: datetime, reason: str = "late") -> None:
        """Record that `owed` was not sent, say so there if it was late, and owe the next prompt. A closing is carried out all the same."""
        if owed.kind is Kind.CLOSING:
            await self._closing(work, owed, now)
        if owed.kind is not Kind.CHECKPOINT:
            return
        schedule, found = await self._due(work, owed, now)
        if schedule is None or found is None:
            return
        missed = step(found, State.MISSED, at=now, reason=reason)
        if missed is None:
            return
        missed = await work.checkpoints.save(missed)
        await self._go_on(work, schedule, missed, owed, now)
        if reason != "late":
            return  # where it could not be posted nothing can be said either
        told = (("date", f"{missed.local(schedule.timezone):%Y-%m-%d %H:%M}"),)
        notice = replace(
            owed, id=f"{missed.id}:missed", kind=Kind.NOTICE, due=now, subject=schedule.id, text_key="notice.missed_late",
            values=told,
        )  # fmt: skip
        await work.ledger.owe(notice)

    async def _prompt(self, work: Work, owed: Owed, now: datetime) -> Prompt | None:
        engagement = await work.engagements.get()
        schedule, found = await self._due(work, owed, now)
        if schedule is None or found is None or engagement is None or found.state is not State.DUE:
            return None
        if not isinstance(find(schedule, found.original), Occurrence):
            return None
        return await self.shown(work, found, engagement)

    async def shown(self, work: Work, checkpoint: Checkpoint, engagement: Engagement) -> Prompt:
        """The card of `checkpoint` as it stands now."""
        earlier = await work.checkpoints.all(schedule=checkpoint.schedule)
        since = max(
            (each.start for each in earlier if each.start < checkpoint.start and each.state is not State.SKIPPED),
            default=checkpoint.start - _FIRST_LOOK_BACK,
        )
        answers = await work.answers.since(since)
        inherited = tuple(action for action in checkpoint.actions if action.carried_from)
        points = agenda(engagement, carried=inherited, answers=answers, since=since, today=checkpoint.original.date())
        return Prompt(checkpoint=checkpoint, agenda=points, engagement=engagement)

    async def _due(self, work: Work, owed: Owed, now: datetime) -> tuple[Schedule | None, Checkpoint | None]:
        """The schedule that owes a prompt, and the record of its occurrence."""
        schedule = await work.schedules.get(owed.subject)
        if schedule is None:
            return None, None
        original = datetime.fromisoformat(dict(owed.values)["original"])
        held = await work.checkpoints.get(name(schedule.id, original))
        if held is not None:
            return schedule, held
        local = schedule.moved.get(original, original)
        occurrence = Occurrence(original=original, local=local, start=instant(local, schedule.timezone))
        open_actions = carried(await work.checkpoints.all(schedule=schedule.id))
        return schedule, due(schedule, occurrence, at=now, carried=open_actions)

    async def _go_on(self, work: Work, schedule: Schedule, done: Checkpoint, owed: Owed, now: datetime) -> None:
        """Record what the schedule has left out meanwhile, and owe the prompt after that of `done`."""
        await settle(work, schedule, now=now)
        await owe_next(work, schedule, channel=owed.conversation, after=done.start, terms=self.terms)

    async def _reminder(self, work: Work, owed: Owed) -> Reminder | None:
        checkpoint, engagement = await work.checkpoints.get(owed.subject), await work.engagements.get()
        if checkpoint is None or engagement is None or checkpoint.state.is_closed or checkpoint.reminded_at is not None:
            return None
        missing = silent(checkpoint, engagement)
        return Reminder(checkpoint=checkpoint, missing=missing, local=checkpoint.local(engagement.timezone)) if missing else None

    async def _closing(self, work: Work, owed: Owed, now: datetime) -> Notice | None:
        """Close the record; a team that was silent is reported to its specialist. At a series' end, record what it left out."""
        ending = await work.schedules.get(owed.subject)
        if ending is not None:
            await settle(work, ending, now=now)
        checkpoint, engagement = await work.checkpoints.get(owed.subject), await work.engagements.get()
        if checkpoint is None or engagement is None:
            return None
        ended = closed(
            checkpoint, minutes=draft(checkpoint, customer=engagement.customer, timezone=engagement.timezone, say=self.say), at=now
        )
        if ended is not None:
            checkpoint = await work.checkpoints.save(ended)
        if checkpoint.state is not State.MISSED or checkpoint.history[-1].reason != SILENT:
            return None  # a report that could not be posted the first time is made again
        schedule = await work.schedules.get(checkpoint.schedule)
        when = (("date", f"{checkpoint.local(engagement.timezone):%Y-%m-%d %H:%M}"),)
        return Notice(key="notice.missed_silent", values=when, mentioned=_specialists(engagement, schedule))

    def _reminding(self, owed: Owed, checkpoint: Checkpoint, now: datetime) -> Owed:
        at = now + timedelta(seconds=self.terms.remind_after_s)
        return replace(owed, id=f"{checkpoint.id}:{Kind.REMINDER.value}", kind=Kind.REMINDER, due=at, subject=checkpoint.id, values=())


def silent(checkpoint: Checkpoint, engagement: Engagement) -> tuple[Member, ...]:
    """Who is on the roster and has not answered."""
    heard = {entry.author.person for entry in checkpoint.entries}
    people = {member.person: member for _, member in engagement.roster.held}
    return tuple(member for person, member in people.items() if person not in heard)


def _specialists(engagement: Engagement | None, schedule: Schedule | None) -> tuple[Member, ...]:
    """Whom the bot turns to: who answers for the schedule."""
    return (schedule.owner,) if schedule is not None and engagement is not None else ()

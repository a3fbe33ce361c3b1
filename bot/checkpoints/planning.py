"""What a schedule owes: at any time the prompt of its next occurrence, and nothing else; and what follows when it is changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.checkpoints.checkpoint import Checkpoint, State
from bot.checkpoints.lifecycle import due, following_plan, name, step
from bot.checkpoints.ports import Audited, Work
from bot.checkpoints.recurrence import LeftOut, Preview, find, instant, left_out, occurrences, preview, upcoming
from bot.checkpoints.schedule import Occurrence, Schedule
from bot.delivery.ledger import Delivery, Kind, Owed, Policy
from bot.engagements.engagement import Engagement
from bot.engagements.refused import Refused
from bot.engagements.roster import Member

_SCHEDULE = TypeAdapter(Schedule)
BEFORE, _OWNER = "before", "owner"  # in the audit, which names people by their ids alone
_CLOSING_LATE_S = 7 * 24 * 3600  # a record is closed however late, and a silent team reported within a week
UNDO = "series.undo"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How prompts are sent.

    late_after_s: a prompt that comes later than this after its meeting's start is missed. remind_after_s: from the prompt to the
    reminder, 0 for none. close_after_s: from the meeting's start to the end of its record, which the next meeting's start ends as well.
    lead_min: of new schedules, from a prompt to its meeting. policy: for a prompt in flight when a process died.
    """

    lead_min: int = 0
    late_after_s: int = 4 * 3600
    remind_after_s: int = 20 * 3600
    close_after_s: int = 44 * 3600
    policy: Policy = Policy.HOLD


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A schedule as stored, with its next dates. before: as it was, None for a new one. touched: posted checkpoints that follow the change,
    whose cards are to be updated."""

    schedule: Schedule
    preview: Preview
    before: Schedule | None = None
    touched: tuple[Checkpoint, ...] = field(default=())


async def change(work: Work, schedule: Schedule, *, channel: str, now: datetime, terms: Terms, by: Member, action: str) -> Planned:
    """Store a new or changed `schedule`, and let its records, what it owes and the audit follow.

    Dates that are over stay as they were planned. A prompt that is not sent yet is taken back, and owed anew if its occurrence is still
    to come. channel: the conversation that prompts go to. action: what was done, for the audit ("series.skip"). Raises Stale.
    """
    before = await work.schedules.get(schedule.id)
    if before is not None:
        await settle(work, before, now=now)
        await _take_back(work, before, now)
    stored = await work.schedules.save(replace(schedule, revision=before.revision + 1 if before else 1))
    touched = await _follow(work, stored, now=now, terms=terms)
    await owe_next(work, stored, channel=channel, after=now, terms=terms)
    details = {BEFORE: _SCHEDULE.dump_json(before, exclude={"owner"}).decode(), _OWNER: before.owner.person} if before else {}
    await work.audit.add(Audited(at=now, actor=by.person, action=action, subject=stored.id, outcome="done", details=details))
    return Planned(schedule=stored, preview=preview(stored, after=now), before=before, touched=touched)


async def undo(work: Work, schedule: str, *, channel: str, now: datetime, terms: Terms, by: Member) -> Planned | Refused:
    """Take back the last change of the schedule of that id.

    Refused where there is none, where it is taken back already, for whoever presses twice means once, and where a meeting that was put off
    would fall on a time that is over.
    """
    current = await work.schedules.get(schedule)
    lines = [line for line in await work.audit.lines() if line.subject == schedule and BEFORE in line.details]
    if current is None or not lines:
        return Refused(key="schedule.nothing_to_undo")
    if lines[-1].action == UNDO:
        return Refused(key="schedule.undone_already")
    before = _earlier(lines[-1].details, current, await work.engagements.get())
    lost = next((original for original in current.moved if _would_be_over(original, current, before, now)), None)
    if lost is not None:
        return Refused(key="schedule.over", values=(("date", f"{lost:%Y-%m-%d %H:%M}"),))
    return await change(work, before, channel=channel, now=now, terms=terms, by=by, action=UNDO)


def _earlier(details: Mapping[str, str], current: Schedule, engagement: Engagement | None) -> Schedule:
    """The schedule that the audit tells of; its owner is who the team knows by that id, or else stays who it is."""
    known = [current.owner, *(member for _, member in (engagement.roster.held if engagement else ()))]
    owner = next((member for member in known if member.person == details.get(_OWNER)), current.owner)
    document = json.loads(details[BEFORE])
    return replace(_SCHEDULE.validate_python({**document, "owner": owner}), version=current.version)


def _would_be_over(original: datetime, current: Schedule, other: Schedule, now: datetime) -> bool:
    """Whether the occurrence of `original` is still to come in the `current` schedule, and would be over in the `other`."""
    here, there = find(current, original), find(other, original)
    return isinstance(here, Occurrence) and isinstance(there, Occurrence) and there.start <= now < here.start


async def settle(work: Work, schedule: Schedule, *, now: datetime) -> None:
    """Record as skipped what `schedule` has left out up to `now`."""
    recorded = {checkpoint.original for checkpoint in await work.checkpoints.all(schedule=schedule.id)}
    for each in left_out(schedule, until=now):
        if each.local in recorded:
            continue
        at = instant(each.local, schedule.timezone)
        blank = due(schedule, Occurrence(original=each.local, local=each.local, start=at), at=at)
        skipped = step(blank, State.SKIPPED, at=at, reason=each.name or each.reason.value)
        if skipped is not None:
            await work.checkpoints.save(skipped)


async def owe_next(work: Work, schedule: Schedule, *, channel: str, after: datetime, terms: Terms) -> Occurrence | None:
    """Owe the prompt of the first occurrence from `after` on that has no record yet; the occurrence, or None at the series' end.

    Where the end leaves dates out, their records are owed to the last of them.
    """
    since = after - timedelta(seconds=1)  # two may have been moved to one time
    recorded = {each.original for each in await work.checkpoints.all(schedule=schedule.id) if each.start > since}
    runs = preview(schedule, after=since, count=len(recorded) + 1).runs
    found = next((run for run in runs if run.original not in recorded), None)
    if found is not None:
        await work.ledger.owe(prompt(schedule, found, channel=channel, terms=terms))
    elif schedule.ended is not None or "COUNT=" in schedule.rrule:
        rest = [each.local for each in occurrences(schedule, after=after) if isinstance(each, LeftOut)]
        if rest:
            await work.ledger.owe(_end(schedule, instant(rest[-1], schedule.timezone), channel=channel))
    return found


def prompt(schedule: Schedule, occurrence: Occurrence, *, channel: str, terms: Terms) -> Owed:
    """The message that an occurrence owes. One that is late is of use until its meeting, so its lead counts as grace."""
    return Owed(
        id=f"{name(schedule.id, occurrence.original)}:r{schedule.revision}", scope=schedule.scope, conversation=channel,
        kind=Kind.CHECKPOINT, due=occurrence.start - timedelta(minutes=schedule.lead_min), subject=schedule.id,
        values=(("original", occurrence.original.isoformat()),),
        late_after_s=60 * schedule.lead_min + terms.late_after_s, policy=terms.policy,
    )  # fmt: skip


def closing(schedule: Schedule, checkpoint: Checkpoint, *, channel: str, terms: Terms) -> Owed:
    """The end of a checkpoint's record: some hours after the meeting, or at the next one's start."""
    due_at = checkpoint.start + timedelta(seconds=terms.close_after_s)
    following = upcoming(schedule, after=checkpoint.start)
    return Owed(
        id=f"{checkpoint.id}:{Kind.CLOSING.value}:r{schedule.revision}", scope=schedule.scope, conversation=channel, kind=Kind.CLOSING,
        due=min(due_at, following.start) if following else due_at, subject=checkpoint.id, late_after_s=_CLOSING_LATE_S,
        policy=terms.policy,
    )  # fmt: skip


def _end(schedule: Schedule, at: datetime, *, channel: str) -> Owed:
    return Owed(
        id=f"end:{schedule.id}:r{schedule.revision}",
        scope=schedule.scope,
        conversation=channel,
        kind=Kind.CLOSING,
        due=at,
        subject=schedule.id,
    )


async def _take_back(work: Work, before: Schedule, now: datetime) -> None:
    """Cancel what the schedule as it was owes for meetings to come; a prompt whose meeting has begun still goes out, or is missed."""
    rows = [
        row for row in await work.ledger.all() if row.state is Delivery.OWED and row.subject == before.id and row.kind is not Kind.NOTICE
    ]
    await work.ledger.cancel([row.id for row in rows if _is_to_come(before, row, now)], reason="changed")


def _is_to_come(schedule: Schedule, row: Owed, now: datetime) -> bool:
    original = dict(row.values).get("original")
    if original is None:
        return True
    local = datetime.fromisoformat(original)
    return instant(schedule.moved.get(local, local), schedule.timezone) > now


async def _follow(work: Work, schedule: Schedule, *, now: datetime, terms: Terms) -> tuple[Checkpoint, ...]:
    """Let the records of meetings to come follow the changed schedule, with the ends of their records."""
    records = [each for each in await work.checkpoints.all(schedule=schedule.id) if each.start > now]
    ends = [row for row in await work.ledger.all() if row.kind is Kind.CLOSING and row.state is Delivery.OWED]
    touched = []
    for record in records:
        after = following_plan(record, find(schedule, record.original), at=now)
        if after == record:
            continue
        touched.append(await work.checkpoints.save(after))
        await work.ledger.cancel(_ids(ends, record), reason="changed")
        if not after.state.is_closed:
            await work.ledger.owe(closing(schedule, after, channel=after.conversation, terms=terms))
    return tuple(touched)


def _ids(rows: Sequence[Owed], record: Checkpoint) -> list[str]:
    return [row.id for row in rows if row.subject == record.id]

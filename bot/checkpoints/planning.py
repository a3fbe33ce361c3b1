"""What a schedule owes: at any time the prompt of its next occurrence, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.checkpoints.lifecycle import name
from bot.checkpoints.ports import Work
from bot.checkpoints.recurrence import upcoming
from bot.checkpoints.schedule import Occurrence, Pause, Schedule
from bot.delivery.ledger import Delivery, Kind, Owed, Policy


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How prompts are sent. late_after_s: a prompt that is later than this is missed. remind_after_s: from the prompt to the reminder,
    0 for none. close_after_s: from the meeting's start to the end of its record. policy: for a prompt in flight when a process died.
    """

    late_after_s: int = 4 * 3600
    remind_after_s: int = 20 * 3600
    close_after_s: int = 44 * 3600
    policy: Policy = Policy.HOLD


async def change(work: Work, schedule: Schedule, *, channel: str, now: datetime, terms: Terms) -> Schedule:
    """Store a new or changed `schedule`, take back what its earlier revision owed, and owe the prompt of its next occurrence.

    A prompt that is due already goes out as planned, so that its occurrence is not lost; a second one for it will find its record.
    channel: the conversation that the prompt goes to. The schedule as stored. Raises Stale.
    """
    stored = await work.schedules.save(replace(schedule, revision=schedule.revision + 1))
    owed = [row for row in await work.ledger.all() if row.kind is Kind.CHECKPOINT and row.subject == stored.id]
    await work.ledger.cancel([row.id for row in owed if row.state is Delivery.OWED and row.due > now], reason="changed")
    await owe_next(work, stored, channel=channel, after=now, terms=terms)
    return stored


async def owe_next(work: Work, schedule: Schedule, *, channel: str, after: datetime, terms: Terms) -> Occurrence | None:
    """Owe the prompt of the first occurrence after `after` that has no record yet; the occurrence, or None at the series' end."""
    recorded = {checkpoint.original for checkpoint in await work.checkpoints.all(schedule=schedule.id)}
    found = upcoming(schedule, after=after)
    while found is not None and found.original in recorded:
        found = upcoming(schedule, after=found.start)
    if found is not None:
        await work.ledger.owe(prompt(schedule, found, channel=channel, terms=terms))
    return found


def prompt(schedule: Schedule, occurrence: Occurrence, *, channel: str, terms: Terms) -> Owed:
    """The message that an occurrence owes."""
    return Owed(
        id=f"{name(schedule.id, occurrence.original)}:r{schedule.revision}", scope=schedule.scope, conversation=channel,
        kind=Kind.CHECKPOINT, due=occurrence.start - timedelta(minutes=schedule.lead_min), subject=schedule.id,
        values=(("original", occurrence.original.isoformat()),),
        late_after_s=terms.late_after_s, policy=terms.policy,
    )  # fmt: skip


def skipped(schedule: Schedule, original: datetime) -> Schedule:
    """The schedule without the occurrence of `original`."""
    moved = {key: to for key, to in schedule.moved.items() if key != original}
    return replace(schedule, skipped=schedule.skipped | {original}, moved=moved)


def moved(schedule: Schedule, original: datetime, to: datetime) -> Schedule:
    """The schedule with the occurrence of `original` at the local time `to`."""
    return replace(schedule, moved={**schedule.moved, original: to}, skipped=schedule.skipped - {original})


def paused(schedule: Schedule, first: date, last: date | None) -> Schedule:
    """The schedule without occurrences from the day `first` to `last`, or until it is resumed."""
    return replace(schedule, pauses=(*schedule.pauses, Pause(first=first, last=last)))


def resumed(schedule: Schedule, day: date) -> Schedule:
    """The schedule with every pause ended before `day`; the rhythm goes on as if there had been none."""
    before = day - timedelta(days=1)
    cut = [pause if pause.last is not None and pause.last < day else replace(pause, last=before) for pause in schedule.pauses]
    return replace(schedule, pauses=tuple(pause for pause in cut if pause.last is None or pause.first <= pause.last))

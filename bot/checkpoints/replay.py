"""Replays the history of a schedule: each date that its plans have called for, held against what became of it.

The audit table tells which plan was in force when; each is expanded anew for its time. A date has exactly one outcome: a record that was
closed, or one that is still under way and owed. What is missing is lost; what was posted more than once is doubled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import TypeAdapter

from bot.checkpoints.checkpoint import Checkpoint, State
from bot.checkpoints.lifecycle import name
from bot.checkpoints.planning import BEFORE
from bot.checkpoints.ports import Audited
from bot.checkpoints.recurrence import LeftOut, instant, occurrences
from bot.checkpoints.schedule import Schedule
from bot.delivery.ledger import Delivery, Kind, Owed

_SCHEDULE = TypeAdapter(Schedule)
_UNDER_WAY = (Delivery.OWED, Delivery.SENDING)


class Outcome(StrEnum):
    """What became of a date. OPEN: it is under way; LOST: nothing came of it, and nothing is owed; DOUBLED: it was posted twice."""

    HELD = "held"
    MISSED = "missed"
    SKIPPED = "skipped"
    OPEN = "open"
    LOST = "lost"
    DOUBLED = "doubled"


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A date of a plan. original: its naive local start, which names it; start: when it was to be. planned: why it was left out, or "".

    steps: how its record went on, as (state, when, reason). posts: cards that were sent for it. in_doubt: one may have been sent as well.
    """

    checkpoint: str
    original: datetime
    start: datetime
    planned: str
    outcome: Outcome
    steps: tuple[tuple[str, datetime, str], ...] = ()
    posts: int = 0
    in_doubt: bool = False


def replay(
    current: Schedule, *, audit: Sequence[Audited], checkpoints: Sequence[Checkpoint], owed: Sequence[Owed], since: datetime | None = None,
    until: datetime,
) -> list[Replayed]:  # fmt: skip
    """What became of each date of the schedule that is now `current` from `since` to `until`, by start.

    audit, checkpoints, owed: the team's lines, oldest first, its records, and its ledger. since, until: with their zone.
    """
    records = {each.original: each for each in checkpoints if each.schedule == current.id}
    found: dict[datetime, Replayed] = {}
    for plan, begins, ends in _plans(current, audit, until):
        for each in occurrences(plan, after=begins, until=ends + _margin(plan)):
            left_out = isinstance(each, LeftOut)
            original = each.local if isinstance(each, LeftOut) else each.original
            start = instant(each.local, plan.timezone)
            if begins < start <= ends:
                planned = (each.name or each.reason.value) if isinstance(each, LeftOut) else ""
                found[original] = _replayed(current.id, original, start, planned, records.get(original), owed, left_out=left_out)
    for original, record in records.items():
        if original not in found and record.start <= until:
            found[original] = _replayed(current.id, original, record.start, "replaced", record, owed, left_out=False)
    return sorted((each for each in found.values() if since is None or each.start >= since), key=lambda each: (each.start, each.original))


def _plans(current: Schedule, audit: Sequence[Audited], until: datetime) -> Iterator[tuple[Schedule, datetime, datetime]]:
    """Each plan with the time from when until when it was in force."""
    changes = [line for line in audit if line.subject == current.id and line.action.startswith("series.") and line.outcome == "done"]
    plans = [_before(line, current) for line in changes[1:]] + [current]
    times = [line.at for line in changes]
    first = _before(changes[0], current) if changes and BEFORE in changes[0].details else None
    if first is not None or not changes:
        earliest = first or current
        plans = [first, *plans] if first is not None else plans
        times = [instant(earliest.starts, earliest.timezone) - timedelta(seconds=1), *times]
    for place, plan in enumerate(plans):
        ends = times[place + 1] if place + 1 < len(times) else until
        yield plan, times[place], min(ends, until)


def _before(line: Audited, current: Schedule) -> Schedule:
    document = json.loads(line.details[BEFORE]) if BEFORE in line.details else None
    return current if document is None else _SCHEDULE.validate_python({**document, "owner": current.owner})


def _margin(plan: Schedule) -> timedelta:
    return max((abs(to - original) for original, to in plan.moved.items()), default=timedelta()) + timedelta(days=1)


def _replayed(
    schedule: str, original: datetime, start: datetime, planned: str, record: Checkpoint | None, owed: Sequence[Owed], *, left_out: bool
) -> Replayed:
    checkpoint = name(schedule, original)
    rows = [row for row in owed if row.kind is Kind.CHECKPOINT and row.subject == schedule and _is_for(row, original)]
    before = [row for row in owed if row.kind is Kind.CHECKPOINT and row.subject == schedule and row.due <= start]  # each owes the next
    closings = [row for row in owed if row.kind is Kind.CLOSING and row.subject == checkpoint]
    posts = sum(1 for row in rows if row.state is Delivery.SENT)
    result = Replayed(
        checkpoint=checkpoint, original=original, start=start, planned=planned, outcome=Outcome.LOST, posts=posts,
        in_doubt=any(row.state is Delivery.IN_DOUBT for row in rows),
        steps=tuple((step.state.value, step.at, step.reason) for step in record.history) if record else (),
    )  # fmt: skip
    under_way = any(row.state in _UNDER_WAY for row in (*rows, *before, *closings))
    if posts > 1:
        return replace(result, outcome=Outcome.DOUBLED)
    if record is not None and record.state.is_closed:
        return replace(result, outcome=Outcome(record.state.value))
    if record is None and left_out:
        return replace(result, outcome=Outcome.SKIPPED)  # it is recorded with the next date that is not
    if under_way or (record is not None and record.state is not State.DUE and not closings):
        return replace(result, outcome=Outcome.OPEN)
    return result


def _is_for(row: Owed, original: datetime) -> bool:
    return dict(row.values).get("original") == original.isoformat()

"""Changes of a schedule, each as a new value; `planning.change` stores one and sees to what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.checkpoints.recurrence import LeftOut, between, find, instant
from bot.checkpoints.rule import Recurrence
from bot.checkpoints.schedule import Pause, Schedule
from bot.engagements.refused import Refused
from bot.engagements.roster import Member


def rescheduled(schedule: Schedule, recurrence: Recurrence) -> Schedule:
    """The schedule with another rhythm from now on. Pauses stay; what was said of single dates of the old rhythm goes."""
    return replace(
        schedule, rrule=recurrence.rrule, starts=recurrence.starts, ended=recurrence.ended,
        duration_min=recurrence.duration_min or schedule.duration_min, skipped=frozenset(), moved={},
    )  # fmt: skip


def skipped(schedule: Schedule, original: datetime, *, now: datetime) -> Schedule | Refused:
    """The schedule without the occurrence of `original`. Refused where it has none then, it is over, or skipped already."""
    fault = _fault(schedule, original, now)
    if fault is not None:
        return fault
    if original in schedule.skipped:
        return Refused(key="schedule.skipped_already", values=(("date", f"{original:%a %Y-%m-%d %H:%M}"),))
    moved = {key: to for key, to in schedule.moved.items() if key != original}
    return replace(schedule, skipped=schedule.skipped | {original}, moved=moved)


def moved(schedule: Schedule, original: datetime, to: datetime, *, now: datetime) -> Schedule | Refused:
    """The schedule with the occurrence of `original` at the local time `to`, be it skipped, paused over or on a holiday until then.

    Refused where it has none then, it is over, `to` lies in the past or after the last day, or another meeting is at that time.
    """
    fault = _fault(schedule, original, now)
    if fault is not None:
        return fault
    start = instant(to, schedule.timezone)
    if start <= now:
        return Refused(key="schedule.past", values=(("date", f"{to:%Y-%m-%d %H:%M}"),))
    if schedule.ended is not None and to.date() > schedule.ended:
        return Refused(key="schedule.after_end", values=(("day", f"{schedule.ended:%Y-%m-%d}"),))
    if any(run.original != original for run in between(schedule, after=start - timedelta(seconds=1), until=start)):
        return Refused(key="schedule.taken", values=(("date", f"{to:%Y-%m-%d %H:%M}"),))
    others = {key: at for key, at in schedule.moved.items() if key != original}
    kept = others if to == original and not _is_left_out(schedule, original) else {**others, original: to}
    return replace(schedule, moved=kept, skipped=schedule.skipped - {original})


def paused(schedule: Schedule, first: date, last: date | None) -> Schedule | Refused:
    """The schedule without occurrences from the day `first` to `last`, or until it is resumed. Refused where `last` comes first.

    What was moved into these days before is left out as well; what is moved there later takes place.
    """
    if last is not None and last < first:
        return Refused(key="schedule.pause_backwards", values=(("first", f"{first:%Y-%m-%d}"), ("last", f"{last:%Y-%m-%d}")))
    if any(pause.last == last and (pause.first == first or (last is None and pause.first < first)) for pause in schedule.pauses):
        return schedule  # said twice
    pause = Pause(first=first, last=last)
    within = {original for original, to in schedule.moved.items() if pause.covers(to.date())}
    return replace(
        schedule, pauses=(*schedule.pauses, pause), moved={key: to for key, to in schedule.moved.items() if key not in within},
        skipped=schedule.skipped | {original for original in within if not pause.covers(original.date())},
    )  # fmt: skip


def resumed(schedule: Schedule, day: date) -> Schedule | Refused:
    """The schedule with every pause ended before `day`; the rhythm goes on as if there had been none. Refused where none is left to end."""
    if all(pause.last is not None and pause.last < day for pause in schedule.pauses):
        return Refused(key="schedule.not_paused")
    before = day - timedelta(days=1)
    cut = [pause if pause.last is not None and pause.last < day else replace(pause, last=before) for pause in schedule.pauses]
    return replace(schedule, pauses=tuple(pause for pause in cut if pause.last is None or pause.first <= pause.last))


def ended(schedule: Schedule, last: date) -> Schedule:
    """The schedule with `last` as its last day."""
    return replace(schedule, ended=last)


def handed_over(schedule: Schedule, owner: Member) -> Schedule:
    """The schedule with another person to answer for it."""
    return replace(schedule, owner=owner)


def _fault(schedule: Schedule, original: datetime, now: datetime) -> Refused | None:
    found = find(schedule, original)
    when = (("date", f"{original:%Y-%m-%d %H:%M}"),)
    if found is None:
        return Refused(key="schedule.no_such_date", values=when)
    start = instant(found.local, schedule.timezone) if isinstance(found, LeftOut) else found.start
    return Refused(key="schedule.over", values=when) if start <= now else None


def _is_left_out(schedule: Schedule, original: datetime) -> bool:
    """Whether nothing but a move brings the occurrence about: a skipped one is taken up again by itself."""
    plain = replace(
        schedule, moved={key: at for key, at in schedule.moved.items() if key != original}, skipped=schedule.skipped - {original}
    )
    return isinstance(find(plain, original), LeftOut)

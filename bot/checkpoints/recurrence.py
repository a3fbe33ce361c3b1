"""When a schedule's checkpoints are: the rule is expanded in naive local time, and each date is then placed in its time zone.

So a meeting at ten stays at ten when the clocks change. A local time that a change leaves out moves on by the gap; of one that comes
twice the first is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

import holidays
from dateutil.rrule import rrule, rruleset, rrulestr

from bot.checkpoints.schedule import Occurrence, Schedule

_HORIZON_DAYS = 366 * 3  # a series that has no date for so long has none


class Reason(StrEnum):
    """Why a date of the rule is left out."""

    SKIPPED = "skipped"
    PAUSED = "paused"
    HOLIDAY = "holiday"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A date of the rule without a checkpoint. name: the holiday's."""

    local: datetime
    reason: Reason
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The next checkpoints of a schedule, and the dates before the last of them that are left out."""

    runs: tuple[Occurrence, ...]
    left_out: tuple[LeftOut, ...] = ()


def occurrences(schedule: Schedule, *, after: datetime, until: datetime | None = None) -> Iterator[Occurrence | LeftOut]:
    """The dates of `schedule` that start after `after` (with its zone), in the order of the rule, those left out included.

    They go on to those that the rule has at `until`, or for three years.
    """
    zone = ZoneInfo(schedule.timezone)
    # A moved date may lie on the other side of `after` than its original.
    shift = max((abs(to - original) for original, to in schedule.moved.items()), default=timedelta()) + timedelta(days=1)
    begin = max(after.astimezone(zone).replace(tzinfo=None) - shift, schedule.starts - timedelta(seconds=1))
    last = begin + timedelta(days=_HORIZON_DAYS) if until is None else until.astimezone(zone).replace(tzinfo=None)
    for original in _rule(schedule.rrule, schedule.starts).xafter(begin):
        if original > last or (schedule.ended is not None and original.date() > schedule.ended):
            return
        local = schedule.moved.get(original, original)
        start = instant(local, schedule.timezone)
        if start > after:
            yield _left_out(schedule, original) or Occurrence(original=original, local=local, start=start)


def preview(schedule: Schedule, *, after: datetime, count: int = 3) -> Preview:
    """The next `count` checkpoints after `after`, by their start, and what is left out among them."""
    runs: list[Occurrence] = []
    left_out: list[LeftOut] = []
    ahead = count + len(schedule.moved)  # a date may have been moved past others
    for found in occurrences(schedule, after=after):
        if isinstance(found, LeftOut):
            left_out.append(found)
            continue
        runs.append(found)
        if len(runs) == ahead:
            break
    runs = sorted(runs, key=lambda run: (run.start, run.original))[:count]
    last = max((max(run.local, run.original) for run in runs), default=None)
    return Preview(runs=tuple(runs), left_out=tuple(each for each in left_out if last is None or each.local < last))


def upcoming(schedule: Schedule, *, after: datetime) -> Occurrence | None:
    """The first checkpoint that starts after `after`; None when the series has ended."""
    return next(iter(preview(schedule, after=after, count=1).runs), None)


def next_planned(schedule: Schedule, *, after: datetime) -> datetime | None:
    """The original start of the next date, also where it is skipped: so that to skip the next one, said twice, skips one."""
    ahead = preview(schedule, after=after, count=1)
    skipped = [(each.local, each.local) for each in ahead.left_out if each.reason is Reason.SKIPPED]
    return min([*((run.local, run.original) for run in ahead.runs), *skipped], default=(None, None))[1]


def between(schedule: Schedule, *, after: datetime, until: datetime) -> list[Occurrence]:
    """The checkpoints that start after `after` and at `until` at the latest, by start."""
    margin = max((abs(to - original) for original, to in schedule.moved.items()), default=timedelta()) + timedelta(days=1)
    found = [
        each for each in occurrences(schedule, after=after, until=until + margin) if isinstance(each, Occurrence) and each.start <= until
    ]
    return sorted(found, key=lambda run: (run.start, run.original))


def find(schedule: Schedule, original: datetime) -> Occurrence | LeftOut | None:
    """The date of `schedule` whose original local start is `original`; None when the rule has none then, or has ended."""
    if original < schedule.starts or (schedule.ended is not None and original.date() > schedule.ended):
        return None
    if next(iter(_rule(schedule.rrule, schedule.starts).xafter(original - timedelta(seconds=1))), None) != original:
        return None
    local = schedule.moved.get(original, original)
    return _left_out(schedule, original) or Occurrence(original=original, local=local, start=instant(local, schedule.timezone))


def left_out(schedule: Schedule, *, until: datetime) -> list[LeftOut]:
    """The dates of the rule that are left out, from its first up to `until` (with its zone)."""
    before = instant(schedule.starts, schedule.timezone) - timedelta(seconds=1)
    return [each for each in occurrences(schedule, after=before, until=until) if isinstance(each, LeftOut)]


def instant(local: datetime, timezone: str) -> datetime:
    """The naive `local` time of the IANA zone `timezone`, in UTC."""
    return local.replace(tzinfo=ZoneInfo(timezone), fold=0).astimezone(UTC)


def is_country(code: str) -> bool:
    """Whether the public holidays of the country, or of a part of it ("DE-BY"), are known."""
    country, _, part = code.partition("-")
    known = holidays.list_supported_countries()
    return country in known and (not part or part in known[country])


def rule_fault(rule: str, starts: datetime) -> str:
    """What is wrong with RFC 5545's rule `rule`, in the words of the parser; empty when it is right and names a date."""
    try:
        return "" if next(islice(_rule(rule, starts), 1), None) is not None else "it names no date"
    except (ValueError, TypeError, AttributeError) as fault:
        return str(fault) or type(fault).__name__


def _rule(rule: str, starts: datetime) -> rrule | rruleset:
    return rrulestr(rule.removeprefix("RRULE:"), dtstart=starts)


def _left_out(schedule: Schedule, original: datetime) -> LeftOut | None:
    if original in schedule.skipped:
        return LeftOut(local=original, reason=Reason.SKIPPED)
    if original in schedule.moved:
        return None  # someone has said when it is to be
    day = original.date()
    if any(pause.covers(day) for pause in schedule.pauses):
        return LeftOut(local=original, reason=Reason.PAUSED)
    name = _holiday(schedule.country, day)
    return LeftOut(local=original, reason=Reason.HOLIDAY, name=name) if name else None


def _holiday(country: str, day: date) -> str:
    return str(_holidays(country, day.year).get(day, "")) if country else ""


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> dict[date, str]:
    """The public holidays of the country (ISO 3166, a part after a dash: "DE-BY") in `year`; none of a country that is not known."""
    code, _, part = country.partition("-")
    try:
        return dict(holidays.country_holidays(code, subdiv=part or None, years=year, language="en_US"))
    except NotImplementedError:
        return {}

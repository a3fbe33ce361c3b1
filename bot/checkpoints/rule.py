"""A recurrence before it belongs to a schedule: checked, and with its first date found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from bot.checkpoints.calendar_words import load
from bot.checkpoints.recurrence import instant, rule_fault
from bot.engagements.refused import Refused

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_OF_THE_CLOCK = {"BYHOUR", "BYMINUTE", "BYSECOND"}
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_INTERVAL = 52
DURATION_MIN = (5, 480)


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """When meetings recur, with the fields of a schedule: rrule without DTSTART, first local start, last day, length where it was said."""

    rrule: str
    starts: datetime
    ended: date | None = None
    duration_min: int | None = None


def recurrence(
    rule: str,
    *,
    at: time,
    now: datetime,
    timezone: str,
    since: date | None = None,
    ended: date | None = None,
    duration_min: int | None = None,
) -> Recurrence | Refused:
    """The recurrence by RFC 5545's `rule` at the local time `at`, from its first date after `now` and on or after `since`.

    The first date is the next that fits the days of the rule; an interval is counted from there. An UNTIL in the rule becomes `ended`.
    """
    parts = dict(part.partition("=")[::2] for part in rule.upper().removeprefix("RRULE:").strip().strip(";").split(";"))
    until = parts.pop("UNTIL", None)
    plain = ";".join(f"{name}={value}" for name, value in parts.items())
    here = now.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    first = datetime.combine(max(here.date(), since or here.date()), at)
    fault = _fault(parts, plain, first)
    if fault is not None:
        return fault
    if until is not None:
        last = _last_day(until, at, timezone)
        if last is None:
            return Refused(key="schedule.bad_rule", values=(("rule", rule), ("fault", f"UNTIL={until}")))
        ended = min(ended, last) if ended else last
    if duration_min is not None and not DURATION_MIN[0] <= duration_min <= DURATION_MIN[1]:
        return Refused(key="schedule.bad_duration", values=(("minutes", str(duration_min)),))
    each = ";".join(f"{name}={value}" for name, value in parts.items() if name not in ("INTERVAL", "COUNT"))
    starts = next((found for found in rrulestr(each, dtstart=first) if instant(found, timezone) > now), None)
    if starts is None or (ended is not None and starts.date() > ended):
        return Refused(key="schedule.ends_before", values=(("day", f"{ended:%Y-%m-%d}" if ended else ""),))
    return Recurrence(rrule=plain, starts=starts, ended=ended, duration_min=duration_min)


def _fault(parts: dict[str, str], plain: str, first: datetime) -> Refused | None:
    interval = parts.get("INTERVAL", "1")
    if interval.isdigit() and not 1 <= int(interval) <= MOST_INTERVAL:
        return Refused(key="schedule.bad_interval", values=(("interval", interval),))
    if parts.get("FREQ") not in _FREQUENCIES or _OF_THE_CLOCK & parts.keys():
        return Refused(key="schedule.not_daily", values=(("rule", plain),))
    fault = rule_fault(plain, first)
    return Refused(key="schedule.bad_rule", values=(("rule", plain), ("fault", fault))) if fault else None


def _last_day(until: str, at: time, timezone: str) -> date | None:
    """The last local day on which a meeting at `at` starts by `until`, RFC 5545's date or time; None when it is neither."""
    for pattern in ("%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"):
        try:
            last = datetime.strptime(until, pattern)  # noqa: DTZ007  # local, or given its zone below
        except ValueError:
            continue
        if pattern.endswith("Z"):
            last = last.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
        return last.date() - timedelta(days=1) if "T" in pattern and last.time() < at else last.date()
    return None


def as_text(
    rule: str, *, at: time | None, first: date | None = None, last: date | None = None, minutes: str = "", language: str = "en"
) -> str:
    """What a person would write for these parts, as `speech.read` understands it; a part that is not given is left out."""
    words = load(language).sections
    lead, unit = words["lead"], words["duration_units"]["1"][0]
    parts = (
        rule, f"{lead['at'][0]} {at:%H:%M}" if at else "", f"{lead['from'][0]} {first:%Y-%m-%d}" if first else "",
        f"{lead['until'][0]} {last:%Y-%m-%d}" if last else "", f"{lead['for'][0]} {minutes} {unit}" if minutes else "",
    )  # fmt: skip
    return " ".join(part for part in parts if part)

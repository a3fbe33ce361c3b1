"""A schedule as an iCalendar series (RFC 5545) that calendars can subscribe to or import."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from bot.checkpoints.recurrence import instant, left_out, occurrences
from bot.checkpoints.schedule import Schedule

_AHEAD_DAYS = 731  # holidays, pauses and changes of the clocks are written out for so long


def ics(schedule: Schedule, *, title: str, now: datetime) -> bytes:
    """The series as an .ics file: left-out dates are excluded for two years ahead of `now`, and moved ones stand by themselves.

    title: the event's summary. The series keeps its identity through changes, so that a calendar takes them over.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Onramp//Checkpoints//EN")
    calendar.add("version", "2.0")
    zone = ZoneInfo(schedule.timezone)
    series = _event(schedule, schedule.starts, zone, title=title, now=now)
    rule = vRecur.from_ical(schedule.rrule.removeprefix("RRULE:"))
    if schedule.ended is not None:
        end = instant(datetime.combine(schedule.ended, time.max), schedule.timezone)
        if "COUNT" in rule:  # a rule has either
            before = instant(schedule.starts, schedule.timezone) - timedelta(seconds=1)
            rule["COUNT"] = [sum(1 for _ in occurrences(schedule, after=before, until=end))]
        else:
            rule["UNTIL"] = [end.replace(microsecond=0)]
    series.add("rrule", rule)
    ahead = now + timedelta(days=_AHEAD_DAYS)
    for each in left_out(schedule, until=ahead):
        series.add("exdate", each.local.replace(tzinfo=zone))
    calendar.add_component(series)
    for original, local in schedule.moved.items():
        moved = _event(schedule, local, zone, title=title, now=now)
        moved.add("recurrence-id", original.replace(tzinfo=zone))
        calendar.add_component(moved)
    calendar.add_missing_timezones(first_date=schedule.starts.date(), last_date=ahead.date())
    return bytes(calendar.to_ical())


def _event(schedule: Schedule, local: datetime, zone: ZoneInfo, *, title: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{schedule.id}@onramp")
    event.add("sequence", schedule.revision)
    event.add("dtstamp", now)
    event.add("summary", title)
    event.add("dtstart", local.replace(tzinfo=zone))
    event.add("dtend", (local + timedelta(minutes=schedule.duration_min)).replace(tzinfo=zone))
    return event

"""When checkpoints are."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checkpoints.calendar import ics
from bot.checkpoints.recurrence import Preview, Reason, between, instant, next_planned, preview, rule_fault, upcoming
from bot.checkpoints.schedule import Pause, Schedule
from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def local(text: str) -> datetime:
    """A naive local time."""
    return datetime.fromisoformat(text)


def schedule(rrule: str = "FREQ=WEEKLY;INTERVAL=2", starts: str = "2026-03-03T10:00", **fields: Any) -> Schedule:
    """A schedule in Berlin."""
    given: Mapping[str, Any] = {"timezone": "Europe/Berlin", **fields}
    owner = Member(person="adele", name="Adele Vance")
    return Schedule(id="s", scope=TeamScope(tenant="contoso", team="blue"), rrule=rrule, starts=local(starts), owner=owner, **given)


def locals_of(found: Preview) -> list[str]:
    """The local times of a preview's runs."""
    return [f"{run.local:%Y-%m-%d %H:%M}" for run in found.runs]


def test_a_meeting_stays_at_its_hour_when_the_clocks_change() -> None:
    """Ten o'clock is nine in UTC before and eight after."""
    runs = preview(schedule(), after=BEGIN, count=3).runs

    assert [run.start for run in runs] == [
        datetime(2026, 3, 3, 9, tzinfo=UTC), datetime(2026, 3, 17, 9, tzinfo=UTC), datetime(2026, 3, 31, 8, tzinfo=UTC),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "utc"),
    [
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
    ids=["left out: an hour on", "twice: the first"],
)
def test_a_time_that_is_left_out_or_comes_twice_has_one_meaning(at: str, utc: datetime) -> None:
    """Half past two on the days of the changes."""
    assert instant(local(at), "Europe/Berlin") == utc


def test_the_fortnight_keeps_its_phase_through_a_pause() -> None:
    """As if there had been none."""
    paused = schedule(pauses=(Pause(first=date(2026, 3, 10), last=date(2026, 3, 20)),))

    assert locals_of(preview(paused, after=BEGIN)) == ["2026-03-03 10:00", "2026-03-31 10:00", "2026-04-14 10:00"]


def test_a_preview_says_what_is_left_out_and_why() -> None:
    """A skipped date, a pause and a holiday by its name."""
    left = schedule(
        "FREQ=WEEKLY", "2026-03-27T10:00", country="DE", skipped=frozenset({local("2026-03-27T10:00")}),
        pauses=(Pause(first=date(2026, 4, 10), last=date(2026, 4, 10)),),
    )  # fmt: skip
    found = preview(left, after=BEGIN, count=1)

    assert locals_of(found) == ["2026-04-17 10:00"]
    assert [(each.local, each.reason, bool(each.name)) for each in found.left_out] == [
        (local("2026-03-27T10:00"), Reason.SKIPPED, False),
        (local("2026-04-03T10:00"), Reason.HOLIDAY, True),
        (local("2026-04-10T10:00"), Reason.PAUSED, False),
    ]


def test_a_moved_date_takes_its_place_among_the_others() -> None:
    """By when it is, not by when it was."""
    moved = schedule(moved={local("2026-03-03T10:00"): local("2026-03-19T15:00")})

    assert locals_of(preview(moved, after=BEGIN, count=2)) == ["2026-03-17 10:00", "2026-03-19 15:00"]
    assert upcoming(moved, after=datetime(2026, 3, 18, tzinfo=UTC)) == preview(moved, after=BEGIN, count=2).runs[1]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({}, "2026-03-03T10:00"),
        ({"skipped": frozenset({local("2026-03-03T10:00")})}, "2026-03-03T10:00"),
        ({"pauses": (Pause(first=date(2026, 3, 3), last=date(2026, 3, 3)),)}, "2026-03-10T10:00"),
        ({"moved": {local("2026-03-03T10:00"): local("2026-03-11T10:00")}}, "2026-03-10T10:00"),
    ],
)
def test_the_next_date_is_also_one_that_is_skipped(said: dict[str, Any], meant: str) -> None:
    """But not one that is paused over, or moved behind another."""
    made = schedule("FREQ=WEEKLY", **said)

    assert next_planned(made, after=instant(local("2026-03-01T10:00"), made.timezone)) == local(meant)


def test_a_series_ends() -> None:
    """With its last day, and with its rule's own count."""
    assert locals_of(preview(schedule(ended=date(2026, 3, 17)), after=BEGIN)) == ["2026-03-03 10:00", "2026-03-17 10:00"]
    assert upcoming(schedule("FREQ=DAILY;COUNT=1"), after=datetime(2026, 4, 1, tzinfo=UTC)) is None


def test_an_open_pause_has_no_next_date() -> None:
    """Nothing is owed until it is resumed."""
    assert upcoming(schedule(pauses=(Pause(first=date(2026, 3, 1)),)), after=BEGIN) is None


def test_a_country_without_a_calendar_has_no_holidays() -> None:
    """The meetings take place."""
    assert upcoming(schedule(country="XX"), after=BEGIN) is not None


@pytest.mark.parametrize(
    ("rrule", "fault"), [("FREQ=WEEKLY;INTERVAL=2", ""), ("RRULE:FREQ=MONTHLY;BYDAY=1MO", ""), ("FREQ=SOMETIMES", "x"), ("nonsense", "x")]
)
def test_a_rule_is_checked(rrule: str, fault: str) -> None:
    """A right one has no fault; a wrong one says which."""
    assert bool(rule_fault(rrule, local("2026-03-03T10:00"))) is bool(fault)


RULES = st.sampled_from(
    ["FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;BYDAY=TU,TH"]
)
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Auckland"]
)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Schedules with pauses, skipped and moved dates, and a last day, that start on a date of their rule."""
    first = datetime.combine(draw(DAYS), datetime.min.time()).replace(hour=draw(st.integers(0, 23)), minute=draw(st.sampled_from([0, 30])))
    made = schedule(draw(RULES), first.isoformat(), timezone=draw(ZONES))
    dates = [run.original for run in preview(made, after=BEGIN - timedelta(days=2), count=8).runs]
    pauses = tuple(Pause(first=day, last=day + timedelta(days=draw(st.integers(0, 40)))) for day in draw(st.lists(DAYS, max_size=2)))
    skipped = frozenset(draw(st.lists(st.sampled_from(dates), max_size=2)))
    off = timedelta(days=draw(st.integers(-3, 3)), hours=draw(st.integers(1, 3)))
    moved = {original: original + off for original in draw(st.lists(st.sampled_from(dates), max_size=1)) if original not in skipped}
    last = max([dates[-1], *moved.values()]).date()
    return schedule(
        made.rrule, dates[0].isoformat(), timezone=made.timezone, pauses=pauses, skipped=skipped, moved=moved,
        country=draw(st.sampled_from(["", "DE", "US"])), ended=draw(st.sampled_from([None, last])),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(schedules())
def test_a_calendar_that_imports_the_series_shows_the_same_meetings(made: Schedule) -> None:
    """Expanded by another library from the file that is exported."""
    until = datetime(2027, 6, 1, tzinfo=UTC)
    ours = {run.start for run in between(made, after=BEGIN - timedelta(days=2), until=until)}
    calendar = icalendar.Calendar.from_ical(ics(made, title="Checkpoint", now=BEGIN))
    theirs = {event["DTSTART"].dt.astimezone(UTC) for event in recurring_ical_events.of(calendar).between(BEGIN - timedelta(days=2), until)}

    assert ours == theirs


def test_an_exported_series_can_be_told_apart_and_replaced() -> None:
    """It brings its time zone along, keeps its identity through changes, and each change has a later number."""
    made = schedule(revision=3, moved={local("2026-03-17T10:00"): local("2026-03-18T15:00")})
    calendar = icalendar.Calendar.from_ical(ics(made, title="Checkpoint", now=BEGIN))
    series, put_off = calendar.walk("VEVENT")

    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert series["UID"] == put_off["UID"]
    assert (series["SEQUENCE"], put_off["SEQUENCE"]) == (3, 3)
    assert put_off["RECURRENCE-ID"].to_ical() == b"20260317T100000"


def test_a_series_that_ends_by_count_and_by_day_is_exported_with_one_end() -> None:
    """Whichever comes first."""
    made = schedule("FREQ=WEEKLY;COUNT=9", ended=date(2026, 3, 17))
    calendar = icalendar.Calendar.from_ical(ics(made, title="Checkpoint", now=BEGIN))

    assert calendar.walk("VEVENT")[0]["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=3"


@given(st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=4))
def test_no_pause_shifts_the_fortnight(pauses: list[tuple[date, int]]) -> None:
    """Every meeting is a whole number of fortnights after the first, and none is in a pause."""
    made = schedule(pauses=tuple(Pause(first=first, last=first + timedelta(days=length)) for first, length in pauses))

    for run in between(made, after=BEGIN, until=BEGIN + timedelta(days=400)):
        day = run.local.date()
        assert (day - made.starts.date()).days % 14 == 0
        assert not any(first <= day <= first + timedelta(days=length) for first, length in pauses)


@settings(max_examples=60, deadline=None)
@given(schedules(), st.integers(1, 8))
def test_every_meeting_is_at_the_hour_that_was_agreed(made: Schedule, count: int) -> None:
    """In the schedule's own zone, unless the clocks leave that hour out."""
    for run in preview(made, after=BEGIN, count=count).runs:
        there = run.start.astimezone(ZoneInfo(made.timezone)).replace(tzinfo=None)
        assert there == run.local or instant(there, made.timezone) == instant(run.local, made.timezone)
        assert run.local == made.moved.get(run.original, run.original)
        assert run.original.time() == made.starts.time()

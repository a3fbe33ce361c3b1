from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkpoints.phrasing import in_words
from bot.checkpoints.rule import Recurrence
from bot.checkpoints.speech import read
from bot.engagements.refused import Refused
from knowledge.wording import Wording

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # a Monday, half past nine in Berlin
ZONE = "Europe/Berlin"


def local(text: str) -> datetime:
    """A naive local time."""
    return datetime.fromisoformat(text)


def reading(text: str) -> Recurrence:
    """What `text` was understood as."""
    found = read(text, now=NOW, timezone=ZONE)
    assert isinstance(found, Recurrence), found
    return found


@pytest.mark.parametrize(
    ("text", "rule", "starts"),
    [
        ("checkpoint every 2 weeks on Tuesday at 10:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-24T10:00"),
        ("Checkpoints every two weeks on Tuesdays at 10 am", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-24T10:00"),
        ("every other wed at 11.15 starting 2 December", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-12-02T11:15"),
        ("bi-weekly checkpoint, Wednesdays, 2pm", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-11-25T14:00"),
        ("fortnightly at noon starting tomorrow", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-24T12:00"),
        ("weekly checkpoint on mondays at 9am", "FREQ=WEEKLY;BYDAY=MO", "2026-11-30T09:00"),
        ("weekly checkpoint on mondays at 11am", "FREQ=WEEKLY;BYDAY=MO", "2026-11-23T11:00"),
        ("every Tuesday and Thursday at 9am", "FREQ=WEEKLY;BYDAY=TU,TH", "2026-11-24T09:00"),
        ("every Tue, Thu at 4 p.m.", "FREQ=WEEKLY;BYDAY=TU,TH", "2026-11-24T16:00"),
        ("every weekday at 9:15", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-24T09:15"),
        ("on the first Monday of the month at 10", "FREQ=MONTHLY;BYDAY=1MO", "2026-12-07T10:00"),
        ("monthly on the last Friday at 3pm", "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T15:00"),
        ("every second Tuesday of the month at 10:00", "FREQ=MONTHLY;BYDAY=2TU", "2026-12-08T10:00"),
        ("1st and 3rd Tuesday of the month at 14:00", "FREQ=MONTHLY;BYDAY=1TU,3TU", "2026-12-01T14:00"),
        ("every 3 months on the first Monday at 10:00", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "2026-12-07T10:00"),
        ("every Tuesday at 10:00 from 12 January", "FREQ=WEEKLY;BYDAY=TU", "2027-01-12T10:00"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=MO at 8:00", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO", "2026-11-30T08:00"),
    ],
)
def test_people_say_when_in_their_own_words(text: str, rule: str, starts: str) -> None:
    """The rule, and the first date from now on."""
    found = reading(text)

    assert (found.rrule, found.starts) == (rule, local(starts))


@pytest.mark.parametrize(
    ("text", "length_min"),
    [
        ("every Friday at 10:00", None),
        ("every Friday at 10:00 for 45 minutes", 45),
        ("a 30-minute checkpoint every Friday at 10:00", 30),
        ("every Friday at 10:00 for half an hour", 30),
        ("every Friday at 10:00 for 2 hours", 120),
        ("every Friday from 10:00 to 10:45", 45),
    ],
)
def test_the_length_can_be_said(text: str, length_min: int | None) -> None:
    """In minutes, hours or by the time at which it ends; it stays open where it is not."""
    assert reading(text).duration_min == length_min


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("until 31 March", date(2027, 3, 31)),
        ("until March 31st 2028", date(2028, 3, 31)),
        ("till 2027-03-31", date(2027, 3, 31)),
        ("until the 3rd of June", date(2027, 6, 3)),
    ],
)
def test_the_last_day_can_be_said(said: str, last: date) -> None:
    """A date without a year is the next one."""
    assert reading(f"every Friday at 10:00 {said}").ended == last


def test_the_end_of_an_experts_rule_becomes_the_last_day() -> None:
    """At nine in UTC, which is ten in Berlin, the meeting at ten is still one; at eight it is not."""
    assert reading("RRULE:FREQ=DAILY;UNTIL=20261231T090000Z at 10:00").ended == date(2026, 12, 31)
    assert reading("RRULE:FREQ=DAILY;UNTIL=20261231T080000Z at 10:00").ended == date(2026, 12, 30)
    assert reading("RRULE:FREQ=DAILY;UNTIL=20261231 at 10:00").rrule == "FREQ=DAILY"


@pytest.mark.parametrize(
    ("text", "problem", "named"),
    [
        ("every Tuesday", "no_time", ""),
        ("weekly at 10:00", "no_day", ""),
        ("on Tuesday at 10:00", "no_rhythm", ""),
        ("monthly at 10:00", "no_place", ""),
        ("every second Tuesday at 10:00", "two_readings", "every second tuesday"),
        ("every Tuesday at 25:00", "bad_time", "25:00"),
        ("every Tuesday at 13 pm", "bad_time", "13 pm"),
        ("every Tuesday at 10:00 and at 11:00", "many_times", "10:00, 11:00"),
        ("every 2 weeks on Tusday at 10:00", "unknown_day", "Tuesday"),
        ("every Tuesday at 10:00 until further notice", "unknown_date", "further notice"),
        ("every Tuesday at 10:00 from 3/6", "unknown_date", "3/6"),
        ("every Tuesday at 10:00 with cake", "unknown_words", "cake"),
        ("every 0 weeks on Tuesday at 10:00", "bad_interval", "0"),
        ("every Tuesday at 10:00 for 900 minutes", "bad_duration", "900"),
        ("every Tuesday at 10:00 until 1 January 2020", "ends_before", "2020-01-01"),
        ("FREQ=HOURLY at 10:00", "not_daily", "HOURLY"),
        ("FREQ=WEEKLY;BYDAY=XX at 10:00", "bad_rule", "XX"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31 at 10:00", "bad_rule", "no date"),
    ],
)
def test_what_is_missing_or_wrong_is_named(text: str, problem: str, named: str) -> None:
    """In a sentence of the catalogue, with the words that were found."""
    found = read(text, now=NOW, timezone=ZONE)

    assert isinstance(found, Refused)
    assert found.key == f"schedule.{problem}"
    assert named in Wording.load("en").say(found.key, **dict(found.values))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Never a fault; what is read starts after now, and what is refused has a sentence."""
    found = read(f"weekly on Monday {text} at 10:00", now=NOW, timezone=ZONE)

    if isinstance(found, Refused):
        assert Wording.load("en").say(found.key, **dict(found.values))
    else:
        assert found.starts > local("2026-11-23T09:30")


@given(
    interval=st.integers(1, 12), days=st.sets(st.integers(0, 6), min_size=1),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None)),
)  # fmt: skip
def test_what_is_said_back_is_read_as_the_same(interval: int, days: set[int], at: object) -> None:
    """The words for a rhythm, given to the reader, mean the rhythm."""
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    first = reading(f"every {interval} weeks on {', '.join(names[day] for day in sorted(days))} at {at:%H:%M}")

    again = reading(in_words(first.rrule, first.starts))

    assert again == first


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU,TH", "every week on Tuesday and Thursday at 10:00"),
        ("FREQ=WEEKLY;INTERVAL=2", "every 2 weeks on Monday at 10:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday at 10:00"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,3MO", "every 2 months on the first Monday and third Monday at 10:00"),
        ("FREQ=DAILY", "every day at 10:00"),
        ("FREQ=YEARLY", "by the rule FREQ=YEARLY at 10:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "by the rule FREQ=MONTHLY;BYMONTHDAY=15 at 10:00"),
    ],
)
def test_a_rhythm_is_said_in_words(rule: str, words: str) -> None:
    """And a rule that has none is shown as it is."""
    assert in_words(rule, local("2026-11-23T10:00")) == words


def test_the_first_date_comes_within_the_week_whatever_the_interval() -> None:
    """An interval counts from the first date on; it does not put it off."""
    assert reading("every 6 weeks on Sunday at 10:00").starts - local("2026-11-23T09:30") < timedelta(days=7)

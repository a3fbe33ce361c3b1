"""Changes of a schedule, as values."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.checkpoints.edits import ended, moved, paused, resumed, skipped
from bot.checkpoints.recurrence import preview
from bot.checkpoints.schedule import Schedule
from tests.unit.bot.checkpoints.fortnightly import FIRST, FORTNIGHTLY, NOW, SECOND, THIRD, says


@pytest.mark.parametrize(
    ("refusal", "named"),
    [
        (skipped(FORTNIGHTLY, datetime(2026, 3, 10, 10), now=NOW), "no checkpoint on 2026-03-10"),  # noqa: DTZ001
        (skipped(FORTNIGHTLY, FIRST, now=NOW + timedelta(days=9)), "2026-03-03 10:00 is over"),
        (moved(FORTNIGHTLY, FIRST, datetime(2026, 3, 1, 10), now=NOW), "2026-03-01 10:00 is over"),  # noqa: DTZ001
        (moved(ended(FORTNIGHTLY, date(2026, 3, 20)), SECOND, THIRD, now=NOW), "ends on 2026-03-20"),
        (moved(FORTNIGHTLY, datetime(2026, 2, 17, 10), THIRD, now=NOW), "no checkpoint on 2026-02-17"),  # noqa: DTZ001
        (moved(FORTNIGHTLY, FIRST, SECOND, now=NOW), "another checkpoint at 2026-03-17 10:00"),
        (paused(FORTNIGHTLY, date(2026, 3, 5), date(2026, 3, 4)), "backwards"),
        (resumed(FORTNIGHTLY, date(2026, 3, 5)), "not paused"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_date(refusal: object, named: str) -> None:
    """A date that the series does not have, one that is over, an end, a pause that runs backwards or is not there."""
    assert named in says(refusal)


def test_a_skipped_date_is_taken_up_again_by_moving_it_back() -> None:
    """To where it was, and it then is no moved one."""
    without = skipped(FORTNIGHTLY, FIRST, now=NOW)
    assert isinstance(without, Schedule)

    assert moved(without, FIRST, FIRST, now=NOW) == FORTNIGHTLY


def test_a_pause_leaves_out_what_was_moved_into_it_before() -> None:
    """And what was moved out of it takes place; on the first day after the pause the rhythm goes on."""
    into = moved(FORTNIGHTLY, FIRST, datetime(2026, 3, 18, 10), now=NOW)  # noqa: DTZ001
    assert isinstance(into, Schedule)
    both = moved(into, SECOND, datetime(2026, 3, 12, 10), now=NOW)  # noqa: DTZ001
    assert isinstance(both, Schedule)
    halted = paused(both, date(2026, 3, 15), date(2026, 3, 20))
    assert isinstance(halted, Schedule)

    assert [run.local for run in preview(halted, after=NOW, count=2).runs] == [datetime(2026, 3, 12, 10), THIRD]  # noqa: DTZ001


def test_a_date_on_a_holiday_can_be_held_all_the_same() -> None:
    """Someone has said when it is to be."""
    good_friday = datetime(2026, 4, 3, 10)  # noqa: DTZ001
    fridays = replace(FORTNIGHTLY, rrule="FREQ=WEEKLY;BYDAY=FR", starts=good_friday, country="DE")

    kept = moved(fridays, good_friday, good_friday, now=NOW)

    assert isinstance(kept, Schedule)
    assert kept.moved == {good_friday: good_friday}

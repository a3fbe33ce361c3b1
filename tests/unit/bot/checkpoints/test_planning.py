"""Changes of a schedule, and what follows for its records, for what it owes and for the audit."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.checkpoints.checkpoint import Action, State
from bot.checkpoints.edits import ended, handed_over, moved, paused, rescheduled, resumed, skipped
from bot.checkpoints.planning import Planned
from bot.checkpoints.rule import Recurrence
from bot.delivery.ledger import Kind
from bot.errors import Stale
from tests.unit.bot.checkpoints.fortnightly import ADELE, ALEX, FIRST, FORTNIGHTLY, SCOPE, SECOND, THIRD, Team, says


async def test_a_new_series_owes_its_first_prompt_alone(team: Team) -> None:
    """At its time in the team's zone; the preview shows three."""
    planned = await team.plan(FORTNIGHTLY)

    [row] = await team.owed()
    assert (row.id, row.due) == ("cp:s:2026-03-03T10:00:r1", datetime(2026, 3, 3, 9, tzinfo=UTC))
    assert [run.original for run in planned.preview.runs] == [FIRST, SECOND, THIRD]


async def test_each_prompt_owes_the_next(team: Team) -> None:
    """Once it is sent, and also when it was missed."""
    await team.plan(FORTNIGHTLY)

    await team.deliver((await team.owed())[0])
    assert await team.prompted() == ["2026-03-17"]
    [row] = await team.owed()
    await team.miss(row, row.due + timedelta(hours=9))

    assert await team.prompted() == ["2026-03-31"]
    assert [record.state for record in await team.records()] == [State.POSTED, State.MISSED]


async def test_a_missed_prompt_is_told_in_the_channel(team: Team) -> None:
    """With the date, and why."""
    await team.plan(FORTNIGHTLY)
    [row] = await team.owed()
    await team.miss(row, row.due + timedelta(hours=9))

    [notice] = await team.owed(Kind.NOTICE)
    assert (notice.text_key, notice.values, notice.conversation) == ("notice.missed_late", (("date", "2026-03-03 10:00"),), "channel")


async def test_a_prompt_within_its_lead_is_not_late(team: Team) -> None:
    """A day's lead for a meeting in ten hours: the prompt is due at once, and of use until the meeting."""
    team.now = datetime(2026, 3, 3, 0, tzinfo=UTC)
    await team.plan(replace(FORTNIGHTLY, lead_min=24 * 60))

    [row] = await team.owed()
    assert row.due < team.now < row.due + timedelta(seconds=row.late_after_s)


async def test_a_skipped_date_is_not_prompted_and_goes_on_record(team: Team) -> None:
    """As skipped, with the reason, once it is over."""
    planned = await team.plan(FORTNIGHTLY)
    await team.plan(skipped(planned.schedule, FIRST, now=team.now), "series.skip")

    assert await team.prompted() == ["2026-03-17"]
    await team.deliver((await team.owed())[0])
    first, second = await team.records()
    assert (first.original, first.state, first.history[-1].reason) == (FIRST, State.SKIPPED, "skipped")
    assert second.state is State.POSTED


async def test_a_moved_date_is_prompted_at_its_new_time(team: Team) -> None:
    """Under an id of its own, and the old wake-up is void."""
    planned = await team.plan(FORTNIGHTLY)
    await team.plan(moved(planned.schedule, FIRST, FIRST + timedelta(days=1), now=team.now))

    [row] = await team.owed()
    assert (row.id, row.due) == ("cp:s:2026-03-03T10:00:r2", datetime(2026, 3, 4, 9, tzinfo=UTC))


async def test_a_posted_checkpoint_follows_when_its_meeting_is_put_off(team: Team) -> None:
    """It keeps its card, has the new start, is closed later, and is not prompted again."""
    planned = await team.plan(replace(FORTNIGHTLY, lead_min=24 * 60))
    await team.deliver((await team.owed())[0])

    put_off = await team.plan(moved(planned.schedule, FIRST, FIRST + timedelta(days=1), now=team.now))

    [touched] = put_off.touched
    assert (touched.state, touched.start) == (State.POSTED, datetime(2026, 3, 4, 9, tzinfo=UTC))
    assert [row.due for row in await team.owed(Kind.CLOSING)] == [touched.start + timedelta(hours=44)]
    assert await team.prompted() == ["2026-03-17"]


async def test_a_posted_checkpoint_that_is_skipped_is_closed_and_can_be_taken_up_again(team: Team) -> None:
    """Until its meeting would have begun, its record follows the plan."""
    planned = await team.plan(replace(FORTNIGHTLY, lead_min=24 * 60))
    await team.deliver((await team.owed())[0])

    await team.plan(skipped(planned.schedule, FIRST, now=team.now))
    assert [record.state for record in await team.records()] == [State.SKIPPED]
    assert await team.owed(Kind.CLOSING) == []

    await team.undo()
    assert [record.state for record in await team.records()] == [State.POSTED]
    assert len(await team.owed(Kind.CLOSING)) == 1


async def test_two_meetings_at_one_time_both_go_on_record(team: Team) -> None:
    """A pause that ends may bring back one at the time to which another was put off meanwhile."""
    planned = await team.plan(FORTNIGHTLY)
    without = await team.plan(paused(planned.schedule, date(2026, 3, 15), date(2026, 3, 20)))
    put_off = await team.plan(moved(without.schedule, FIRST, SECOND, now=team.now))
    await team.plan(resumed(put_off.schedule, date(2026, 3, 3)))

    await team.deliver((await team.owed())[0])
    await team.deliver((await team.owed())[0])

    assert [record.original for record in await team.records()] == [FIRST, SECOND]
    assert await team.prompted() == ["2026-03-31"]


async def test_a_pause_keeps_the_fortnight(team: Team) -> None:
    """Two weeks are left out; the next date is the one that it would have been."""
    planned = await team.plan(FORTNIGHTLY)
    paused_ = await team.plan(paused(planned.schedule, date(2026, 3, 2), date(2026, 3, 20)))

    assert [run.original for run in paused_.preview.runs][:1] == [THIRD]
    assert [each.local for each in paused_.preview.left_out] == [FIRST, SECOND]
    assert await team.prompted() == ["2026-03-31"]


async def test_an_open_pause_owes_nothing_until_it_is_resumed(team: Team) -> None:
    """What was left out meanwhile is on record as skipped."""
    planned = await team.plan(FORTNIGHTLY)
    paused_ = await team.plan(paused(planned.schedule, date(2026, 3, 2), None))
    assert await team.prompted() == []

    team.now = datetime(2026, 3, 20, 8, tzinfo=UTC)
    await team.plan(resumed(paused_.schedule, date(2026, 3, 20)))

    assert await team.prompted() == ["2026-03-31"]
    assert [(record.original, record.state, record.history[-1].reason) for record in await team.records()] == [
        (FIRST, State.SKIPPED, "paused"), (SECOND, State.SKIPPED, "paused"),
    ]  # fmt: skip


async def test_a_series_that_ended_owes_no_prompt(team: Team) -> None:
    """But the records of the dates that its end left out."""
    planned = await team.plan(skipped(FORTNIGHTLY, SECOND, now=team.now))
    await team.plan(ended(planned.schedule, date(2026, 3, 20)))
    await team.deliver((await team.owed())[0])

    assert await team.prompted() == []
    for row in await team.owed(Kind.CLOSING):
        await team.deliver(row)
    assert [(record.original, record.state) for record in await team.records()] == [(FIRST, State.MISSED), (SECOND, State.SKIPPED)]


async def test_another_person_can_answer_for_a_series(team: Team) -> None:
    """The dates stay."""
    planned = await team.plan(FORTNIGHTLY)
    handed = await team.plan(handed_over(planned.schedule, ALEX))

    assert handed.schedule.owner == ALEX
    assert handed.preview == planned.preview
    assert await team.prompted() == ["2026-03-03"]


async def test_another_rhythm_takes_the_place_of_the_old(team: Team) -> None:
    """Only the new one's next prompt is owed, and a posted one of the old that is still to come is skipped."""
    planned = await team.plan(replace(FORTNIGHTLY, lead_min=24 * 60))
    await team.deliver((await team.owed())[0])
    wednesdays = Recurrence(rrule="FREQ=WEEKLY;BYDAY=WE", starts=datetime(2026, 3, 4, 9))  # noqa: DTZ001

    await team.plan(rescheduled(planned.schedule, wednesdays))

    assert await team.prompted() == ["2026-03-04"]
    assert [(record.state, record.history[-1].reason) for record in await team.records()] == [(State.SKIPPED, "replaced")]


async def test_the_last_change_can_be_taken_back_once(team: Team) -> None:
    """Under a later revision; a restart in between forgets nothing, for it stands in the audit. The next change can be taken back again."""
    planned = await team.plan(FORTNIGHTLY, "series.start")
    await team.plan(skipped(planned.schedule, FIRST, now=team.now), "series.skip")

    undone = await team.undo()
    assert isinstance(undone, Planned)
    assert (undone.schedule.skipped, undone.schedule.revision) == (frozenset(), 3)
    assert await team.prompted() == ["2026-03-03"]
    assert says(await team.undo()) == "The last change is undone already, so nothing has changed."
    assert await team.prompted() == ["2026-03-03"]

    await team.plan(skipped(undone.schedule, FIRST, now=team.now), "series.skip")
    assert await team.prompted() == ["2026-03-17"]
    assert isinstance(await team.undo(), Planned)
    assert await team.prompted() == ["2026-03-03"]


async def test_handing_over_can_be_taken_back_though_the_audit_holds_no_name(team: Team) -> None:
    """The audit names people by their ids; who they are stands on the roster."""
    planned = await team.plan(FORTNIGHTLY)
    await team.plan(handed_over(planned.schedule, ALEX))

    undone = await team.undo()

    assert isinstance(undone, Planned)
    assert undone.schedule.owner == ADELE
    async with team.works(SCOPE) as work:
        assert not any("Adele" in value for line in await work.audit.lines() for value in line.details.values())


async def test_what_would_be_lost_is_not_taken_back(team: Team) -> None:
    """A meeting that was put off from a time that is over stays put off."""
    planned = await team.plan(FORTNIGHTLY)
    await team.plan(moved(planned.schedule, FIRST, FIRST + timedelta(days=1), now=team.now))
    team.now = datetime(2026, 3, 3, 12, tzinfo=UTC)

    assert says(await team.undo()) == "The checkpoint of 2026-03-03 10:00 is over already."


async def test_without_a_change_there_is_nothing_to_take_back(team: Team) -> None:
    """A new series has no earlier state."""
    await team.plan(FORTNIGHTLY)

    assert says(await team.undo()) == "There is no change to undo."


async def test_a_change_of_an_outdated_schedule_is_refused(team: Team) -> None:
    """Someone else changed it meanwhile."""
    planned = await team.plan(FORTNIGHTLY)
    await team.plan(handed_over(planned.schedule, ALEX))

    with pytest.raises(Stale):
        await team.plan(skipped(planned.schedule, FIRST, now=team.now))


async def test_each_change_is_audited(team: Team) -> None:
    """Who did what to which series."""
    planned = await team.plan(FORTNIGHTLY, "series.start")
    await team.plan(skipped(planned.schedule, FIRST, now=team.now), "series.skip")

    async with team.works(SCOPE) as work:
        lines = [(line.actor, line.action, line.subject, line.outcome) for line in await work.audit.lines()]
    assert lines == [("adele", "series.start", "s", "done"), ("adele", "series.skip", "s", "done")]


async def test_a_record_ends_when_the_next_meeting_begins(team: Team) -> None:
    """Where that is sooner than the hours after which it would be closed."""
    await team.plan(replace(FORTNIGHTLY, rrule="FREQ=DAILY"))
    await team.deliver((await team.owed())[0])

    assert [row.due for row in await team.owed(Kind.CLOSING)] == [datetime(2026, 3, 4, 9, tzinfo=UTC)]


async def test_open_actions_are_on_the_next_agenda_and_ticked_ones_are_not(team: Team) -> None:
    """With where they were agreed."""
    await team.plan(FORTNIGHTLY)
    first = await team.deliver((await team.owed())[0])
    assert first is not None
    async with team.works(SCOPE) as work:
        posted = await work.checkpoints.get(first.checkpoint.id)
    assert posted is not None
    await team.answer(posted, Action(id="0", text="order certificates", owner="Alex"), Action(id="1", text="call", done=False))
    async with team.works(SCOPE) as work:
        held = await work.checkpoints.get(posted.id)
        assert held is not None
        await work.checkpoints.save(replace(held, actions=tuple(replace(one, done=one.text == "call") for one in held.actions)))

    second = await team.deliver((await team.owed())[0])

    assert second is not None
    assert [(action.text, action.carried_from) for action in second.agenda.carried] == [("order certificates", first.checkpoint.id)]

"""Changing a team's checkpoints over HTTP: on the plan's card, and by sentences."""

from typing import Any

import pytest

from tests.channel import ADELE, ALEX
from tests.integration.conftest import Bot, Start
from tests.team import buttons, press, said, text, with_checkpoints, with_engagement


async def tell(bot: Bot, words: str) -> str:
    """All that the card says which answers `words`, or the sentence."""
    sent = await said(bot, words)
    return text(sent.body)


async def test_a_form_plans_what_a_sentence_does(start: Start) -> None:
    """It comes where nothing is planned, previews before it saves, and takes monthly rhythms and rules for experts."""
    bot = await with_engagement(start, sends=True)
    form = await said(bot, "checkpoints")
    data = buttons(form.card)["Show the next dates"]
    biweekly = await press(bot, {**data, "rhythm": "FREQ=WEEKLY;INTERVAL=2", "weekday": "TU", "at": "10:00", "minutes": "45", "rule": ""})
    monthly = await press(bot, {**data, "rhythm": "FREQ=MONTHLY;BYDAY=-1", "weekday": "FR", "at": "09:30", "last": "2025-01-31"})
    expert = await press(bot, {**data, "rhythm": "FREQ=WEEKLY", "weekday": "TU", "at": "08:00", "rule": "FREQ=MONTHLY;BYMONTHDAY=15"})
    wrong = await press(bot, {**data, "rule": "FREQ=SOMETIMES", "at": "10:00"})
    saved = await press(bot, buttons(biweekly)["Save"])

    assert "every 2 weeks on Tuesday at 10:00" in text(biweekly)
    assert "every month on the last Friday at 09:30" in text(monthly)
    assert "The last day is 2025-01-31" in text(monthly)
    assert "Tue 2024-10-15 08:00" in text(expert)
    assert "I cannot read the rule FREQ=SOMETIMES" in text(wrong) or "needs FREQ=DAILY" in text(wrong)
    assert "45 minutes. Adele Vance answers for them." in text(saved)


async def test_a_new_rhythm_takes_the_place_of_the_one_planned(start: Start) -> None:
    """Or stands beside it: the preview asks which."""
    bot, _ = await with_checkpoints(start)
    preview = await said(bot, "checkpoint every 2 weeks on Thursday at 15:00")
    changed = await press(bot, buttons(preview.card)["Instead of every week on Tuesday at 12:00"])
    beside = await said(bot, "checkpoint every week on Tuesday at 13:00")
    await press(bot, buttons(beside.card)["Besides what is planned"])
    both = await said(bot, "checkpoints")
    which = await said(bot, "skip the next checkpoint")

    assert "Changed." in text(changed)
    assert "every 2 weeks on Thursday at 15:00" in text(changed)
    assert [rhythm in text(both.card) for rhythm in ("Every 2 weeks on Thursday", "Every week on Tuesday")] == [True, True]
    assert "There are several series" in text(which.card)


async def test_one_date_is_moved_on_the_card(start: Start) -> None:
    """To a day, a time, or both; undo brings it back."""
    bot, saved = await with_checkpoints(start)
    move = buttons(saved)["Move it"]
    moved = await press(bot, {**move, "on": "2024-10-08T12:00:00", "day": "2024-10-10", "at": ""})
    later = await press(bot, {**move, "on": "2024-10-08T12:00:00", "day": "", "at": "15:30"})
    nowhere = await press(bot, {**move, "on": "2024-10-08T12:00:00"})
    undone = await press(bot, buttons(later)["Undo"])

    assert "Moved: Tue 2024-10-08 12:00 to Thu 2024-10-10 12:00." in text(moved)
    assert "Thu 2024-10-10 15:30 (moved from 2024-10-08 12:00)" in text(later)
    assert "To when?" in text(nowhere)
    assert "Thu 2024-10-10 12:00 (moved from 2024-10-08 12:00)" in text(undone)


async def test_one_date_is_skipped_on_the_card(start: Start) -> None:
    """Any of those shown, not the next alone; one that is left out can be moved and takes place."""
    bot, saved = await with_checkpoints(start)
    skipped = await press(bot, {**buttons(saved)["Skip it"], "on": "2024-10-15T12:00:00"})
    moved = await press(bot, {**buttons(skipped)["Move it"], "on": "2024-10-15T12:00:00", "day": "2024-10-16"})

    assert "Left out: 2024-10-15 (skipped)" in text(skipped)
    assert "Wed 2024-10-16 12:00" in text(moved)


async def test_a_pause_has_an_end_or_is_open(start: Start) -> None:
    """The rhythm keeps its phase through both."""
    bot, saved = await with_checkpoints(start)
    until = await press(bot, {**buttons(saved)["Pause"], "day": "2024-10-20"})
    await press(bot, buttons(until)["Undo"])
    without_end = await press(bot, {**buttons(saved)["Pause"], "day": ""})
    resumed = await press(bot, buttons(without_end)["Resume"])

    assert "Paused until Sun 2024-10-20, that day included." in text(until)
    assert "Tue 2024-10-22 12:00" in text(until)
    assert "None ahead." in text(without_end)
    assert "Tue 2024-10-01 12:00" in text(resumed)


async def test_a_series_ends_on_a_day_and_is_handed_over(start: Start) -> None:
    """The last day is shown, and who answers for it."""
    bot, saved = await with_checkpoints(start)
    handed = await press(bot, {**buttons(saved)["Hand over"], "person": "aad-alex"})
    ended = await press(bot, {**buttons(saved)["End"], "day": "2024-10-08"})
    backwards = await press(bot, {**buttons(saved)["End"], "day": "2024-09-01"})

    assert "Alex Wilber answers for the checkpoints from now on." in text(handed)
    assert "The last day is 2024-10-08." in text(ended)
    assert "is over already" in text(backwards)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("skip the next checkpoint", "Skipped: Tue 2024-10-01 12:00."),
        ("Skip the checkpoint on 8 October", "Skipped: Tue 2024-10-08 12:00."),
        ("move the next checkpoint to Thursday at 11:00", "Moved: Tue 2024-10-01 12:00 to Thu 2024-10-03 11:00."),
        ("move the checkpoint of 8 October to 9 October", "Moved: Tue 2024-10-08 12:00 to Wed 2024-10-09 12:00."),
        ("move the next meeting to 4 pm", "Moved: Tue 2024-10-01 12:00 to Tue 2024-10-01 16:00."),
        ("pause checkpoints until 20 October", "Paused until Sun 2024-10-20, that day included."),
        ("pause checkpoints", "Paused. Say"),
        ("end the checkpoints on 31 December", "Ended: the last day is Tue 2024-12-31."),
        ("hand over the checkpoints to Alex Wilber", "Alex Wilber answers for the checkpoints from now on."),
        ("hand over the checkpoints to @Alex", "Alex Wilber answers for the checkpoints from now on."),
        ("hand over the checkpoints to Nobody", "I do not find exactly one person called Nobody"),
        ("skip the checkpoint on 9 October", "There is no checkpoint on 2024-10-09."),
        ("move the next checkpoint", "To when?"),
        ("move the next checkpoint to doomsday", "I could not read the date doomsday"),
        ("resume checkpoints", "The checkpoints are not paused."),
    ],
)
async def test_a_sentence_changes_the_plan(start: Start, words: str, expected: str) -> None:
    """And says what it has done, or what is missing."""
    bot, _ = await with_checkpoints(start)

    assert expected in await tell(bot, words)


async def test_undo_takes_back_the_last_sentence(start: Start) -> None:
    """As the button does."""
    bot, _ = await with_checkpoints(start)
    await said(bot, "skip the next checkpoint")

    assert "Undone." in await tell(bot, "undo")


async def test_undo_that_is_pressed_twice_undoes_once(start: Start) -> None:
    """On the card that shows the change, and on the one that has taken its place; a sentence does no more."""
    bot, saved = await with_checkpoints(start)
    skipped = await press(bot, {**buttons(saved)["Skip it"], "on": "2024-10-15T12:00:00"})
    undone = await press(bot, buttons(skipped)["Undo"])
    again = [await press(bot, buttons(skipped)["Undo"]), await press(bot, buttons(undone)["Undo"])]

    assert "Undone." in text(undone)
    assert ["The last change is undone already" in text(each) for each in again] == [True, True]
    assert ["Tue 2024-10-15 12:00" in text(each) for each in (undone, *again)] == [True, True, True]
    assert "The last change is undone already" in await tell(bot, "undo")


async def test_a_question_about_checkpoints_is_no_change(start: Start) -> None:
    """Nor is a sentence of something else that is moved."""
    bot, _ = await with_checkpoints(start)
    for words in ("can we skip a checkpoint?", "move 500 mailboxes", "skip the next checkpoint?"):
        await said(bot, words)

    assert [question for question, _ in bot.desk.asked] == ["can we skip a checkpoint?", "move 500 mailboxes", "skip the next checkpoint?"]


async def test_without_a_plan_there_is_nothing_to_change(start: Start) -> None:
    """It says how to plan."""
    bot = await with_engagement(start)

    assert "No checkpoints are planned" in await tell(bot, "skip the next checkpoint")


@pytest.mark.parametrize("what", ["skip", "move", "pause", "end", "hand_over", "undo"])
async def test_a_schedule_of_another_team_is_out_of_reach(start: Start, what: str) -> None:
    """Its id on a card means nothing, whatever is asked of it."""
    bot, saved = await with_checkpoints(start)
    schedule = buttons(saved)["Undo"]["schedule"]
    elsewhere: dict[str, Any] = {"channelData": {"tenant": {"id": "contoso-tenant"}, "team": {"id": "team-2"}}}
    await press(bot, {"do": "set_up", "customer": "Fabrikam", "timezone": "UTC"}, **{**elsewhere, "from": ALEX})
    data = {"do": "change", "schedule": schedule, "what": what, "day": "2024-10-10", "person": "aad-alex"}
    answer = await press(bot, data, **{**elsewhere, "from": ALEX})
    instead = {"do": "plan", "text": "every day at 08:00", "save": True, "replaces": schedule}
    replaced = await press(bot, instead, **{**elsewhere, "from": ALEX})
    after = await said(bot, "checkpoints")

    assert "I do not know that schedule" in answer["text"]
    assert "I do not know that schedule" in replaced["text"]
    assert "Every week on Tuesday at 12:00" in text(after.card)
    assert ADELE["name"] in text(after.card)

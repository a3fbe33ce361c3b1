"""What a team can change of its engagement, over HTTP: each on the card that shows it."""

from typing import Any

import pytest

from bot.conversation.submissions import ShowTasks
from tests import samples
from tests.channel import ALEX, message
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Bot, Start
from tests.team import FORM, WISH, buttons, press, said, text, with_engagement

QUESTION = "Is the import of opening balances in scope?"
MEGAN = {"id": "29:megan", "name": "Megan Bowen", "aadObjectId": "aad-megan"}


async def opened(bot: Bot) -> dict[str, Any]:
    """The engagement's card."""
    return (await said(bot, "engagement")).card


async def test_every_room_of_an_engagement_opens_from_its_card(start: Start) -> None:
    """Facts, roster, description and milestones as forms; tasks and checkpoints as cards of their own."""
    card = await opened(await with_engagement(start))
    forms = [action["title"] for action in card["actions"]]

    assert forms == ["Facts", "Roster", "Customer, phase, place", "Milestones", "Tasks", "Checkpoints"]


async def test_a_form_shows_what_is_known(start: Start) -> None:
    """So that nobody types again what the team has told."""
    card = await opened(await with_engagement(start))
    inputs = {each["id"]: each.get("value") for form in card["actions"][:3] for each in form["card"]["body"] if "id" in each}

    assert inputs["fact.seats"] == 220
    assert inputs["role.specialist"] == "aad-adele"
    assert (inputs["customer"], inputs["timezone"], inputs["phase"]) == ("Contoso", "Europe/Berlin", "prepare")


async def test_the_phase_the_partner_and_the_place_can_change(start: Start) -> None:
    """On one form; checkpoints follow to another time zone, at the same time of day."""
    bot = await with_engagement(start, sends=True)
    await press(bot, buttons((await said(bot, WISH)).card)["Save"])
    form = {"customer": "Fabrikam", "partner": "Contoso Partners", "phase": "connect", "timezone": "America/New_York", "country": "us"}
    shown = await press(bot, {**buttons(await opened(bot))["Save"], "do": "describe", **form})
    plan = await said(bot, "checkpoints")

    assert [words in text(shown) for words in ("Fabrikam", "Partner: Contoso Partners", "Phase: Connect")] == [True] * 3
    assert "The next ones (America/New_York)" in text(plan.card)
    assert "Tue 2024-10-01 12:00" in text(plan.card)
    assert "Public holidays of US are left out" in text(plan.card)


async def test_a_country_without_known_holidays_is_named(start: Start) -> None:
    """When it is set up, and when it is changed."""
    bot = await start()
    refused = await press(bot, {**FORM, "country": "xx"})
    await press(bot, FORM)
    again = await press(bot, {"do": "describe", "customer": "Contoso", "timezone": "Europe/Berlin", "country": "xx"})

    assert "I do not know the holidays of XX" in text(refused)
    assert "I do not know the holidays of XX" in text(again)


async def test_several_people_hold_a_role(start: Start) -> None:
    """The form says who holds each; an unknown person changes nothing."""
    bot = await with_engagement(start)
    shown = await press(bot, {"do": "set_roster", "role.technical_lead": "aad-adele,aad-alex", "role.sponsor": "aad-alex"})
    stranger = await press(bot, {"do": "set_roster", "role.sponsor": "aad-nobody"})

    assert "Technical lead: Adele Vance, Alex Wilber" in text(shown)
    assert "I do not find that person" in text(stranger)
    assert "Sponsor: Alex Wilber" in text(stranger)


async def test_a_fact_can_be_forgotten(start: Start) -> None:
    """By its field left blank; a fact that the form does not name stays."""
    bot = await with_engagement(start)
    await press(bot, {"do": "set_facts", "fact.plan": "pro"})
    shown = await press(bot, {"do": "set_facts", "fact.seats": ""})

    assert "plan: Professional (told by Adele Vance on 2024-10-01)" in text(shown)
    assert "seats: 220" not in text(shown)


async def test_a_task_gets_who_when_and_a_note(start: Start) -> None:
    """And keeps them when it is done, or open again."""
    bot = await with_engagement(start)
    tasks = await said(bot, "tasks")
    task = buttons(tasks.card)["Done"]["task"]
    await press(bot, {"do": "edit_task", "task": task, "assignee": "aad-alex", "due": "2024-11-05", "note": "after the freeze"})
    done = await press(bot, {"do": "set_task", "task": task, "state": "done"})
    stranger = await press(bot, {"do": "edit_task", "task": task, "assignee": "aad-nobody"})

    assert "Done · Alex Wilber · by 2024-11-05 · after the freeze" in text(done)
    assert "I do not find that person" in text(stranger)


async def test_tasks_are_shown_by_phase(start: Start) -> None:
    """The engagement's own first, and any other, or all of them."""
    bot = await with_engagement(start)
    first, all_of_them = await said(bot, "tasks"), await press(bot, {"do": "tasks", "phase": ShowTasks.ALL})

    assert "Prepare, page 1 of 1" in text(first.card)
    assert "All phases, page 1 of 1" in text(all_of_them)
    assert text(all_of_them).count("set_task") > text(first.card).count("set_task")


async def test_a_milestone_is_aimed_at_a_day_and_reached(start: Start) -> None:
    """A later form that leaves the day out leaves it as it is."""
    bot = await with_engagement(start)
    data = next(data for data in _all(await opened(bot)) if data.get("do") == "set_milestone")
    aimed = await press(bot, {**data, "milestone": "meeting.opening", "due": "2024-10-20"})
    reached = await press(bot, {**data, "milestone": "meeting.opening", "reached": "yes", "due": ""})
    back = await press(bot, {**data, "milestone": "meeting.opening", "reached": "no"})

    assert "(aimed at 2024-10-20)" in text(aimed)
    assert "(2024-10-01)" in text(reached)
    assert "(aimed at 2024-10-20)" in text(back)


@pytest.mark.parametrize(
    ("submission", "refusal"),
    [
        ({"do": "describe", "customer": "x", "timezone": "UTC"}, "Milestones and phase"),
        ({"do": "set_roster", "role.specialist": "aad-alex"}, "The roster can be changed"),
        ({"do": "set_milestone", "milestone": "meeting.opening", "reached": "yes"}, "Milestones and phase"),
        ({"do": "log"}, "The log can be exported"),
        ({"do": "plan", "text": "every week on Tuesday at 12:00", "save": True}, "Checkpoints can be scheduled"),
        ({"do": "plan_form", "rhythm": "FREQ=WEEKLY", "weekday": "TU", "at": "12:00"}, "Checkpoints can be scheduled"),
    ],
    ids=lambda given: given["do"] if isinstance(given, dict) else "",
)
async def test_who_may_not_is_told_who_may(start: Start, submission: dict[str, Any], refusal: str) -> None:
    """A customer's refusal names whom to ask, and nothing changes."""
    bot = await with_engagement(start)
    before = text(await opened(bot))
    refused = await press(bot, submission, **{"from": ALEX})

    assert refusal in refused["text"]
    assert text(await opened(bot)) == before


async def test_an_administrator_may_do_what_a_specialist_may(start: Start) -> None:
    """Also where the roster makes them nothing."""
    bot = await with_engagement(start, administrators="aad-alex")
    shown = await press(bot, {"do": "set_roster", "role.sponsor": "aad-adele"}, **{"from": ALEX})

    assert "Sponsor: Adele Vance" in text(shown)


async def test_the_partner_writes_minutes_and_does_not_schedule(start: Start) -> None:
    """As the table has it."""
    bot = await with_engagement(start)
    await press(bot, {"do": "set_roster", "role.partner_contact": "aad-alex"})
    minutes = await press(bot, {"do": "minutes", "checkpoint": "none"}, **{"from": ALEX})
    refused = await said(bot, "skip the next checkpoint", **{"from": ALEX})

    assert "I do not know that checkpoint" in minutes["text"]
    assert "can be scheduled and changed by the specialist" in refused.body["text"]


@pytest.mark.parametrize(
    "place",
    [
        {"channelData": {"tenant": {"id": "contoso-tenant"}, "team": {"id": "team-2"}}},
        {"channelData": {"tenant": {"id": "fabrikam-tenant"}, "team": {"id": "team-1"}}},
    ],
    ids=["another team", "the same team's id in another tenant"],
)
async def test_nothing_of_a_team_is_seen_elsewhere(start: Start, place: dict[str, Any]) -> None:
    """Neither engagement nor tasks, checkpoints, log or facts."""
    bot = await with_engagement(start, ScriptedDesk({QUESTION: samples.verdict()}), sends=True)
    await press(bot, buttons((await said(bot, WISH)).card)["Save"])
    other: dict[str, Any] = {**place, "from": MEGAN}
    shown = [await press(bot, {"do": name}, **other) for name in ("tasks", "plans", "log")]
    form = await said(bot, "engagement", **other)
    await said(bot, QUESTION, **other)

    assert [each.get("text", "")[:32] for each in shown] == ["This team has no engagement yet."] * 3
    assert "220" not in text(form.card)
    assert "Set up" in buttons(form.card)
    assert bot.desk.asked[-1][1].facts == {}


async def test_a_personal_chat_sees_nothing_of_any_team(start: Start) -> None:
    """It belongs to none."""
    bot = await with_engagement(start)
    answers = []
    for words in ("engagement", "tasks", "checkpoints", "log", "skip the next checkpoint"):
        await bot.send(message(words, id=words))
        answers.append(bot.channel.messages[-1].body["text"])

    assert set(answers) == {"That belongs to a team: mention me in its channel, please."}


async def test_a_verdict_says_who_told_the_fact_that_it_rests_on(start: Start) -> None:
    """And on which day."""
    bot = await with_engagement(start, ScriptedDesk({QUESTION: samples.verdict()}))
    answer = await said(bot, QUESTION)

    assert "seats: told by Adele Vance on 2024-10-01" in text(answer.card)


def _all(card: dict[str, Any]) -> list[dict[str, Any]]:
    """The data of all buttons."""
    found: list[dict[str, Any]] = []

    def look(part: object) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("data"), dict):
                found.append(part["data"])
            for value in part.values():
                look(value)
        elif isinstance(part, list):
            for value in part:
                look(value)

    look(card)
    return found

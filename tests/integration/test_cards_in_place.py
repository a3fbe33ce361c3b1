"""Buttons and forms on cards, over HTTP."""

from typing import Any

import pytest

from knowledge.answers import Choice
from knowledge.models import Role
from tests import samples
from tests.channel import ALEX, Posted, activity, message, pressed, submitted
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Bot, Start

QUESTION = "Is the import of opening balances in scope?"


def action(card: dict[str, Any], title: str | None = None) -> dict[str, Any]:
    """The card's button called `title`, or its first, whether it stands within the card or at its end."""
    within = [one for item in card["body"] if item["type"] == "ActionSet" for one in item["actions"]]
    return next(one for one in [*within, *card.get("actions", [])] if title in (None, one["title"]))


async def asked(bot: Bot) -> Posted:
    """The card that the question gets."""
    await bot.send(message(QUESTION, id="asked"))
    return bot.channel.messages[-1]


async def test_a_form_is_answered_in_its_place(start: Start) -> None:
    """The answer is in the response, for the one who pressed, and takes the card's place, for everyone."""
    bot = await start(ScriptedDesk({QUESTION: samples.clarify(samples.SEATS, samples.PLAN)}))
    form = await asked(bot)
    bot.desk.answers[QUESTION] = samples.verdict()

    response = await bot.send(pressed({**action(form.card)["data"], "fact.seats": 220, "fact.plan": "pro"}, card="message-1"))

    body = await response.json()
    replaced = bot.channel.posted[-1]
    assert (response.status, body["statusCode"], body["type"]) == (200, 200, "application/vnd.microsoft.card.adaptive")
    assert (replaced.method, replaced.activity_id) == ("PUT", "message-1")
    assert body["value"] == replaced.card
    assert bot.desk.asked[-1][0] == QUESTION
    assert bot.desk.asked[-1][1].facts == {"seats": 220, "plan": "pro"}


async def test_all_missing_facts_are_asked_for_on_one_form(start: Start) -> None:
    """A number, a choice and a yes-or-no fact are inputs of one card, and none has to be given."""
    bot = await start(ScriptedDesk({QUESTION: samples.clarify(samples.SEATS, samples.PLAN, samples.ISLAND)}))

    form = await asked(bot)

    inputs = {item["id"]: item["type"] for item in form.card["body"] if item["type"].startswith("Input.")}
    assert inputs == {"fact.seats": "Input.Number", "fact.plan": "Input.ChoiceSet", "fact.island": "Input.ChoiceSet"}
    assert not any(item.get("isRequired") for item in form.card["body"])


async def test_a_conditional_verdict_can_be_settled_on_its_card(start: Start) -> None:
    """It carries the same inputs as a form."""
    bot = await start(ScriptedDesk({QUESTION: samples.conditional(samples.SEATS)}))
    card = (await asked(bot)).card
    bot.desk.answers[QUESTION] = samples.verdict()

    response = await bot.send(pressed({**action(card)["data"], "fact.seats": "220"}))

    assert (await response.json())["value"]["body"][0]["items"][0]["text"] == "In scope"


async def test_facts_given_on_a_form_hold_for_the_next_question(start: Start) -> None:
    """They are remembered with the thread."""
    bot = await start(ScriptedDesk({QUESTION: samples.clarify(samples.SEATS)}))
    form = await asked(bot)

    await bot.send(pressed({**action(form.card)["data"], "fact.seats": 220}))
    await bot.send(message("and for Depot?", id="later"))

    assert bot.desk.asked[-1][1].facts == {"seats": 220}


async def test_a_form_works_for_others_and_after_the_thread_is_forgotten(start: Start) -> None:
    """The card carries its question and the questions before it."""
    bot = await start(ScriptedDesk({"and with Depot?": samples.clarify(samples.SEATS)}))
    await bot.send(message(QUESTION, id="a1"))
    await bot.send(message("and with Depot?", id="a2"))
    form = bot.channel.messages[-1]

    bot.clock.seconds += 7 * 24 * 3600
    await bot.send(pressed({**action(form.card)["data"], "fact.seats": 220}) | {"from": ALEX})

    assert bot.desk.asked[-1][0] == "and with Depot?"
    assert bot.desk.asked[-1][1].history == (QUESTION,)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"fact.seats": "many"}, "I could not read seats: give a whole number."),
        ({"fact.plan": "gold"}, "I could not read plan: choose one of the list."),
        ({"fact.seats": ""}, "Fill in at least one of these, please."),
    ],
)
async def test_a_value_that_does_not_fit_is_named_on_the_card(start: Start, given: dict[str, str], sentence: str) -> None:
    """The form comes back with a sentence that says what is wrong, and the desk gets no such fact."""
    bot = await start(ScriptedDesk({QUESTION: samples.clarify(samples.SEATS, samples.PLAN)}))
    form = await asked(bot)

    response = await bot.send(pressed({**action(form.card)["data"], **given}))

    assert sentence in [item.get("text") for item in (await response.json())["value"]["body"]]
    assert bot.desk.asked[-1][1].facts == {}


async def test_a_client_without_universal_actions_gets_the_answer_in_place_as_well(start: Start) -> None:
    """The fallback, Action.Submit, comes as a message with values; the card is replaced all the same."""
    bot = await start(ScriptedDesk({QUESTION: samples.clarify(samples.SEATS)}))
    form = await asked(bot)
    fallback = action(form.card)["fallback"]

    await bot.send(submitted({**fallback["data"], "fact.seats": "220"}, card="message-1", id="pressed"))

    assert fallback["type"] == "Action.Submit"
    assert (bot.channel.posted[-1].method, bot.channel.posted[-1].activity_id) == ("PUT", "message-1")


async def test_an_answer_whose_card_cannot_be_replaced_still_arrives(start: Start) -> None:
    """With the card out of reach, the answer to a submitted form comes as a new message."""
    bot = await start(ScriptedDesk({QUESTION: samples.clarify(samples.SEATS)}))
    form = await asked(bot)
    bot.channel.answers = [(404, {})]

    await bot.send(submitted({**action(form.card)["data"], "fact.seats": "220"}, card="gone", id="pressed"))

    assert bot.channel.posted[-1].method == "POST"


async def test_a_reading_is_chosen_in_place(start: Start) -> None:
    """A question with several readings offers them as buttons; the answer replaces the card and says what was asked."""
    readings = (
        Choice(title="The first import", question="Is the first import in scope?"),
        Choice(title="A second one", question="second?"),
    )
    bot = await start(ScriptedDesk({QUESTION: samples.clarify(choices=readings), "Is the first import in scope?": samples.verdict()}))
    card = (await asked(bot)).card

    response = await bot.send(pressed(action(card, "The first import")["data"]))

    body = (await response.json())["value"]["body"]
    assert bot.channel.posted[-1].method == "PUT"
    assert body[1]["inlines"][0]["text"] == "Asked: Is the first import in scope?"


async def test_the_nearest_known_questions_are_buttons(start: Start) -> None:
    """Where no record answers, what comes closest can be asked with one press."""
    bot = await start(ScriptedDesk({QUESTION: samples.abstain("Who labels the shelves?"), "Who labels the shelves?": samples.ownership()}))
    card = (await asked(bot)).card

    response = await bot.send(pressed(action(card, "Who labels the shelves?")["data"]))

    assert (await response.json())["value"]["body"][0]["text"] == "Who does what"


async def test_a_question_to_start_from_is_answered_in_a_new_message(start: Start) -> None:
    """The help card stays, so that its buttons can be used again."""
    bot = await start(ScriptedDesk({"Who labels the shelves?": samples.ownership()}))
    await bot.send(message("help", id="a1"))
    button = action(bot.channel.messages[0].card, "Who labels the shelves?")

    await bot.send(submitted(button["data"], id="a2"))

    assert button["type"] == "Action.Submit"
    assert [sent.method for sent in bot.channel.posted] == ["POST", "POST"]


async def test_a_role_is_picked_on_the_help_card(start: Start) -> None:
    """The button says who the person is; the next question is asked for that role."""
    bot = await start()
    await bot.send(message("help", id="a1"))

    await bot.send(submitted(action(bot.channel.messages[0].card, "I'm a partner")["data"], id="a2"))
    await bot.send(message(QUESTION, id="a3"))

    assert bot.desk.asked[0][1].role is Role.PARTNER


@pytest.mark.parametrize(
    "data", [{"kind": "old"}, {"do": "facts"}, {"do": "ask", "question": "x" * 5000}, {"do": "role", "role": "boss"}, 7, "x"]
)
async def test_a_button_of_another_version_is_explained(start: Start, data: object) -> None:
    """Values that this version does not know get a sentence, whichever way they come."""
    bot = await start()

    response = await bot.send(pressed(data))
    await bot.send(submitted(data, id="a2"))

    body = await response.json()
    assert (body["statusCode"], body["type"]) == (200, "application/vnd.microsoft.activity.message")
    assert "ask your question again" in body["value"]
    assert "ask your question again" in bot.channel.messages[-1].body["text"]
    assert bot.desk.asked == []


async def test_a_fault_behind_a_button_is_told_in_the_response(start: Start) -> None:
    """The client shows the error of an invoke itself, with the correlation id."""
    bot = await start(ScriptedDesk({QUESTION: samples.clarify(samples.SEATS)}))
    form = await asked(bot)
    bot.desk.fault = RuntimeError("lost")

    response = await bot.send(pressed({**action(form.card)["data"], "fact.seats": 1}))

    body = await response.json()
    assert (response.status, body["statusCode"], body["type"]) == (200, 500, "application/vnd.microsoft.error")
    assert "correlation-2" in body["value"]["message"]


async def test_an_invoke_that_the_bot_does_not_know_is_not_implemented(start: Start) -> None:
    """501, as the protocol has it."""
    bot = await start()

    response = await bot.send(activity("invoke", name="task/fetch", value={}))

    assert response.status == 501

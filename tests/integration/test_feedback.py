"""Thumbs under answers, over HTTP."""

import json

import pytest

from tests import samples
from tests.channel import ALEX, message, pressed, thumb
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Start

QUESTION = "Is the import of opening balances in scope?"


async def test_a_thumb_is_stored_with_the_answer_that_it_is_under(start: Start) -> None:
    """The client's reply id names the message; the response is 200 with an empty object."""
    bot = await start(ScriptedDesk({QUESTION: samples.verdict(), "Who labels the shelves?": samples.ownership()}))
    await bot.send(message(QUESTION, id="a1"))
    await bot.send(message("Who labels the shelves?", id="a2"))

    comment = json.dumps({"feedbackText": "clear"})
    response = await bot.send(thumb("like", feedback=comment, replyToId="message-1"))

    assert (response.status, await response.json()) == (200, {})
    ((rated, given),) = await bot.ratings()
    assert (rated.reaction, rated.comment, rated.message_id) == ("like", "clear", "message-1")
    assert given is not None
    assert (given.question, given.kind, given.docids) == (QUESTION, "verdict", ("rule.balances",))


async def test_a_thumb_that_names_no_message_goes_to_the_latest_answer_of_its_conversation(start: Start) -> None:
    """Not every client says which message was rated."""
    bot = await start(ScriptedDesk({QUESTION: samples.verdict()}))
    await bot.send(message(QUESTION, id="a1"))
    bot.clock.seconds += 1
    await bot.send(message("Who paints the wall?", id="a2"))
    await bot.send(message(QUESTION, scope="groupChat", id="a3"))

    await bot.send(thumb("dislike", feedback="wrong wall"))

    ((rated, given),) = await bot.ratings()
    assert (rated.reaction, rated.comment) == ("dislike", "wrong wall")
    assert given is not None
    assert (given.question, given.kind) == ("Who paints the wall?", "abstain")


async def test_each_person_has_one_rating_of_a_message(start: Start) -> None:
    """A change of mind replaces the earlier rating; another person's stands beside it."""
    bot = await start(ScriptedDesk({QUESTION: samples.verdict()}))
    await bot.send(message(QUESTION))

    await bot.send(thumb("like", replyToId="message-1"))
    await bot.send(thumb("dislike", replyToId="message-1"))
    await bot.send(thumb("like", replyToId="message-1") | {"from": ALEX})

    assert sorted((rated.person, rated.reaction) for rated, _ in await bot.ratings()) == [("aad-adele", "dislike"), ("aad-alex", "like")]


async def test_a_thumb_under_a_card_that_was_replaced_is_for_what_stands_there_now(start: Start) -> None:
    """The answer in place of a form is what is rated."""
    bot = await start(ScriptedDesk({QUESTION: samples.clarify(samples.SEATS)}))
    await bot.send(message(QUESTION))
    bot.desk.answers[QUESTION] = samples.verdict()
    await bot.send(pressed({"do": "facts", "question": QUESTION, "fact.seats": 220}, card="message-1"))

    await bot.send(thumb("like", replyToId="message-1"))

    ((_, given),) = await bot.ratings()
    assert given is not None
    assert given.kind == "verdict"


@pytest.mark.parametrize("value", [None, {}, {"actionValue": "like"}, {"actionValue": {"reaction": "meh"}}])
async def test_feedback_that_is_no_thumb_is_taken_and_dropped(start: Start, value: object) -> None:
    """The client gets its 200; nothing is stored."""
    bot = await start()

    response = await bot.send(thumb("like") | {"value": value})

    assert (response.status, await response.json()) == (200, {})
    assert await bot.ratings() == []

"""Questions and answers in the three kinds of conversation, over HTTP."""

import asyncio
import json

import pytest

from knowledge.answers import Abstain, Smalltalk
from knowledge.models import Role
from tests import samples
from tests.channel import ALEX, activity, message
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Start

QUESTION = "Is the import of opening balances in scope?"


@pytest.mark.parametrize("scope", ["personal", "groupChat", "channel"])
async def test_a_question_is_answered_where_it_was_asked(start: Start, scope: str) -> None:
    """The answer goes to the same conversation, in a channel to the same thread; the desk is asked without the mention."""
    bot = await start(ScriptedDesk({QUESTION: samples.verdict()}))
    asked = message(QUESTION, scope=scope)

    response = await bot.send(asked)

    assert response.status == 200
    (sent,) = bot.channel.messages
    assert sent.conversation == asked["conversation"]["id"]
    assert bot.desk.asked[0][0] == QUESTION


async def test_an_answer_is_one_activity_that_can_be_rated_and_names_its_sources(start: Start) -> None:
    """A card without text, with the feedback loop and a citation entity: Teams would split a text from its card."""
    bot = await start(ScriptedDesk({QUESTION: samples.verdict()}))

    await bot.send(message(QUESTION))

    (sent,) = bot.channel.messages
    assert "text" not in sent.body
    assert sent.card["type"] == "AdaptiveCard"
    assert sent.body["channelData"] == {"feedbackLoop": {"type": "default"}}
    (entity,) = sent.body["entities"]
    assert entity["citation"][0]["appearance"]["name"] == "Ramp-up handbook"


async def test_a_follow_up_reaches_the_desk_with_the_questions_before_it(start: Start) -> None:
    """In a thread, a person's earlier questions are the history."""
    bot = await start()

    for number, text in enumerate((QUESTION, "and with 40 seats?", "and for Depot?")):
        await bot.send(message(text, scope="channel", id=f"a{number}"))

    assert bot.desk.asked[-1][1].history == (QUESTION, "and with 40 seats?")


async def test_what_one_person_asks_is_no_history_of_another_person(start: Start) -> None:
    """Two people in one thread have a history each."""
    bot = await start()

    await bot.send(message(QUESTION, scope="channel", id="a1"))
    await bot.send(message("and for Depot?", scope="channel", id="a2", **{"from": ALEX}))

    assert bot.desk.asked[-1][1].history == ()


async def test_a_thread_is_forgotten_after_a_while(start: Start) -> None:
    """After follow_up_minutes a question stands by itself."""
    bot = await start(follow_up_minutes=5)
    await bot.send(message(QUESTION, id="a1"))

    bot.clock.seconds += 5 * 60 + 1
    await bot.send(message("and for Depot?", id="a2"))

    assert bot.desk.asked[-1][1].history == ()


@pytest.mark.parametrize("text", ["help", "HELP", " Help! "])
async def test_help_works_in_any_casing(start: Start, text: str) -> None:
    """Help offers the pack's questions as buttons, and the desk is not troubled."""
    bot = await start()

    await bot.send(message(text))

    titles = [action["title"] for action in bot.channel.messages[0].card["actions"]]
    assert "Who labels the shelves?" in titles
    assert bot.desk.asked == []


async def test_a_call_for_help_in_other_words_gets_the_same_card(start: Start) -> None:
    """When the desk takes a text for a call for help, the person gets the help card."""
    bot = await start(ScriptedDesk({"what can you do": Smalltalk(topic="help")}))

    await bot.send(message("what can you do"))

    assert "Who labels the shelves?" in [action["title"] for action in bot.channel.messages[0].card["actions"]]


async def test_people_can_say_who_they_are(start: Start) -> None:
    """After "I'm a partner" the desk is asked for a partner, in other conversations too."""
    bot = await start(default_role=Role.CUSTOMER)

    await bot.send(message("I’m a Partner", id="a1"))
    await bot.send(message(QUESTION, scope="channel", id="a2"))

    assert "partner" in bot.channel.messages[0].body["text"]
    assert bot.desk.asked[0][1].role is Role.PARTNER


async def test_starting_over_forgets_the_thread_but_not_the_person(start: Start) -> None:
    """After "start over" there is no history, and the role stays."""
    bot = await start()

    for number, text in enumerate(("I am a specialist", QUESTION, "Start over", "and for Depot?")):
        await bot.send(message(text, id=f"a{number}"))

    assert bot.desk.asked[-1][1].history == ()
    assert bot.desk.asked[-1][1].role is Role.SPECIALIST


async def test_a_message_without_words_is_answered(start: Start) -> None:
    """Never silence: an empty message gets a card that says so."""
    bot = await start()

    await bot.send(message("", scope="groupChat"))

    assert len(bot.channel.messages) == 1


async def test_thanks_are_answered_in_a_line_of_text(start: Start) -> None:
    """A short reply needs no card and cannot be rated."""
    bot = await start(ScriptedDesk({"thanks": Smalltalk(topic="thanks")}))

    await bot.send(message("thanks"))

    (sent,) = bot.channel.messages
    assert sent.body["text"] == "You're welcome."
    assert "channelData" not in sent.body


async def test_smalltalk_is_no_history(start: Start) -> None:
    """A greeting between two questions is not handed to the desk as an earlier question."""
    bot = await start(ScriptedDesk({"hello": samples.greeting(), "?!": Abstain(reason="empty")}))

    for number, text in enumerate((QUESTION, "hello", "?!", "and for Depot?")):
        await bot.send(message(text, id=f"a{number}"))

    assert bot.desk.asked[-1][1].history == (QUESTION,)


async def test_the_bot_shows_that_it_types_while_an_answer_takes_long(start: Start) -> None:
    """The typing sign is sent before the answer when the answer is not there in time."""
    bot = await start(ScriptedDesk({QUESTION: samples.verdict()}), typing_after_s=0.01)
    bot.desk.may_answer.clear()

    request = bot.client.post("/api/messages", json=message(QUESTION, service_url=bot.channel.url))
    sending = asyncio.ensure_future(request)
    await bot.channel.until("typing")
    bot.desk.may_answer.set()
    await sending

    assert [sent.body["type"] for sent in bot.channel.posted] == ["typing", "message"]


async def test_a_quick_answer_comes_without_the_typing_sign(start: Start) -> None:
    """What is there in time is sent alone."""
    bot = await start()

    await bot.send(message(QUESTION))

    assert [sent.body["type"] for sent in bot.channel.posted] == ["message"]


async def test_an_activity_that_is_sent_again_is_answered_once(start: Start) -> None:
    """The channel repeats an activity that was not acknowledged in time; people get one answer."""
    bot = await start()

    statuses = [(await bot.send(message(QUESTION, id="same"))).status for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert len(bot.channel.messages) == 1


async def test_an_activity_that_could_not_be_answered_may_be_sent_again(start: Start) -> None:
    """When the reply was refused and the person told nothing, the repetition is answered."""
    bot = await start()
    bot.channel.answers = [(403, {}), (403, {})]

    first = await bot.send(message(QUESTION, id="same"))
    second = await bot.send(message(QUESTION, id="same"))

    assert (first.status, second.status) == (500, 200)
    assert len(bot.channel.messages) == 1


async def test_a_reply_waits_for_as_long_as_a_busy_channel_asks(start: Start) -> None:
    """After 429 with Retry-After the reply is sent again, once the time is over."""
    bot = await start()
    bot.channel.answers = [(429, {"Retry-After": "3"})]

    await bot.send(message(QUESTION))

    assert len(bot.channel.messages) == 1
    assert bot.clock.slept == [3.0]


async def test_a_reply_is_tried_again_after_longer_and_longer_waits(start: Start) -> None:
    """A channel that does not say how long it is busy is asked three times more."""
    bot = await start()
    bot.channel.answers = [(412, {}), (429, {}), (503, {})]

    await bot.send(message(QUESTION))

    assert len(bot.channel.messages) == 1
    assert bot.clock.slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    "answers", [[(429, {"Retry-After": "60"})], [(503, {})] * 4, [(403, {})]], ids=["too long", "too often", "blocked"]
)
async def test_a_channel_that_takes_no_reply_is_not_asked_for_ever(start: Start, answers: list[tuple[int, dict[str, str]]]) -> None:
    """The apology gets the next try; a refusal for good is not tried again."""
    bot = await start()
    bot.channel.answers = answers

    await bot.send(message(QUESTION))

    (sent,) = bot.channel.messages
    assert "correlation-1" in sent.body["text"]


async def test_a_fault_is_told_with_its_number_and_without_its_words(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """A person sees a sentence and the correlation id that stands in the log; neither holds what was asked."""
    bot = await start()
    bot.desk.fault = RuntimeError("the index fell over a secret question")
    caplog.set_level("INFO", logger="onramp")

    response = await bot.send(message("a secret question"))

    (sent,) = bot.channel.messages
    assert response.status == 200
    assert "correlation-1" in sent.body["text"]
    assert "RuntimeError" not in json.dumps(sent.body)
    failed = next(record for record in caplog.records if record.message == "turn_failed")
    assert failed.fields["fault"] == "RuntimeError"  # type: ignore[attr-defined]
    assert "secret" not in str(vars(failed))


async def test_a_sender_that_expects_the_replies_gets_them_in_the_response(start: Start) -> None:
    """With the delivery mode expectReplies nothing is posted."""
    bot = await start(ScriptedDesk({QUESTION: samples.verdict()}))

    response = await bot.send(message(QUESTION, deliveryMode="expectReplies"))

    body = await response.json()
    assert body["activities"][0]["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert bot.channel.posted == []


@pytest.mark.parametrize("kind", ["messageReaction", "messageUpdate", "typing", "event", "endOfConversation"])
async def test_what_is_no_question_is_acknowledged_and_left_alone(start: Start, kind: str) -> None:
    """Reactions, edits and signs get no reply."""
    bot = await start()

    response = await bot.send(activity(kind))

    assert response.status == 200
    assert bot.channel.posted == []

"""Small talk in words that no list foresees, answered by the bundled desk."""

from datetime import date

import pytest

from knowledge.answers import Abstain, Smalltalk
from knowledge.desk import Context, Desk

DAY = date(2026, 11, 26)
ASKED = "Is email migration in scope for 220 seats?"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("a very good morning from our little office by the sea", "greeting"),
        ("brilliant, you have spared me an hour of reading!", "thanks"),
        ("right, I am off for the day, speak tomorrow", "goodbye"),
        ("so what am I supposed to ask you about?", "help"),
        ("do you have a mother?", "who_are_you"),
        ("this is the dumbest reply ever", "complaint"),
        ("my train was late and now I am soaked to the skin", "chat"),
    ],
)
def test_small_talk_is_known_by_what_it_is_like(bundled_desk: Desk, text: str, topic: str) -> None:
    """In its own words, whatever the topic."""
    answer = bundled_desk.ask(text, Context(as_of=DAY))

    assert isinstance(answer, Smalltalk)
    assert answer.topic == topic


def test_a_complaint_about_an_answer_does_not_ask_for_another(bundled_desk: Desk) -> None:
    """And says whom to ask instead."""
    answer = bundled_desk.ask("that is not at all what I asked you", Context(as_of=DAY, history=(ASKED,)))

    assert isinstance(answer, Smalltalk)
    assert bundled_desk.pack.contact in bundled_desk.say(answer)


@pytest.mark.parametrize("text", ["and who helps us then?", "what about 700?", "how long does that last?", "who must be there?"])
def test_what_follows_a_question_up_is_no_small_talk(bundled_desk: Desk, text: str) -> None:
    """However few words of its own it has."""
    assert bundled_desk.ask(text, Context(as_of=DAY, history=(ASKED,))).kind != "smalltalk"


@pytest.mark.parametrize("text", ["Good morning, tell me a joke", "hello dear bot, what will the weather be like?"])
def test_what_is_refused_is_refused_in_small_talk_too(bundled_desk: Desk, text: str) -> None:
    """By the reason it has everywhere."""
    answer = bundled_desk.ask(text, Context(as_of=DAY))

    assert isinstance(answer, Abstain)
    assert answer.reason == "not_this_programme"

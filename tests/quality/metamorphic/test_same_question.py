"""The same question put differently gets the same answer."""

import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import pack
from knowledge.golden import Golden
from knowledge.words import normalise
from tests.quality.metamorphic.conftest import Ask

POLITE = ("Hi, ", "Hello team, ", "Good morning! ", "Quick question: ", "Please tell me, ", "Could you tell me: ")
OPPOSITE = {("in_scope", "out_of_scope"), ("out_of_scope", "in_scope")}
COURTESY = (" Thanks!", " please", " Thanks in advance.", " Kind regards")
GLOSSARY = pack.load("fasttrack").manifest.glossary
_EVERY = 4  # of the questions, the share that is reworded: enough to tell the shares, and all of them would take eight minutes
_EXAMPLES = settings(max_examples=80, deadline=None, derandomize=True)


@_EXAMPLES
@given(st.data())
def test_casing_turns_nothing(questions: tuple[Golden, ...], ask: Ask, data: st.DataObject) -> None:
    """Shouted or whispered, it is the same question."""
    question = data.draw(st.sampled_from(questions)).question

    assert ask(question.upper()) == ask(question.lower())


@_EXAMPLES
@given(st.data())
def test_courtesy_turns_nothing(questions: tuple[Golden, ...], ask: Ask, data: st.DataObject) -> None:
    """A greeting before and thanks behind are not part of what is asked."""
    question = data.draw(st.sampled_from([each for each in questions if each.question.endswith("?")])).question

    assert ask(data.draw(st.sampled_from(POLITE)) + question + data.draw(st.sampled_from(COURTESY))) == ask(question)


@_EXAMPLES
@given(st.data())
def test_spaces_turn_nothing(questions: tuple[Golden, ...], ask: Ask, data: st.DataObject) -> None:
    """Line breaks, tabs and doubled spaces are spaces."""
    question = data.draw(st.sampled_from(questions)).question

    assert ask(question.replace(" ", data.draw(st.sampled_from(["  ", "\n", "\t", " \r\n"])))) == ask(question)


def kept(questions: tuple[Golden, ...], ask: Ask, change: Callable[[str], str]) -> tuple[float, list[str]]:
    """Of the questions that `change` changes and that got an answer: the share that gets the same one, and those turned around."""
    same, turned, count = 0, [], 0
    for question in (each.question for each in questions):
        changed, before = change(question), ask(question)
        if changed == question or not before:
            continue
        after = ask(changed)
        count += 1
        same += after == before
        if (before, after) in OPPOSITE:
            turned.append(f"{question} -> {changed}")
    assert count >= 40, "too few questions are changed to tell"
    return same / count, turned


def slipped(question: str) -> str:
    """`question` with two neighbouring letters swapped inside its longest word."""
    word = max(re.findall(r"[A-Za-z]{7,}", question), key=len, default="")
    at = random.Random(question).randrange(1, len(word) - 2) if word else 0  # noqa: S311  # the same each time
    return question.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1) if word else question


def plural(question: str) -> str:
    """`question` with its longest plain word in the plural, or in the singular if it was."""
    words = [
        word for word in re.findall(r"(?<![\w-])[a-z]{5,}(?![\w-])", question) if not word.endswith(("ss", "ing", "ed", "ly", "us", "is"))
    ]
    word = max(words, key=len, default="")
    return re.sub(rf"\b{word}\b", word[:-1] if word.endswith("s") else f"{word}s", question, count=1) if word else question


def synonymous(question: str) -> str:
    """`question` with a term of the pack's glossary written in another way that stands there."""
    plain = normalise(question)
    for term in GLOSSARY:
        names = [normalise(name) for name in (term.term, *term.words)]
        for name in sorted(names, key=len, reverse=True):
            if re.search(rf"\b{re.escape(name)}\b", plain) and len(names) > 1:
                other = next(each for each in names if each != name)
                return re.sub(rf"\b{re.escape(name)}\b", other, plain, count=1)
    return question


def reordered(question: str) -> str:
    """`question` with its last sentence or clause first."""
    parts = re.split(r"(?<=[.,;])\s+", question.rstrip("?"))
    return question if len(parts) != 2 else f"{parts[1].rstrip('.,;')}, {parts[0].rstrip('.,;')}?"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "least"),
    [(slipped, 0.9), (plural, 0.9), (synonymous, 0.8), (reordered, 0.8)],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_slips_and_other_wordings_rarely_change_an_answer(
    questions: tuple[Golden, ...], ask: Ask, change: Callable[[str], str], least: float
) -> None:
    """Nearly all keep theirs; hardly one in fifty turns from in to out or back."""
    asked = questions[::_EVERY]

    share, turned = kept(asked, ask, change)

    assert share >= least
    assert len(turned) <= len(asked) / 50, turned

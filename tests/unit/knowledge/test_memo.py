"""A question asked again is answered the same and not looked up anew; one that anything changed for is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.desk import Context, Desk
from knowledge.memo import Memo
from knowledge.models import Role

QUESTION = "Is the import of opening balances into Ledger in scope?"
DAY = date(2024, 10, 1)
CONTEXT = Context(as_of=DAY)


class Looked:
    """Counts how often each stage was entered."""

    def __init__(self) -> None:
        self.times: dict[str, int] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Count the stage `name`."""
        self.times[name] = self.times.get(name, 0) + 1
        yield


@pytest.fixture
def looked() -> Looked:
    """The stages of the desk."""
    return Looked()


@pytest.fixture
def desk(contoso_index: Path, looked: Looked) -> Desk:
    """A desk of the test's own, which has answered nothing yet."""
    return Desk.open(contoso_index, stages=looked)


def test_a_question_asked_again_gets_the_equal_answer_without_being_looked_up(desk: Desk, looked: Looked) -> None:
    """It is searched and decided once."""
    first, again = desk.ask(QUESTION, CONTEXT), desk.ask(QUESTION, CONTEXT)
    assert first == again
    assert (looked.times["search"], looked.times["decide"]) == (1, 1)


def test_it_is_found_again_in_another_conversation_that_it_does_not_lean_on(desk: Desk, looked: Looked) -> None:
    """What the person asked before is no part of the answer, then."""
    later = replace(CONTEXT, history=("Who holds the kick-off workshop?",))
    assert desk.ask(QUESTION, CONTEXT) == desk.ask(QUESTION, later)
    assert looked.times["decide"] == 1


def test_a_follow_up_is_answered_for_the_question_that_it_leans_on(desk: Desk, contoso_index: Path) -> None:
    """The same words after another question are another question."""
    for earlier in (QUESTION, "Who migrates the archive?"):
        context = replace(CONTEXT, history=(earlier,))
        assert desk.ask("Who does that then?", context) == Desk.open(contoso_index).ask("Who does that then?", context)


@pytest.mark.parametrize(
    "changed",
    [
        replace(CONTEXT, role=Role.PARTNER),
        replace(CONTEXT, as_of=date(2025, 3, 1)),
        replace(CONTEXT, facts={"seats": 1}),
        replace(CONTEXT, facts={"seats": 2}),
        replace(CONTEXT, facts={"seats": True}),
    ],
)
def test_another_fact_role_or_day_is_looked_up_anew(desk: Desk, looked: Looked, changed: Context) -> None:
    """Each may turn the answer; a yes is not the number one."""
    desk.ask(QUESTION, replace(CONTEXT, facts={"seats": 1 if changed.facts.get("seats") is True else 3}))
    desk.ask(QUESTION, CONTEXT)
    before = looked.times["decide"]
    desk.ask(QUESTION, changed)
    assert looked.times["decide"] == before + 1


def test_what_explains_an_answer_is_found_anew(desk: Desk) -> None:
    """The records shown are those of the question, however often it was answered."""
    desk.ask(QUESTION, CONTEXT)
    again = desk.explain(QUESTION, CONTEXT)
    _, hits = desk.look_up(QUESTION, CONTEXT)
    assert again.deciding in hits


def test_of_more_values_than_may_be_kept_those_used_longest_ago_go() -> None:
    """The others stay."""
    memo, made = Memo[str](2), list[str]()

    def make(text: str) -> str:
        made.append(text)
        return text

    assert [memo.get(text, lambda text=text: make(text)) for text in "abacab"] == list("abacab")  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def test_a_fault_is_not_kept() -> None:
    """The next one who asks gets the value."""
    memo = Memo[int](2)
    with pytest.raises(ZeroDivisionError):
        memo.get("a", lambda: 1 // 0)
    assert memo.get("a", lambda: 7) == 7

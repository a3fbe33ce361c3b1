from collections.abc import Mapping
from dataclasses import dataclass

from bot.engagements.turning import MOST, turned
from knowledge.answers import Abstain, Answer, Clarify, Verdict
from knowledge.conditions import FactValue
from knowledge.models import Coverage
from tests import samples


@dataclass(frozen=True)
class Given:
    question: str
    kind: str = "verdict"


IN, OUT = samples.verdict(), samples.verdict(verdict="out_of_scope", coverage=Coverage.EXCLUDED)


async def by_seats(question: str, facts: Mapping[str, FactValue]) -> Answer:
    """From 100 seats on everything is in scope, but for what is never; without seats the question is asked back."""
    if "never" in question:
        return OUT
    if "seats" not in facts:
        return Clarify(needs=(samples.SEATS,))
    return IN if int(facts["seats"]) >= 100 else OUT


async def test_a_verdict_that_turns_is_told_with_both_answers() -> None:
    """What was out at 50 seats is in at 200."""
    (one,) = await turned([Given("Is the import in scope?")], before={"seats": 50}, after={"seats": 200}, ask=by_seats)

    assert (one.question, one.before, one.after) == ("Is the import in scope?", OUT, IN)


async def test_what_does_not_turn_is_not_told() -> None:
    """A verdict that does not hang on the fact, and one that stays on its side of the threshold."""
    assert await turned([Given("Is it never in scope?")], before={"seats": 50}, after={"seats": 200}, ask=by_seats) == ()
    assert await turned([Given("Is the import in scope?")], before={"seats": 150}, after={"seats": 200}, ask=by_seats) == ()


async def test_a_question_that_was_held_up_by_the_fact_turns_into_a_verdict() -> None:
    """What had to be asked back can now be answered."""
    (one,) = await turned([Given("Is the import in scope?", "clarify")], before={}, after={"seats": 200}, ask=by_seats)

    assert isinstance(one.after, Verdict)


async def test_a_question_asked_twice_is_told_once() -> None:
    """However it was written."""
    given = [Given("Is the import in scope?"), Given("is the import  in scope?")]

    assert len(await turned(given, before={"seats": 50}, after={"seats": 200}, ask=by_seats)) == 1


async def test_only_questions_on_scope_are_asked_again() -> None:
    """Guidance and silence do not hang on facts."""
    asked: list[str] = []

    async def ask(question: str, facts: Mapping[str, FactValue]) -> Answer:
        asked.append(question)
        return Abstain(reason="no_record")

    await turned([Given("Where is the guide?", "guidance"), Given("Will it rain?", "abstain")], before={}, after={"seats": 1}, ask=ask)

    assert asked == []


async def test_only_the_latest_questions_are_asked_again_the_latest_first() -> None:
    """A long memory does not hold up a change of facts."""
    given = [Given(f"Is part {number} in scope?") for number in range(MOST + 10)]

    found = await turned(given, before={"seats": 50}, after={"seats": 200}, ask=by_seats)

    assert [one.question for one in found] == [one.question for one in given[:9:-1]]

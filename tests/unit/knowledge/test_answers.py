import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from knowledge.answers import Answer
from knowledge.models import Coverage
from tests.building import ANSWERS

ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.kind)
def test_an_answer_is_the_same_after_being_stored(answer: Answer) -> None:
    """Every kind goes through JSON and comes back as itself, told apart by its kind."""
    assert ANSWER.validate_json(ANSWER.dump_json(answer)) == answer


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.kind)
def test_an_answer_does_not_change(answer: Answer) -> None:
    """Answers are values: nobody who is handed one can alter it for another."""
    with pytest.raises(ValidationError, match="frozen"):
        answer.confidence = 1.0  # type: ignore[misc]


def test_each_answer_has_a_kind_of_its_own() -> None:
    """There are six kinds, and these are all of them."""
    assert [answer.kind for answer in ANSWERS] == ["verdict", "ownership", "guidance", "clarify", "abstain", "smalltalk"]


@pytest.mark.parametrize(
    "stored",
    [
        {"kind": "opinion"},
        {"kind": "smalltalk", "topic": "weather"},
        {"kind": "abstain", "reason": "tired"},
        {"kind": "smalltalk", "topic": "thanks", "mood": "good"},
        {"kind": "ownership", "task": "labels", "owners": ["The Team"]},
        {"topic": "thanks"},
    ],
)
def test_what_is_no_answer_is_refused(stored: dict[str, object]) -> None:
    """An unknown kind, topic, reason, key or party id is no answer."""
    with pytest.raises(ValidationError):
        ANSWER.validate_python(stored)


@given(st.sampled_from(list(Coverage)))
def test_help_is_in_scope_when_the_programme_gives_it(coverage: Coverage) -> None:
    """Entitled and funded help comes from the programme; what a partner charges for, the customer does or nobody does does not."""
    assert coverage.in_scope == (coverage in ("entitled", "funded"))

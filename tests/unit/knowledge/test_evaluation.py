"""How answers are graded."""

import pytest

from knowledge.answers import Abstain, Answer, Choice, Clarify, Smalltalk
from knowledge.desk import Explained
from knowledge.evaluation import Golden, grade

PRICE = Golden(id="Q1", role="customer", question="What does a seat cost?", kind="unanswerable", corpus="docs")
OFFERED = Clarify(choices=(Choice(title="Seats", question="Seats"), Choice(title="Costs", question="Costs")))


@pytest.mark.parametrize(
    ("answer", "note"), [(Abstain(reason="no_record"), ""), (Smalltalk(topic="thanks"), ""), (OFFERED, "should abstain")]
)
def test_what_cannot_be_answered_is_not_to_be_offered_as_a_choice(answer: Answer, note: str) -> None:
    """Only silence, or small talk, is right."""
    assert grade(PRICE, Explained(answer=answer), "").note == note

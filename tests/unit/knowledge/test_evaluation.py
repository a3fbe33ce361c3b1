"""How answers are graded."""

import pytest

from knowledge.answers import Abstain, Answer, Choice, Clarify, Guidance, Ownership, Smalltalk
from knowledge.desk import Explained
from knowledge.evaluation import grade
from knowledge.golden import Golden

PRICE = Golden(id="Q1", role="customer", question="What does a seat cost?", kind="unanswerable", corpus="docs")
NEAR = Golden(id="Q2", role="customer", question="Is a backup of Ledger in scope?", kind="near_miss", corpus="docs")
OFFERED = Clarify(choices=(Choice(title="Seats", question="Seats"), Choice(title="Costs", question="Costs")))


@pytest.mark.parametrize(
    ("answer", "note"), [(Abstain(reason="no_record"), ""), (Smalltalk(topic="thanks"), ""), (OFFERED, "should abstain")]
)
def test_what_cannot_be_answered_is_not_to_be_offered_as_a_choice(answer: Answer, note: str) -> None:
    """Only silence, or small talk, is right."""
    assert grade(PRICE, Explained(answer=answer), "").note == note


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (Abstain(reason="no_record"), ""),
        (Guidance(found=()), ""),
        (OFFERED, ""),
        (Ownership(task="backup", owners=("rampup",)), "should abstain"),
    ],
)
def test_near_what_is_known_something_may_be_shown_but_nothing_decided(answer: Answer, note: str) -> None:
    """Neither who does it nor whether it is in scope."""
    assert grade(NEAR, Explained(answer=answer), "").note == note

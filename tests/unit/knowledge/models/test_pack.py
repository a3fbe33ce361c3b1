"""What a pack may declare about its programme."""

from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.models import FactSpec


@pytest.mark.parametrize("lacking", [{"dated_by": ["bought"]}, {"before": "2017-09-01"}])
def test_a_fact_that_a_date_tells_needs_the_words_and_the_day(lacking: dict[str, Any]) -> None:
    """One without the other would tell nothing, and nobody would notice."""
    with pytest.raises(ValidationError) as refused:
        FactSpec.model_validate({"id": "early", "label": "early", "type": "boolean", "question": "Early?", **lacking})
    assert "has both dated_by" in str(refused.value)


def test_only_a_boolean_is_told_by_a_date() -> None:
    """A date is before a day or not."""
    with pytest.raises(ValidationError) as refused:
        FactSpec.model_validate(
            {"id": "seats", "label": "seats", "type": "integer", "question": "How many?", "units": ["seat"], "dated_by": ["bought"],
             "before": "2017-09-01"}
        )  # fmt: skip
    assert "is a boolean" in str(refused.value)


def test_words_may_stand_for_several() -> None:
    """A choice in braces is each of its parts in turn, and what is written twice counts once."""
    spec = FactSpec(
        id="agreed",
        label="agreed",
        type="boolean",
        question="Agreed?",
        yes_words=("{have,has} {a,our} plan", "has a plan"),
        no_words=("no plan",),
    )
    assert spec.yes_words == ("have a plan", "have our plan", "has a plan", "has our plan")
    assert spec.no_words == ("no plan",)


@pytest.mark.parametrize("written", ["{have,has a plan", "have, has} a plan", "{have,{has,had}} a plan"])
def test_a_choice_that_is_not_closed_is_refused(written: str) -> None:
    """It would be looked for as it stands, braces and all, and never found."""
    with pytest.raises(ValidationError) as refused:
        FactSpec(id="agreed", label="agreed", type="boolean", question="Agreed?", yes_words=(written,))
    assert "a choice stands in braces" in str(refused.value)

"""What a pack may declare about reading documents."""

from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.models import FactSpec, Qualifier, Reading, Referral, Statement


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ({"as": "task"}, 'a reading as "task" needs a party'),
        ({"as": "rule"}, 'a reading as "rule" needs a coverage'),
        ({"as": "rule", "coverage": "excluded", "subject": "Help"}, "subject must hold {item}"),
        ({"as": "passage", "lead": "("}, "not a regular expression"),
        ({"as": "story"}, "Input should be 'task', 'rule', 'passage' or 'ignore'"),
    ],
)
def test_a_reading_says_what_it_lacks(reading: dict[str, Any], said: str) -> None:
    """Before any document is read."""
    with pytest.raises(ValidationError) as refused:
        Reading.model_validate(reading)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("qualifier", "said"),
    [
        ({"pattern": "up to 5", "fact": "seats"}, "needs a group (?P<value>...)"),
        ({"pattern": "(?P<value>pro)", "fact": "plan", "operator": "in"}, "need values"),
        ({"pattern": "["}, "not a regular expression"),
    ],
)
def test_a_qualifier_says_what_it_lacks(qualifier: dict[str, Any], said: str) -> None:
    """One without a fact needs neither group nor values."""
    with pytest.raises(ValidationError) as refused:
        Qualifier.model_validate(qualifier)
    assert said in str(refused.value)
    assert Qualifier(pattern="as needed").fact is None


def test_patterns_of_statements_and_referrals_are_checked() -> None:
    """Each of them."""
    with pytest.raises(ValidationError, match="not a regular expression"):
        Statement(words=("fine", "("), coverage="excluded")
    with pytest.raises(ValidationError, match="not a regular expression"):
        Referral(words=("(",), provider="partner")


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

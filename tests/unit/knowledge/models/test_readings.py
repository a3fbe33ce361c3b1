"""What a pack may declare about reading documents."""

from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.models import Qualifier, Reading, Referral, Statement


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

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

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.confidence import FEATURES, Confidence
from knowledge.hits import Hit, contrasted
from knowledge.models import Citation, Coverage, Record, ScopeRule, Task
from knowledge.pack import Pack

GUIDE = Citation(source="guide")
GIVEN = ScopeRule(id="given", subject="labels", clause="Labels.", coverage=Coverage.ENTITLED, citation=GUIDE)
LEFT_OUT = ScopeRule(id="left-out", subject="shelves", clause="No shelves.", coverage=Coverage.EXCLUDED, citation=GUIDE)
THEIRS = Task(id="theirs", party="customer", phase="prepare", text="Print the labels.", citation=GUIDE)


def hit(record: Record = GIVEN, score: float = 1.0, **features: float) -> Hit:
    """A hit of `record`; features that are not named are 0."""
    values = (
        dict.fromkeys(("dense", "lexical", "covered", "told", "agreement", "facts", "mode", "missing", "proven", "gap", "length"), 0.0)
        | features
    )
    return Hit(number=0, record=record, score=score, **values)


@given(st.sampled_from(FEATURES), st.floats(-1, 1), st.floats(0, 1))
def test_a_feature_raises_the_confidence_as_its_weight_says(feature: str, value: float, more: float) -> None:
    """By the default weights none lowers it."""
    confidence = Confidence()
    low, high = hit(GIVEN, 1.0, **{feature: value}), hit(GIVEN, 1.0, **{feature: value + more})
    assert 0.0 <= confidence.of(low) <= confidence.of(high) <= 1.0


def test_without_thresholds_the_confidence_is_the_same() -> None:
    """Only that nothing is held back."""
    free = Confidence().without_thresholds()
    assert (free.decide, free.guide) == (0.0, 0.0)
    assert free.of(hit(dense=0.5)) == Confidence().of(hit(dense=0.5))


def test_a_margin_is_over_the_best_record_that_says_the_opposite(contoso: Pack) -> None:
    """Whatever its kind: a task of another party says that the programme does not do it."""
    margins = [found.margin for found in contrasted([hit(GIVEN, 1.0), hit(THEIRS, 0.7), hit(LEFT_OUT, 0.6)], contoso.manifest)]
    assert margins == pytest.approx([0.3, -0.3, -0.4])


def test_a_record_that_nothing_contradicts_has_the_widest_margin(contoso: Pack) -> None:
    """One whole."""
    assert [found.margin for found in contrasted([hit(GIVEN, 1.4), hit(GIVEN, 0.2)], contoso.manifest)] == [1.0, 1.0]


def test_what_decides_nothing_has_no_margin(contoso: Pack) -> None:
    """And counts for no other's."""
    passage = next(record for record in contoso.records if record.type == "passage")
    assert [found.margin for found in contrasted([hit(passage, 1.5), hit(GIVEN, 0.4)], contoso.manifest)] == [0.0, 1.0]

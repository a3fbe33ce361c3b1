"""What the measures of the benchmarks are, by example."""

import math

import numpy as np
import pytest

from tests.benchmarks.measures import ndcg_at, recall_at, threshold_for


def test_recall_is_the_share_of_relevant_documents_among_the_first() -> None:
    """One of two stands among the first two."""
    assert recall_at(2, [7, 1, 4], frozenset((1, 4))) == 0.5


def test_gain_is_discounted_by_rank_and_normalised_by_the_best_order() -> None:
    """One relevant document on the third place gains half; two on the first two places gain all."""
    assert ndcg_at(10, [7, 8, 1], frozenset((1,))) == pytest.approx(1 / math.log2(4))
    assert ndcg_at(10, [4, 1], frozenset((1, 4))) == 1.0
    assert ndcg_at(2, [7, 8, 1], frozenset((1,))) == 0.0


def test_a_threshold_leaves_at_least_the_wanted_share_unanswered() -> None:
    """Seven of ten lie below it, and an eighth would not have to."""
    outside = np.arange(10) / 10
    threshold = threshold_for(0.7, outside)
    assert (outside < threshold).mean() >= 0.7
    assert (outside < threshold - 0.1).mean() < 0.8

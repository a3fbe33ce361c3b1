"""Logistic regression on made-up answers."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from knowledge.calibration import logistic

TRUE = np.array([3.0, -2.0, 0.5])  # two features and the bias


def drawn(count: int, seed: int = 0) -> tuple[logistic.Floats, logistic.Flags]:
    """Two features of `count` answers, and which are right, by the weights `TRUE`."""
    random = np.random.default_rng(seed)
    features = random.uniform(0, 1, (count, 2))
    return features, random.uniform(0, 1, count) < logistic.confidences(features, TRUE)


def test_the_weights_that_made_the_answers_are_found_again() -> None:
    """From enough of them."""
    features, right = drawn(40_000)
    assert_allclose(logistic.fit(features, right, np.ones(len(right))), TRUE, atol=0.15)


def test_the_mean_confidence_is_the_share_of_right_answers() -> None:
    """As maximum likelihood has it."""
    features, right = drawn(500)
    weights = logistic.fit(features, right, np.ones(len(right)))
    assert logistic.confidences(features, weights).mean() == pytest.approx(right.mean(), abs=1e-3)


def test_an_answer_that_counts_twice_is_one_that_stands_there_twice() -> None:
    """Whole counts are repetitions."""
    features, right = drawn(300)
    counts = np.where(right, 1, 2)
    repeated = logistic.fit(np.repeat(features, counts, axis=0), np.repeat(right, counts), np.ones(counts.sum()))
    assert_allclose(logistic.fit(features, right, counts), repeated, atol=0.1)


def test_a_feature_that_never_changes_weighs_nothing() -> None:
    """It tells nothing."""
    features, right = drawn(200)
    features[:, 1] = 0.7
    assert logistic.fit(features, right, np.ones(len(right)))[1] == 0.0


@pytest.mark.parametrize("answer", [True, False])
def test_answers_that_are_all_alike_still_give_finite_weights(answer: bool) -> None:
    """A fold may hold right ones alone."""
    features, _ = drawn(50)
    weights = logistic.fit(features, np.full(50, answer), np.ones(50))
    assert np.isfinite(weights).all()
    assert ((logistic.confidences(features, weights) > 0.5) == answer).all()


def test_the_same_seed_deals_the_same_folds() -> None:
    """And another seed others."""
    features, right = drawn(120)
    first, again, other = (logistic.cross_fitted(features, right, np.ones(120), folds=5, seed=seed) for seed in (1, 1, 2))
    assert_array_equal(first, again)
    assert (first != other).any()


def test_a_cross_fitted_confidence_has_not_seen_its_own_answer() -> None:
    """Turning it round moves the confidence of others alone."""
    features, right = np.zeros((40, 1)), np.arange(40) % 4 != 0
    before = logistic.cross_fitted(features, right, np.ones(40), folds=10, seed=0)
    turned = right.copy()
    turned[0] = True
    after = logistic.cross_fitted(features, turned, np.ones(40), folds=10, seed=0)
    assert after[0] == pytest.approx(before[0])
    assert after[1:].mean() > before[1:].mean()

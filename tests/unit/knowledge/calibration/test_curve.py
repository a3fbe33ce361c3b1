"""Thresholds that keep a bound, and how often the promise is held."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calibration import curve
from knowledge.calibration.values import Point

LEVEL = 0.9
SEEDS = range(200)


def drawn(seed: int, *, count: int = 1500) -> tuple[curve.Floats, curve.Flags]:
    """Confidences between 0 and 1, each wrong with the probability 0.25 * (1 - confidence)."""
    random = np.random.default_rng(seed)
    sure = random.uniform(0, 1, count)
    return sure, random.uniform(0, 1, count) > 0.25 * (1 - sure)


def true_risk(threshold: float) -> float:
    """The share of wrong ones among those from `threshold` on, over all that could be drawn."""
    return 0.25 * (1 - threshold) / 2


def proven(seed: int, bound: float) -> Point | None:
    """The threshold found for the answers of `seed`."""
    sure, right = drawn(seed)
    return curve.learn_then_test(curve.risk_curve(sure, right, LEVEL), bound, LEVEL)


@pytest.mark.parametrize("bound", [0.05, 0.06, 0.1])
def test_the_risk_stays_below_the_bound_for_as_many_draws_as_the_level_says(bound: float) -> None:
    """And a threshold is found for nearly all of them."""
    found = [proven(seed, bound) for seed in SEEDS]
    held = [point is None or true_risk(point.threshold) <= bound for point in found]
    assert np.mean(held) >= LEVEL
    assert np.mean([point is not None for point in found]) > 0.8


def test_a_threshold_gives_up_no_more_than_it_must() -> None:
    """Its risk comes near the bound, on the mean."""
    risks = [true_risk(point.threshold) for point in (proven(seed, 0.06) for seed in SEEDS) if point is not None]
    assert np.mean(risks) > 0.04


def test_no_threshold_is_found_where_none_keeps_the_bound() -> None:
    """The best answers, too, are wrong more often."""
    random = np.random.default_rng(0)
    points = curve.risk_curve(random.uniform(0, 1, 1000), random.uniform(0, 1, 1000) > 0.2, LEVEL)
    assert curve.learn_then_test(points, 0.05, LEVEL) is None


def test_too_few_answers_prove_nothing_though_all_are_right() -> None:
    """A bound of 2 % takes twice 114 of them."""
    all_right = np.ones(228, dtype=bool)
    assert curve.learn_then_test(curve.risk_curve(all_right[1:] * 0.5, all_right[1:], LEVEL), 0.02, LEVEL) is None
    assert curve.learn_then_test(curve.risk_curve(all_right * 0.5, all_right, LEVEL), 0.02, LEVEL) is not None


def test_testing_stops_at_the_first_threshold_that_fails() -> None:
    """One below it that would pass by itself does not count."""
    sure = np.repeat([0.9, 0.5, 0.1], [300, 20, 2000])
    right = np.concatenate([np.ones(300), np.zeros(20), np.ones(2000)]).astype(bool)
    points = curve.risk_curve(sure, right, LEVEL)
    found = curve.learn_then_test(points, 0.02, LEVEL)
    assert points[0].upper < 0.02
    assert found is not None
    assert found.threshold > 0.5


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_a_curve_counts_what_is_given_at_each_threshold(answers: list[tuple[float, bool]]) -> None:
    """From all at the lowest, never more at a higher one."""
    points = curve.risk_curve(np.array([sure for sure, _ in answers]), np.array([right for _, right in answers]), LEVEL)
    assert (points[0].threshold, points[0].given) == (0.0, len(answers))
    assert points[0].wrong == sum(not right for _, right in answers)
    assert [point.given for point in points] == sorted((point.given for point in points), reverse=True)
    assert all(point.risk <= point.upper for point in points)


def test_half_of_all_answers_are_given_where_the_bound_of_half_is_proven() -> None:
    """It is the bound of that one point."""
    sure, right = drawn(1)
    points = curve.risk_curve(sure, right, LEVEL)
    half = max((point for point in points if 2 * point.given >= len(sure)), key=lambda point: point.threshold)
    assert curve.half_bound(points, LEVEL) == pytest.approx(half.upper, abs=1e-4)


def test_the_best_balance_gives_up_wrong_answers_for_less_than_twice_as_many_right_ones() -> None:
    """And answers without an answer to give count three times."""
    sure = np.repeat([0.9, 0.5, 0.3, 0.1], [50, 300, 300, 300])
    right = np.repeat([True, True, False, True], [50, 300, 300, 300])
    some = curve.best_balance(sure, right, np.ones(950, dtype=bool), LEVEL)
    assert (some.given, some.wrong) == (350, 0)
    right[50:150] = False
    unanswerable = np.ones(950, dtype=bool)
    assert curve.best_balance(sure, right, unanswerable, LEVEL).given == 350
    unanswerable[50:150] = False
    assert curve.best_balance(sure, right, unanswerable, LEVEL).given == 50


def test_the_desk_is_not_made_silent_by_what_chance_explains() -> None:
    """Ten answers, of which four are wrong, cost two more than silence: no less than as many others might gain."""
    sure, right = np.repeat([0.9, 0.5], [50, 10]), np.repeat([True, False, True], [50, 4, 6])
    assert curve.best_balance(sure, right, np.ones(60, dtype=bool), LEVEL).given == 60


def test_the_bound_of_a_balance_is_wider_than_that_of_a_threshold_named_beforehand() -> None:
    """It holds for every threshold that could have been chosen."""
    sure, right = drawn(2)
    chosen = curve.best_balance(sure, right, np.ones(len(sure), dtype=bool), LEVEL)
    named = next(point for point in curve.risk_curve(sure, right, LEVEL) if point.threshold == chosen.threshold)
    assert (chosen.given, chosen.wrong) == (named.given, named.wrong)
    assert chosen.upper > named.upper


def test_guidance_is_held_back_for_what_has_no_answer_alone() -> None:
    """Places that do not help cost nothing."""
    sure, right = np.repeat([0.9, 0.5, 0.3], 10), np.repeat([True, False, True], 10)
    every = np.ones(30, dtype=bool)
    assert curve.best_guide(sure, right, every) <= 0.3
    assert curve.best_guide(sure, right, np.repeat([True, False, True], 10)) > 0.5


def test_reliability_tells_how_often_answers_of_like_confidence_are_right() -> None:
    """In bins; those without answers are left out."""
    bins = curve.reliability(np.array([0.91, 0.93, 0.95, 1.0, 0.31]), np.array([True, True, True, False, False]))
    assert [(held.confidence, held.right, held.count) for held in bins] == [(0.31, 0.0, 1), (0.9475, 0.75, 4)]


def test_discrimination_is_one_where_every_right_answer_is_surer() -> None:
    """One half where confidence tells nothing, 0 where it tells the opposite."""
    right = np.array([True, True, False])
    assert curve.discrimination(np.array([0.9, 0.8, 0.1]), right) == 1.0
    assert curve.discrimination(np.array([0.5, 0.5, 0.5]), right) == 0.5
    assert curve.discrimination(np.array([0.1, 0.2, 0.3]), right) == 0.0

"""The exact bound of a share of errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calibration.bounds import fewest, upper_bound

COUNTS = st.integers(1, 400).flatmap(lambda given: st.tuples(st.integers(0, given), st.just(given)))
LEVELS = st.sampled_from((0.5, 0.8, 0.9, 0.95, 0.99))


@pytest.mark.parametrize(
    ("wrong", "given_", "level", "bound"),
    [(0, 10, 0.9, 0.205672), (1, 20, 0.95, 0.216106), (5, 100, 0.9, 0.090771), (30, 300, 0.9, 0.125921)],
)
def test_bounds_are_those_of_the_beta_distribution(wrong: int, given_: int, level: float, bound: float) -> None:
    """Of which the exact bound is a quantile."""
    assert upper_bound(wrong, given_, level) == pytest.approx(bound, abs=1e-5)


def test_nothing_given_proves_nothing() -> None:
    """And no more does everything wrong."""
    assert upper_bound(0, 0, 0.9) == upper_bound(7, 7, 0.9) == 1.0


@given(COUNTS, LEVELS)
def test_a_bound_lies_at_or_above_what_was_seen(counts: tuple[int, int], level: float) -> None:
    """From a level of one half on."""
    wrong, given_ = counts
    assert wrong / given_ <= upper_bound(wrong, given_, level) <= 1.0


@given(COUNTS, LEVELS)
def test_one_more_wrong_answer_raises_a_bound_and_one_more_right_answer_lowers_it(counts: tuple[int, int], level: float) -> None:
    """It never goes the other way."""
    wrong, given_ = counts
    assert upper_bound(wrong, given_, level) <= upper_bound(wrong + 1, given_ + 1, level)
    assert upper_bound(wrong, given_ + 1, level) <= upper_bound(wrong, given_, level)


@given(COUNTS)
def test_a_surer_bound_is_a_wider_one(counts: tuple[int, int]) -> None:
    """At each higher level."""
    bounds = [upper_bound(*counts, level) for level in (0.5, 0.8, 0.9, 0.99)]
    assert bounds == sorted(bounds)


@given(st.floats(0.001, 0.6), st.integers(20, 300), st.integers(0, 2**32 - 1))
def test_a_bound_covers_the_true_share_as_often_as_its_level_says(share: float, given_: int, seed: int) -> None:
    """Counted over draws; what chance alone could take away is left out."""
    wrong = np.random.default_rng(seed).binomial(given_, share, 400)
    bounds = {int(count): upper_bound(int(count), given_, 0.9) for count in set(wrong)}
    covered = np.mean([bounds[int(count)] >= share for count in wrong])
    assert covered >= 0.9 - 5 * np.sqrt(0.9 * 0.1 / 400)


@given(st.floats(0.005, 0.5), LEVELS)
def test_the_fewest_answers_that_prove_a_bound_are_all_right(bound: float, level: float) -> None:
    """One fewer would not do."""
    enough = fewest(bound, level)
    assert upper_bound(0, enough, level) <= bound + 1e-6
    assert upper_bound(0, enough - 1, level) >= bound - 1e-6

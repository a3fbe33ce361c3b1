"""Risk against coverage, and the thresholds that can be read from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from knowledge.calibration.bounds import fewest, upper_bound
from knowledge.calibration.values import Bin, Point

THRESHOLDS = tuple(step / 50 for step in range(50))  # fixed before any answer is seen
_BINS = 10
_WRONG, _UNANSWERABLE = 2, 1  # what a wrong answer costs, and what more where there was none to give, beside a right one that gains 1

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def risk_curve(confidences: Floats, right: Flags, level: float) -> tuple[Point, ...]:
    """A point for each of `THRESHOLDS`, ascending, with its bound at `level`. One confidence and one flag per answer."""
    counts = [(threshold, confidences >= threshold) for threshold in THRESHOLDS]
    return tuple(_point(threshold, int(given.sum()), int((given & ~right).sum()), level) for threshold, given in counts)


def learn_then_test(curve: Sequence[Point], bound: float, level: float) -> Point | None:
    """The lowest threshold at which the share of wrong answers among those given is proven to stay below `bound`; None where none is.

    Fixed-sequence testing after Angelopoulos, Bates, Candès, Jordan and Lei, "Learn then Test: Calibrating Predictive Algorithms to Achieve
    Risk Control" (2021), for the risk of selective answering: from the highest threshold that leaves twice the answers that would prove the
    bound if all were right (so that one wrong answer among the surest does not end it), in fixed order downwards, each is tested with the
    exact binomial bound, until the first that fails. So the family-wise error, and with it the probability that the threshold returned
    has a higher risk, is at most 1 - level, without a correction for the number of tests.
    """
    enough = 2 * fewest(bound, level)
    proven = None
    for point in sorted(curve, key=lambda point: -point.threshold):
        if point.given < enough:
            continue
        if upper_bound(point.wrong, point.given, level) > bound:
            break
        proven = point
    return proven


def half_bound(curve: Sequence[Point], level: float) -> float:
    """The bound proven at the highest threshold that leaves half of all answers: one test, at a place chosen without looking at errors."""
    every = max(point.given for point in curve)
    half = max((point for point in curve if 2 * point.given >= every), key=lambda point: point.threshold)
    return upper_bound(half.wrong, half.given, level)


def best_balance(confidences: Floats, right: Flags, answerable: Flags, level: float) -> Point:
    """The lowest threshold at which right answers weigh as much against wrong ones as they can, within one standard error.

    What is given below the best threshold must cost more than chance explains before the desk is silent on it (the one-standard-error rule
    of Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees", 1984). Its bound holds for all of `THRESHOLDS` at once
    (Bonferroni), for it is chosen by what came of each.
    """
    gains = np.where(right, 1, -_WRONG) - np.where(answerable, 0, _UNANSWERABLE)
    best = max(THRESHOLDS, key=lambda threshold: (int(gains[confidences >= threshold].sum()), -threshold))
    between = {threshold: gains[(confidences >= threshold) & (confidences < best)] for threshold in THRESHOLDS if threshold <= best}
    lowest = min(threshold for threshold, more in between.items() if not len(more) or -more.sum() <= np.sqrt(len(more)) * more.std())
    given = confidences >= lowest
    return _point(lowest, int(given.sum()), int((given & ~right).sum()), 1 - (1 - level) / len(THRESHOLDS))


def best_guide(confidences: Floats, right: Flags, answerable: Flags) -> float:
    """The highest best threshold for guidance: a place that does not help costs nothing, but guidance to what has no answer is wrong."""
    gains = np.where(right, 1, 0) - np.where(answerable, 0, _WRONG)
    return max(THRESHOLDS, key=lambda threshold: (int(gains[confidences >= threshold].sum()), threshold))


def reliability(confidences: Floats, right: Flags) -> tuple[Bin, ...]:
    """The share of right answers by confidence, in ten bins of equal width; empty ones are left out."""
    numbers = np.minimum((confidences * _BINS).astype(int), _BINS - 1)
    held = [numbers == number for number in range(_BINS) if (numbers == number).any()]
    return tuple(
        Bin(confidence=round(float(confidences[here].mean()), 4), right=round(float(right[here].mean()), 4), count=int(here.sum()))
        for here in held
    )


def discrimination(confidences: Floats, right: Flags) -> float:
    """How often a right answer has a higher confidence than a wrong one; ties count half."""
    above = confidences[right][:, None] - confidences[~right][None, :]
    return round(float((above > 0).mean() + (above == 0).mean() / 2), 4)


def _point(threshold: float, given: int, wrong: int, level: float) -> Point:
    return Point(threshold=threshold, given=given, wrong=wrong, upper=round(upper_bound(wrong, given, level), 4))

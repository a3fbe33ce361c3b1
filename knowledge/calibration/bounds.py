"""How large a share of errors can be at most, given how many were seen among how many."""

from __future__ import annotations

import math

import numpy as np


def upper_bound(wrong: int, given: int, level: float) -> float:
    """The exact one-sided upper bound of the share of wrong ones, at confidence `level`; 1 where nothing was given.

    It is the largest share under which seeing `wrong` or fewer of `given` has at least the probability 1 - level
    (Clopper and Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial", 1934).
    """
    if wrong >= given:
        return 1.0
    seen = np.arange(wrong + 1)
    factorials = np.append(0.0, np.log(np.arange(1, given + 1)).cumsum())  # their logarithms
    ways = factorials[given] - factorials[seen] - factorials[given - seen]
    low, high = wrong / given, 1.0
    while high - low > 1e-9:
        share = (low + high) / 2
        at_most = float(np.exp(ways + seen * math.log(share) + (given - seen) * math.log1p(-share)).sum())
        low, high = (share, high) if at_most >= 1 - level else (low, share)
    return high


def fewest(bound: float, level: float) -> int:
    """The fewest answers that can prove a bound at confidence `level`: as many, all of them right."""
    return math.ceil(math.log(1 - level) / math.log(1 - bound))

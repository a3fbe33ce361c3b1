"""Measures of ranking and of silence, and the table that shows them side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one benchmark gave. columns: names of measures. rows: by system, its measures in percent. aims: for the last row.

    about: what was asked of what.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[float, ...]]
    aims: tuple[str, ...]


def recall_at(k: int, ranked: Sequence[int], relevant: frozenset[int]) -> float:
    """The share of the relevant documents that stand among the first k ranked ones."""
    return len(relevant & set(ranked[:k])) / len(relevant)


def ndcg_at(k: int, ranked: Sequence[int], relevant: frozenset[int]) -> float:
    """Discounted gain of the first k ranked documents over the best possible one; relevance is yes or no."""
    gain = sum(1 / math.log2(rank + 2) for rank, number in enumerate(ranked[:k]) if number in relevant)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(min(k, len(relevant))))


def threshold_for(recall: float, sure_outside: Floats) -> float:
    """The lowest confidence from which to answer so that of the questions outside at least the share `recall` stays unanswered."""
    return float(np.nextafter(np.quantile(sure_outside, recall, method="higher"), np.inf))

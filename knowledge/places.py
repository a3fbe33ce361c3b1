"""Where things stand among rows, as arrays of their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from knowledge.ports import Vectors

Rows = npt.NDArray[np.int64]


def joined(texts: Sequence[str], owners: Sequence[int], count: int) -> list[str]:
    """All that is written of each of `count` records. texts, owners: one per row, the text and the number of its record."""
    held: list[list[str]] = [[] for _ in range(count)]
    for text, owner in zip(texts, owners, strict=True):
        held[owner].append(text)
    return [" ".join(parts) for parts in held]


def inverted(names: Iterable[Iterable[str]]) -> dict[str, Rows]:
    """Where each name stands."""
    places: dict[str, list[int]] = defaultdict(list)
    for row, here in enumerate(names):
        for name in here:
            places[name].append(row)
    return {name: np.array(rows) for name, rows in places.items()}


def standing(size: int, *places: Rows) -> npt.NDArray[np.bool_]:
    """Of so many, which stand at one of `places`."""
    found = np.zeros(size, dtype=np.bool_)
    for rows in places:
        found[rows] = True
    return found


def most(scores: Vectors, k: int) -> Rows:
    """The k rows with the highest scores above 0, in no order; of equal ones the first."""
    rows = np.flatnonzero(scores)
    if len(rows) <= k:
        return rows
    held = scores[rows]
    least = np.partition(held, -k)[-k]
    above = rows[held > least]
    return np.concatenate((above, rows[held == least][: k - len(above)]))

"""What the knowledge asks of the outside: an encoder, a vector index, a word index. Adapters fulfil them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Stages = Callable[[str], AbstractContextManager[object]]  # watches what is done while a stage, given by its name, is entered


def unwatched(stage: str) -> AbstractContextManager[object]:  # noqa: ARG001  # the port's signature
    """Watch nothing."""
    return nullcontext()


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """The model's name, as recorded in the manifest."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read; the rest is cut."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""

    def count_tokens(self, text: str) -> int:
        """The number of tokens of `text`, special tokens included, not cut."""


class VectorIndex(Protocol):
    """Nearest neighbours by cosine."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    @property
    def size(self) -> int:
        """How many vectors are held."""

    def search(self, query: Vectors, k: int) -> tuple[Vectors, npt.NDArray[np.int64]]:
        """Cosines and row numbers, each of shape (len(query), k); row -1 where fewer than k are held."""

    def cosines(self, query: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The cosine of each of `rows` with one query of shape (dimensions,), shape (len(rows),)."""

    def vectors(self) -> Vectors:
        """All vectors, shape (size, dimensions), as stored."""


class WordIndex(Protocol):
    """Ranking by words (BM25)."""

    def scores(self, query: str) -> Vectors:
        """The score of every document for `query`, shape (documents,)."""

    def rarity(self, word: str) -> float:
        """How much a stemmed word tells, 0 for one in every row, 1 for one in none."""

    def rows(self, word: str) -> npt.NDArray[np.int64]:
        """The rows that hold a stemmed word."""

    def save(self, path: Path) -> None:
        """Write the index into the folder `path`."""

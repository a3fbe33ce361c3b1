"""BM25 by bm25s over stemmed words."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from knowledge.ports import Vectors
from knowledge.words import stems

_REMEMBERED = 100_000  # words whose rarity is kept: people may ask with any number of words


class LexicalIndex:
    """Ranking by words: BM25 (Lucene's variant, k1 1.2, b 0.6: rows are short and of uneven length)."""

    def __init__(self, model: bm25s.BM25, size: int) -> None:
        self._model, self._size = model, size
        self._rarity: dict[str, float] = {}

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """An index over `texts`, one row each."""
        model = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        corpus = [stems(text) for text in texts]
        model.index(corpus if any(corpus) else [["empty"]], show_progress=False)
        return cls(model, len(texts))

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """The index stored in `folder`."""
        size = json.loads((folder / "size.json").read_text(encoding="utf-8"))
        return cls(bm25s.BM25.load(str(folder)), int(size))

    def scores(self, query: str) -> Vectors:
        """The score of every row for `query`, shape (rows,)."""
        known = [word for word in stems(query) if word in self._model.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)

    def rarity(self, word: str) -> float:
        """How much a stemmed word tells, 0 for one in every row, 1 for one in none (scaled inverse document frequency)."""
        if word not in self._rarity:
            if len(self._rarity) > _REMEMBERED:
                self._rarity.clear()
            self._rarity[word] = math.log((self._size + 1) / (len(self.rows(word)) + 1)) / math.log(self._size + 1)
        return self._rarity[word]

    def rows(self, word: str) -> npt.NDArray[np.int64]:
        """The rows that hold a stemmed word."""
        number = self._model.vocab_dict.get(word)
        if number is None:
            return np.empty(0, dtype=np.int64)
        scores = self._model.scores
        return np.asarray(scores["indices"][scores["indptr"][number] : scores["indptr"][number + 1]])

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        self._model.save(str(folder))
        (folder / "size.json").write_text(json.dumps(self._size), encoding="utf-8")

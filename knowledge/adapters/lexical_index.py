"""BM25 over stemmed words: computed by bm25s when indexing; asking needs nothing but its arrays."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.ports import Vectors
from knowledge.words import stems

_REMEMBERED = 100_000  # words whose rarity is kept: people may ask with any number of words
_ARRAYS = ("data", "indices", "indptr")


class LexicalIndex:
    """Ranking by words: BM25 (Lucene's variant, k1 1.2, b 0.6: rows are short and of uneven length).

    A word's score in each row that holds it is computed when indexing (Lù, "BM25S: Orders of magnitude faster lexical search via eager
    sparse scoring", 2024), so that a question adds up columns. bm25s is not imported for that: it brings SciPy, 0.1 s and 27 MB.
    """

    def __init__(self, columns: Mapping[str, npt.NDArray[np.generic]], numbers: Mapping[str, int], size: int) -> None:
        """columns: a sparse matrix of rows by words, compressed by word (data, indices, indptr). numbers: of each word."""
        self._scores, self._rows, self._starts = (columns[name] for name in _ARRAYS)
        self._numbers, self._size = numbers, size
        self._rarity: dict[str, float] = {}

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """An index over `texts`, one row each; equal texts give an equal index, byte for byte."""
        import bm25s

        model = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        corpus = [stems(text) for text in texts]
        corpus = corpus if any(corpus) else [["empty"]]
        numbers = {word: number for number, word in enumerate(sorted({word for words in corpus for word in words}))}
        model.index(([[numbers[word] for word in words] for words in corpus], numbers), show_progress=False)
        return cls(model.scores, model.vocab_dict, len(texts))

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """The index stored in `folder`."""
        columns = {name: np.load(folder / f"{name}.csc.index.npy") for name in _ARRAYS}
        numbers, size = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("vocab.index.json", "size.json"))
        return cls(columns, numbers, int(size))

    def scores(self, query: str) -> Vectors:
        """The score of every row for `query`, shape (rows,)."""
        scores = np.zeros(self._size, dtype=np.float32)
        for number in (self._numbers[word] for word in stems(query) if word in self._numbers):
            held = slice(self._starts[number], self._starts[number + 1])
            scores[self._rows[held]] += self._scores[held]  # a word has a row once
        return scores

    def rarity(self, word: str) -> float:
        """How much a stemmed word tells, 0 for one in every row, 1 for one in none (scaled inverse document frequency)."""
        if word not in self._rarity:
            if len(self._rarity) > _REMEMBERED:
                self._rarity.clear()
            self._rarity[word] = math.log((self._size + 1) / (len(self.rows(word)) + 1)) / math.log(self._size + 1)
        return self._rarity[word]

    def rows(self, word: str) -> npt.NDArray[np.int64]:
        """The rows that hold a stemmed word."""
        number = self._numbers.get(word)
        if number is None:
            return np.empty(0, dtype=np.int64)
        return np.asarray(self._rows[self._starts[number] : self._starts[number + 1]])

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, in the files of bm25s."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, values in zip(_ARRAYS, (self._scores, self._rows, self._starts), strict=True):
            np.save(folder / f"{name}.csc.index.npy", values)
        (folder / "vocab.index.json").write_text(json.dumps(self._numbers), encoding="utf-8")
        (folder / "size.json").write_text(json.dumps(self._size), encoding="utf-8")

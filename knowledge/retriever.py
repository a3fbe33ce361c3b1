"""Ranking: dense and lexical scores of the same rows fused with how far question and row cover each other's words.

Fusion is a convex combination of normalised scores (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2022),
extended by the explainable features of `Hit`. Weights are `Weights`; calibration learns them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from knowledge.conditions import names
from knowledge.hits import Hit, head_of
from knowledge.models import Mode, PackManifest, Record, ScopeRule, Task
from knowledge.places import Rows, inverted, joined, most, standing
from knowledge.ports import Encoder, VectorIndex, Vectors, WordIndex
from knowledge.vocabulary import Unit, Vocabulary
from knowledge.words import naming, stems

_POOL = 150
_TALK, _TALK_WARY = 0.35, 0.5  # cosine from which a message is like small talk; for one that may well mean something else
_NEARLY = 0.05  # by how much less like an example of it than like a record small talk may be
_FRESH = 0.5  # how much more it counts for the order to cover what a follow-up itself says
_OF_VARIANT = 0.5  # how much more a record agrees that is of the variant named
_Floats = npt.NDArray[np.float64]
_NOWHERE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each feature of a hit counts."""

    dense: float = 1.1
    lexical: float = 0.6
    covered: float = 0.3
    told: float = 0.3
    agreement: float = 0.2
    facts: float = 0.2
    mode: float = 0.15


class Retriever:
    """Ranks the records of an index for a query."""

    def __init__(
        self, *, records: Sequence[Record], texts: Sequence[str], owners: Sequence[int], vectors: VectorIndex, words: WordIndex,
        encoder: Encoder,        pack: PackManifest, vocabulary: Vocabulary, weights: Weights | None = None, gaps: Sequence[str] = (),
        topics: Mapping[str, str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        """texts and owners: one per row, the text as encoded and the number of its record.

        gaps: what no record answers; their vectors stand behind those of the rows. topics: of those among them that are small talk.
        """
        self._records, self._owners, self._gaps, self._topics = records, np.asarray(owners), tuple(gaps), topics
        self._vectors, self._words, self._encoder = vectors, words, encoder
        self._vocabulary, self._weights = vocabulary, weights or Weights()
        heads = [
            _head(text, records[owner], first=not row or owners[row - 1] != owner)
            for row, (text, owner) in enumerate(zip(texts, owners, strict=True))
        ]
        self._own: _Floats = np.array([sum(map(words.rarity, head)) or 1.0 for head in heads])
        self._heading, self._naming = inverted(heads), inverted(map(vocabulary.concepts, texts))
        last = np.searchsorted(self._owners, np.arange(len(records)), side="right")  # what a record is proven to answer are its last rows
        self._first_asked = last - np.array([len(record.asked) for record in records], dtype=np.int64)
        self._proving = standing(len(owners), *map(np.arange, self._first_asked, last))
        segments = frozenset(workload.id for workload in pack.workloads if workload.kind == "segment")
        self._segments = inverted(segments.intersection(record.workloads) for record in records)
        self._kin = inverted({kin for workload in record.workloads for kin in vocabulary.kin(workload)} for record in records)
        self._mentioning = inverted(
            {*vocabulary.workloads(text), *(served for workload in record.workloads for served in vocabulary.served(workload))}
            for text, record in zip(joined(texts, owners, len(records)), records, strict=True)
        )
        self._specific = np.array([any(vocabulary.kind(workload) != "theme" for workload in record.workloads) for record in records])
        self._giving = inverted([mode] if (mode := getattr(record, "mode", None)) else [] for record in records)
        self._reading = inverted(names(record.when) if isinstance(record, ScopeRule | Task) and record.when else [] for record in records)

    def rank(
        self,
        query: str,
        *,
        content: str | None = None,
        workloads: Sequence[str] = (),
        said: Sequence[str] = (),
        mode: Mode | None = None,
        vector: Vectors | None = None,
        aside: str | None = None,
        fresh: str = "",
        length: float = 0.0,
        guiding: bool = False,
        k: int = 50,
    ) -> list[Hit]:
        """The k best hits, best first, one per record.

        content: the words of the query that say something, which a record may cover (all of them when None).
        workloads, said: the ids of the workloads named and the facts stated. mode: the kind of help asked for.
        vector: of the query, shape (dimensions,), where it was encoded before. aside: a question whose own rows do not count.
        fresh: the words of a follow-up's own, which count once more for the order. length: of the message, as each hit tells it.
        guiding: whether nothing is decided by it, so that the names of parties count where the query says nothing else, and a query that
        says nothing at all lacks nothing.
        """
        if not self._records:
            return []
        content = query if content is None else content
        vector = self._encoder.encode([query])[0] if vector is None else vector
        left_out = _NOWHERE if aside is None else self._asked(aside)
        cosines, nearest = self._pool(vector, left_out)
        lexical = self._without(self._words.scores(query), left_out)
        is_row = nearest < len(self._owners)
        proven = _nearest(cosines, is_row & self._proving[np.where(is_row, nearest, 0)]) if self._proving.any() else 0.0
        gap = _nearest(cosines, ~is_row) if self._gaps else 0.0
        rows = np.flatnonzero(standing(len(self._owners), nearest[is_row], most(lexical, _POOL)))
        numbers = self._owners[rows]
        asked = self._weighed(content, parties=guiding)
        covered, missing = (values[numbers] for values in self._coverage(asked, left_out))
        if guiding and not asked:
            covered = np.ones_like(covered)
        features = {
            "dense": np.maximum(self._vectors.cosines(vector, rows), 0.0).astype(np.float64),
            "lexical": lexical[rows].astype(np.float64) / (float(lexical.max()) or 1.0),
            "covered": covered,
            "told": self._telling(rows, asked),
            "agreement": self._agreement(workloads)[numbers],
            "facts": self._deciding(said)[numbers],
            "mode": self._marked(self._giving, [mode] if mode else [])[numbers].astype(np.float64),
        }
        score = sum((getattr(self._weights, name) * values for name, values in features.items()), np.zeros(len(rows)))
        if fresh:
            score += _FRESH * self._coverage(self._weighed(fresh), left_out)[0][numbers]
        order = np.lexsort((numbers, -score))
        best: dict[int, int] = {}  # each record by its best row
        for number, row in zip(numbers[order].tolist(), order.tolist(), strict=True):
            if best.setdefault(number, row) == row and len(best) == k:
                break
        alike = (np.full(len(rows), cosine) for cosine in (proven, gap, length))
        columns = np.stack((*features.values(), missing, *alike, score), axis=1)[list(best.values())]
        return [Hit(number, self._records[number], *values) for number, values in zip(best, columns.tolist(), strict=True)]

    def small_talk(self, vector: Vectors, *, wary: bool, aside: str | None = None) -> str | None:
        """The topic of a message that is more like an example of small talk than like what any record answers; else None.

        vector: of the message, shape (dimensions,). wary: it leans on what was asked before, or asks for help. aside: as for `rank`.
        """
        cosines, nearest = self._pool(vector, _NOWHERE if aside is None else self._asked(aside))
        gaps = (self._gaps[row - len(self._owners)] if row >= len(self._owners) else "" for row in nearest.tolist())
        talk, topic = next(
            ((cosine, self._topics[gap]) for cosine, gap in zip(cosines, gaps, strict=True) if gap in self._topics), (0.0, None)
        )
        return topic if topic and talk >= max(_TALK_WARY if wary else _TALK, cosines[0] - _NEARLY) else None

    def _pool(self, vector: Vectors, left_out: Rows) -> tuple[Vectors, Rows]:
        """The cosines and rows of the pool nearest to a query, without those `left_out`."""
        cosines, nearest = (found[0] for found in self._vectors.search(vector[None], _POOL))
        kept = (nearest >= 0) & ~np.isin(nearest, left_out)
        return cosines[kept], nearest[kept]

    def _asked(self, question: str) -> Rows:
        """The rows that are `question` itself, those of gaps included."""
        asked = [
            first + record.asked.index(question)
            for record, first in zip(self._records, self._first_asked, strict=True)
            if question in record.asked
        ]
        gaps = [len(self._owners) + number for number, gap in enumerate(self._gaps) if gap == question]
        return np.array([*asked, *gaps], dtype=np.int64)

    def _without(self, lexical: Vectors, left_out: Rows) -> Vectors:
        """The scores of rows, 0 for those left out."""
        return np.where(standing(len(lexical), left_out[left_out < len(lexical)]), 0, lexical) if len(left_out) else lexical

    def _weighed(self, content: str, *, parties: bool = False) -> list[tuple[Unit, float]]:
        """The units of `content`, each with how rare its rarest word is."""
        return [(unit, max(map(self._words.rarity, unit.stems))) for unit in self._vocabulary.units(content, parties=parties)]

    def _coverage(self, asked: Sequence[tuple[Unit, float]], left_out: Rows) -> tuple[_Floats, _Floats]:
        """`covered` and `missing` of each record, by all of its rows together but those `left_out`."""
        lacking, missing = np.zeros(len(self._records)), np.zeros(len(self._records))

        def standing_at(rows: Rows) -> npt.NDArray[np.bool_]:
            return standing(len(self._records), self._owners[rows[~np.isin(rows, left_out)] if len(left_out) else rows])

        for unit, weight in asked:
            first, *others = (standing_at(self._words.rows(word)) for word in unit.stems)
            held = np.logical_and.reduce([first, *others]) if others else first
            if unit.concept is not None:
                held |= standing_at(self._naming.get(unit.concept, _NOWHERE))
            lacks = weight * ~held
            lacking += lacks
            np.maximum(missing, lacks, out=missing)
        total = sum(weight for _, weight in asked)
        return (total - lacking) / (total or 1.0), missing

    def _telling(self, rows: Rows, asked: Sequence[tuple[Unit, float]]) -> _Floats:
        """`told` of each row."""
        told = np.zeros(len(self._owners))
        for word in {word for unit, _ in asked for word in unit.stems}:
            told[self._heading.get(word, _NOWHERE)] += self._words.rarity(word)
        return np.divide(told[rows], self._own[rows])

    def _agreement(self, asked: Sequence[str]) -> _Floats:
        """How each record's workloads fit those asked for. A record of a segment that is not named never fits."""
        share, fits = np.zeros(len(self._records)), np.zeros(len(self._records))
        variants = [workload for workload in asked if workload in self._segments]
        products = [workload for workload in asked if workload not in self._segments]
        for workload in products:
            kept, named = self._marked(self._kin, self._vocabulary.kin(workload)), self._marked(self._mentioning, [workload])
            share += np.where(kept, 1.0, np.where(named, 0.6, 0.0))
        own = self._marked(self._segments, variants)
        if products:
            fits = np.where(share > 0, share / len(products), np.where(self._specific, -1.0, 0.0))
        if variants:
            fits = np.where(own, fits + _OF_VARIANT if products else 1.0, fits)
        fits[self._marked(self._segments, self._segments.keys() - set(asked))] = -1.0
        return fits

    def _deciding(self, said: Sequence[str]) -> _Floats:
        """How much of what each record's condition turns on was said: most where few records turn on it."""
        least = np.zeros(len(self._records))
        for fact in said:
            reading = self._reading.get(fact, _NOWHERE)
            least[reading] = np.maximum(least[reading], 1 - math.log1p(len(reading)) / math.log1p(len(self._records)))
        return least

    def _marked(self, places: Mapping[str, Rows], found: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Which of all records stand at any of the `places` of what is `found`."""
        return standing(len(self._records), *(places.get(name, _NOWHERE) for name in found))


def _head(text: str, record: Record, *, first: bool) -> frozenset[str]:
    """The stems of what a record itself is about, without the list or heading that it stands under; of a phrase, all of them.

    text: of a row; first: whether it is the record's own, not a phrase.
    """
    title = head_of(record)
    return frozenset(naming(title) if first else stems(text))


def _nearest(cosines: Vectors, those: npt.NDArray[np.bool_]) -> float:
    """The highest cosine of `those` of a pool, which is ordered; where it holds none, the least of the pool, for theirs is no higher."""
    found = np.flatnonzero(those)
    return max(float(cosines[found[0] if len(found) else -1]), 0.0) if len(cosines) else 0.0

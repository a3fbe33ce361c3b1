"""Ranking: dense and lexical scores of the same rows fused with how far question and row cover each other's words.

Fusion is a convex combination of normalised scores (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2022),
extended by the explainable features of `Hit`. Weights are `Weights`; calibration learns them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from knowledge.conditions import names
from knowledge.models import Milestone, Mode, PackManifest, Passage, Record, Resource, ScopeRule, Task
from knowledge.places import Rows, inverted, joined, most, standing
from knowledge.ports import Encoder, VectorIndex, Vectors, WordIndex
from knowledge.vocabulary import Unit, Vocabulary
from knowledge.words import stems

_POOL = 150
_OF_VARIANT = 0.5  # how much more a record agrees that is of the variant named
_Floats = npt.NDArray[np.float64]
_NOWHERE = np.empty(0, dtype=np.int64)
_ASIDE = re.compile(r"\([^)]*\)")  # what stands in brackets qualifies a head, it does not name it


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


class Hit(NamedTuple):
    """A record as ranked for a question; all features but `agreement` lie in 0 to 1. A tuple, for a hundred are made for each question.

    dense: cosine. lexical: BM25 over the best in the pool.
    covered: share of the question's words, weighed by rarity, that the record holds.
    told: share of the words of what the record itself is about that the question holds.
    agreement: 1 the same workload, 0 says nothing, -1 another one; half more of the variant of the programme that is named.
    facts: how rarely records read the fact that the question states and this one's condition reads, 0 where it reads none.
    mode: 1 where the record is of the kind of help that the question asks for, else 0.
    missing: how rare the rarest word of the question is that the record lacks; it does not count in the score.
    margin: by how much its score beats the best record that says the opposite, -1 to 1; `contrasted` tells it.
    """

    number: int
    record: Record
    dense: float
    lexical: float
    covered: float
    told: float
    agreement: float
    facts: float
    mode: float
    missing: float
    score: float
    margin: float = 0.0


class Retriever:
    """Ranks the records of an index for a query."""

    def __init__(
        self, *, records: Sequence[Record], texts: Sequence[str], owners: Sequence[int], vectors: VectorIndex, words: WordIndex,
        encoder: Encoder,        pack: PackManifest, vocabulary: Vocabulary, weights: Weights | None = None,
    ) -> None:  # fmt: skip
        """texts and owners: one per row, the text as encoded and the number of its record."""
        self._records, self._owners = records, np.asarray(owners)
        self._vectors, self._words, self._encoder = vectors, words, encoder
        self._vocabulary, self._weights = vocabulary, weights or Weights()
        heads = [
            _head(text, records[owner], first=not row or owners[row - 1] != owner)
            for row, (text, owner) in enumerate(zip(texts, owners, strict=True))
        ]
        self._own: _Floats = np.array([sum(map(words.rarity, head)) or 1.0 for head in heads])
        self._heading, self._naming = inverted(heads), inverted(map(vocabulary.concepts, texts))
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
        k: int = 50,
    ) -> list[Hit]:
        """The k best hits, best first, one per record.

        content: the words of the query that say something, which a record may cover (all of them when None).
        workloads, said: the ids of the workloads named and the facts stated. mode: the kind of help asked for.
        vector: of the query, shape (dimensions,), where it was encoded before. aside: a question whose own rows do not count.
        """
        if not self._records:
            return []
        content = query if content is None else content
        vector = self._encoder.encode([query])[0] if vector is None else vector
        nearest = self._vectors.search(vector[None], _POOL)[1][0]
        lexical = self._words.scores(query)
        left_out = _NOWHERE if aside is None else self._asked(aside)
        if len(left_out):
            nearest, lexical = nearest[~np.isin(nearest, left_out)], np.where(standing(len(lexical), left_out), 0, lexical)
        rows = np.flatnonzero(standing(len(self._owners), nearest[nearest >= 0], most(lexical, _POOL)))
        numbers = self._owners[rows]
        asked = [(unit, max(self._words.rarity(word) for word in unit.stems)) for unit in self._vocabulary.units(content)]
        covered, missing = (values[numbers] for values in self._coverage(asked, left_out))
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
        order = np.lexsort((numbers, -score))
        best: dict[int, int] = {}  # each record by its best row
        for number, row in zip(numbers[order].tolist(), order.tolist(), strict=True):
            if best.setdefault(number, row) == row and len(best) == k:
                break
        columns = np.stack((*features.values(), missing, score), axis=1)[list(best.values())]
        return [Hit(number, self._records[number], *values) for number, values in zip(best, columns.tolist(), strict=True)]

    def _asked(self, question: str) -> Rows:
        """The rows that are `question` itself: those of a record follow one another, what it is proven to answer last."""
        last = np.searchsorted(self._owners, np.arange(len(self._records)), side="right")
        places = ((number, record.asked) for number, record in enumerate(self._records) if question in record.asked)
        return np.array([last[number] - len(asked) + asked.index(question) for number, asked in places], dtype=np.int64)

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
    return frozenset((stems(_ASIDE.sub(" ", title)) or stems(title)) if first else stems(text))


def contrasted(hits: Sequence[Hit], pack: PackManifest) -> list[Hit]:
    """`hits` with the margins of those that can decide, over the best of `hits` that says the opposite (1 where none does)."""
    best = {True: -math.inf, False: -math.inf}
    sides = [gives(hit.record, pack) if isinstance(hit.record, (ScopeRule, Task)) else None for hit in hits]
    for hit, side in zip(hits, sides, strict=True):
        if side is not None and hit.score > best[side]:
            best[side] = hit.score
    return [
        hit if side is None else Hit(*hit[:-1], max(-1.0, min(1.0, hit.score - best[not side])))
        for hit, side in zip(hits, sides, strict=True)
    ]


def gives(record: Record, pack: PackManifest) -> bool:
    """Whether a record gives the programme's help."""
    return record.coverage.in_scope if isinstance(record, ScopeRule) else pack.programme_party in getattr(record, "parties", ())


def head_of(record: Record) -> str:
    """What a record itself is about; empty where nothing but its whole text says so."""
    match record:
        case ScopeRule():
            return record.subject
        case Task():
            return record.text
        case Milestone():
            return record.name
        case Resource():
            return record.title
        case Passage():
            return record.topic

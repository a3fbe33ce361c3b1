"""Ranking: dense and lexical scores of the same rows fused with how far question and row cover each other's words.

Fusion is a convex combination of normalised scores (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2022),
extended by the explainable features of `Hit`. Weights are `Weights`; calibration learns them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from knowledge.conditions import names
from knowledge.models import Milestone, Mode, PackManifest, Passage, Record, Resource, ScopeRule, Task
from knowledge.ports import Encoder, VectorIndex, Vectors, WordIndex
from knowledge.vocabulary import Unit, Vocabulary
from knowledge.words import stems

_POOL = 150
_ASIDE = re.compile(r"\([^)]*\)")  # what stands in brackets qualifies a head, it does not name it


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each feature of a hit counts."""

    dense: float = 1.0
    lexical: float = 0.5
    covered: float = 0.35
    told: float = 0.35
    agreement: float = 0.2
    facts: float = 0.05
    mode: float = 0.25


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A record as ranked for a question; all features but `agreement` lie in 0 to 1.

    dense: cosine. lexical: BM25 over the best in the pool.
    covered: share of the question's words, weighed by rarity, that the record holds.
    told: share of the words of what the record itself is about that the question holds.
    agreement: 1 the same workload, 0 says nothing, -1 another one.
    facts: 1 where the record's own condition reads a fact that the question states, else 0.
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
        self._records, self._texts, self._owners = records, texts, np.asarray(owners)
        self._vectors, self._words, self._encoder = vectors, words, encoder
        self._vocabulary, self._weights = vocabulary, weights or Weights()
        self._segments = frozenset(workload.id for workload in pack.workloads if workload.kind == "segment")
        self._row_stems = lru_cache(maxsize=65536)(self._stems_of)
        self._head_stems = lru_cache(maxsize=65536)(self._head_of)
        self._row_concepts = lru_cache(maxsize=65536)(self._concepts_of)
        self._mentioned = lru_cache(maxsize=65536)(self._workloads_in)

    def rank(
        self,
        query: str,
        *,
        content: str | None = None,
        workloads: Sequence[str] = (),
        said: Sequence[str] = (),
        mode: Mode | None = None,
        k: int = 50,
    ) -> list[Hit]:
        """The k best hits, best first, one per record.

        content: the words of the query that say something, which a record may cover (all of them when None).
        workloads, said: the ids of the workloads named and the facts stated. mode: the kind of help asked for.
        """
        if not self._records:
            return []
        content = query if content is None else content
        cosines = self._dense(query)
        lexical = self._words.scores(query)
        pool = set(np.argsort(-cosines)[:_POOL].tolist()) | {int(row) for row in np.argsort(-lexical)[:_POOL] if lexical[row] > 0}
        top = float(lexical.max()) or 1.0
        asked = [(unit, max(self._words.rarity(word) for word in unit.stems)) for unit in self._vocabulary.units(content)]
        best: dict[int, Hit] = {}
        for row in pool:
            hit = self._hit(row, float(cosines[row]), float(lexical[row]) / top, asked, workloads, frozenset(said), mode)
            if hit.number not in best or hit.score > best[hit.number].score:
                best[hit.number] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.number))[:k]

    def similarity(self, left: str, right: str) -> float:
        """The cosine of two texts."""
        vectors = self._encoder.encode([left, right])
        return float(vectors[0] @ vectors[1])

    def _dense(self, query: str) -> Vectors:
        cosines, rows = self._vectors.search(self._encoder.encode([query]), min(len(self._texts), 10 * _POOL))
        scores = np.zeros(len(self._texts), dtype=np.float32)
        held = rows[0] >= 0
        scores[rows[0][held]] = cosines[0][held]
        return scores

    def _hit(
        self,
        row: int,
        dense: float,
        lexical: float,
        asked: Sequence[tuple[Unit, float]],
        workloads: Sequence[str],
        said: frozenset[str],
        mode: Mode | None,
    ) -> Hit:
        number, held, named = int(self._owners[row]), self._row_stems(row), self._row_concepts(row)
        lacking = [weight for unit, weight in asked if unit.concept not in named and not unit.stems <= held]
        total = sum(weight for _, weight in asked)
        head, own = self._head_stems(row)
        told = sum(self._words.rarity(word) for unit, _ in asked for word in unit.stems & head)
        features = {
            "dense": max(dense, 0.0),
            "lexical": lexical,
            "covered": (total - sum(lacking)) / (total or 1.0),
            "told": told / own,
            "agreement": self._agreement(number, workloads),
            "facts": self._reads(number, said),
            "mode": float(mode is not None and getattr(self._records[number], "mode", None) is mode),
        }
        score = sum(getattr(self._weights, name) * value for name, value in features.items())
        return Hit(number=number, record=self._records[number], **features, missing=max(lacking, default=0.0), score=score)

    def _agreement(self, number: int, asked: Sequence[str]) -> float:
        """How a record's workloads fit those asked for. A record of a segment that is not named never fits."""
        held, mentioned = self._records[number].workloads, self._mentioned(number)
        if any(workload in self._segments and workload not in asked for workload in held):
            return -1.0
        if not asked or not (held or mentioned):
            return 0.0
        specific = [workload for workload in held if self._vocabulary.kind(workload) != "theme"]
        kept = [any(self._vocabulary.related(workload, other) for other in held) for workload in asked]
        named = [workload in mentioned for workload in asked]
        share = sum(1.0 if k else 0.6 if n else 0.0 for k, n in zip(kept, named, strict=True)) / len(asked)
        if share:
            return share
        return -1.0 if specific else 0.0

    def _reads(self, number: int, said: frozenset[str]) -> float:
        record = self._records[number]
        return float(isinstance(record, ScopeRule) and record.when is not None and bool(names(record.when) & said))

    def _stems_of(self, row: int) -> frozenset[str]:
        return frozenset(stems(self._texts[row]))

    def _head_of(self, row: int) -> tuple[frozenset[str], float]:
        """The stems, and the sum of their rarities, of what a record itself is about; of a phrase, all of them.

        What a record is about leaves out the list or heading that it stands under.
        """
        number, head = int(self._owners[row]), self._row_stems(row)
        if not row or self._owners[row - 1] != number:
            title = head_of(self._records[number])
            head = frozenset(stems(_ASIDE.sub(" ", title)) or stems(title))
        return head, sum(self._words.rarity(word) for word in head) or 1.0

    def _concepts_of(self, row: int) -> frozenset[str]:
        return self._vocabulary.concepts(self._texts[row])

    def _workloads_in(self, number: int) -> frozenset[str]:
        text = " ".join(self._texts[int(row)] for row in np.flatnonzero(self._owners == number))
        return frozenset(self._vocabulary.workloads(text))


def contrasted(hits: Sequence[Hit], pack: PackManifest) -> list[Hit]:
    """`hits` with the margins of those that can decide, over the best of `hits` that says the opposite (1 where none does)."""
    best: dict[bool, float] = {}
    for hit in hits:
        if isinstance(hit.record, ScopeRule | Task):
            side = gives(hit.record, pack)
            best[side] = max(hit.score, best.get(side, -math.inf))

    def margin(hit: Hit) -> float:
        return max(-1.0, min(1.0, hit.score - best.get(not gives(hit.record, pack), -math.inf)))

    return [replace(hit, margin=margin(hit)) if isinstance(hit.record, ScopeRule | Task) else hit for hit in hits]


def gives(record: Record, pack: PackManifest) -> bool:
    """Whether a record gives the programme's help."""
    return record.coverage.in_scope if isinstance(record, ScopeRule) else getattr(record, "party", None) == pack.programme_party


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

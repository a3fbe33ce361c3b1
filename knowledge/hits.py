"""A record as found for a question, and what is told of a hit by its record or by the hits beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.models import Milestone, PackManifest, Passage, Record, Resource, ScopeRule, Task


class Hit(NamedTuple):
    """A record as ranked for a question; all features but `agreement` lie in 0 to 1. A tuple, for a hundred are made for each question.

    dense: cosine. lexical: BM25 over the best in the pool.
    covered: share of the question's words, weighed by rarity, that the record holds.
    told: share of the words of what the record itself is about that the question holds.
    agreement: 1 the same workload, 0 says nothing, -1 another one; half more of the variant of the programme that is named.
    facts: how rarely records read the fact that the question states and this one's condition reads, 0 where it reads none.
    mode: 1 where the record is of the kind of help that the question asks for, else 0.
    missing: how rare the rarest word of the question is that the record lacks; it does not count in the score.
    proven: cosine of the nearest question that some record is proven to answer. gap: of the nearest that none is known to answer.
    length: by how much the message is longer than a plain question, as a logarithm: a record covers less of a long story.
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
    proven: float
    gap: float
    length: float
    score: float
    margin: float = 0.0


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

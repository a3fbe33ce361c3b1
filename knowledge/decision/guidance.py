"""Guidance: the resources, meetings and passages that speak of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from knowledge.answers import Guidance
from knowledge.confidence import Confidence
from knowledge.decision.showing import Showing
from knowledge.decision.texts import text_of
from knowledge.hits import Hit, head_of
from knowledge.models import Milestone, Passage, Record, Resource, ScopeRule, Task
from knowledge.question import Intent, Question
from knowledge.words import stems

_SHOWN = 5
_LOOKED_AT = 8
_PAST = 0.3  # what a source that holds no more yields to others, where nothing of the past is asked
_STATED = 0.62  # least confidence for a value: a wrong amount or number costs more than a wrong hint

# What a record must state to answer a question for a value of that kind.
_STATES = {
    "money": re.compile(
        r"[$€£]\s?\d|\d\s?(dollars|usd|eur|euros)\b|\b(no|without)( \w+)? (cost|charge|fee)|\bfree\b|\bfees?\b|\bcharge", re.IGNORECASE
    ),
    "amount": re.compile(r"[$€£]\s?\d|\d\s?(dollars|usd|eur|euros)\b", re.IGNORECASE),
    "phone": re.compile(r"\+?\d[\d ()-]{7,}\d"),
    "email": re.compile(r"\S+@\S+\.\S+"),
    "date": re.compile(r"\b(19|20)\d\d\b"),
}


def values_asked(question: Question) -> tuple[str, ...]:
    """The kinds of value that `question` asks for and that a record must state to answer it."""
    return tuple(name for name in question.asked_for if name in _STATES)


def guidance(question: Question, hits: Sequence[Hit], as_of: date, *, showing: Showing, confidence: Confidence) -> Guidance | None:
    """What was found for `question`, best first; None where nothing is near enough or no record states the kind of value asked for."""
    kinds = values_asked(question)
    stating = [hit for hit in hits[:_LOOKED_AT] if all(_STATES[name].search(text_of(hit.record)) for name in kinds)] if kinds else hits

    def worth(hit: Hit) -> float:
        over = not question.past and not showing.sources[hit.record.citation.source].holds(as_of)
        return hit.score + _liking(question, hit.record) - _PAST * over

    found = sorted(stating, key=lambda hit: -worth(hit))[:_SHOWN]
    least = max(confidence.guide, _STATED) if kinds else confidence.guide
    kept = [hit for hit in found if confidence.of(hit) >= least or _named(question, hit.record)]
    if not kept or (kinds and kept[0] is not found[0]):
        return None
    return Guidance(
        found=tuple(showing.found(hit.record) for hit in kept), citations=tuple(showing.cite(hit.record, as_of) for hit in kept),
        confidence=confidence.of(kept[0]),
    )  # fmt: skip


def search(hits: Sequence[Hit], as_of: date, k: int, *, showing: Showing, confidence: Confidence) -> Guidance:
    """The k best of `hits` that are near enough: guidance first, then rules and tasks, each best first."""
    near = [hit for hit in hits if confidence.of(hit) >= confidence.guide]
    kept = sorted(near, key=lambda hit: isinstance(hit.record, ScopeRule | Task))[:k]
    return Guidance(
        found=tuple(showing.found(hit.record) for hit in kept), citations=tuple(showing.cite(hit.record, as_of) for hit in kept)
    )


def _liking(question: Question, record: Record) -> float:
    """Which kinds of record answer a question best.

    A meeting that it names before all others, a resource where material is asked for, and no single task where all of the work is.
    """
    if question.intent is Intent.MEETING:
        return 0.2 + 0.4 * _named(question, record) if isinstance(record, Milestone) else 0.1 * isinstance(record, Passage)
    if isinstance(record, Resource) and "material" in question.asked_for:
        return 0.5
    if isinstance(record, Passage) and "shares" in question.asked_for and not question.workloads:
        return 0.5
    return 0.1 if isinstance(record, Resource | Passage) else 0.0


def _named(question: Question, record: Record) -> bool:
    """Whether a meeting is asked about by its name."""
    asks = question.intent is Intent.MEETING and isinstance(record, Milestone)
    return asks and set(stems(head_of(record))) <= set(stems(question.query))

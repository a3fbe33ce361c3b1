"""What the kind of help that is asked for decides by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.answers import Verdict
from knowledge.confidence import Confidence
from knowledge.decision.verdicts import Verdicts
from knowledge.hits import Hit
from knowledge.models import Mode, ScopeRule
from knowledge.question import Question

_AMONG = 5  # the first hits, among which the programme's rule on a kind of help is near enough


def served(question: Question, top: Hit, verdicts: Verdicts, as_of: date) -> Hit:
    """`top`, or where a service is asked for and that only guides, the rule on the service: who is moved is not who is told how."""
    rule = verdicts.on_mode(question.mode, as_of) if question.mode is Mode.MIGRATION_SERVICE else None
    guides = isinstance(top.record, ScopeRule) and top.record.coverage.in_scope and top.record.mode is Mode.GUIDANCE
    return top._replace(record=rule) if guides and rule is not None else top


def by_mode(question: Question, holding: Sequence[Hit], verdicts: Verdicts, as_of: date, *, confidence: Confidence) -> Verdict | None:
    """What the programme says of the kind of help asked for, where no record settles what it is asked for.

    Of a visit it says the same whatever that is for, if the question names a product at all.
    """
    rule = None if question.mode is None or question.vendors else verdicts.on_mode(question.mode, as_of)
    if rule is None or not holding:
        return None
    sure = confidence.of(holding[0])
    near = 2 * sure >= confidence.decide or any(hit.record.id == rule.id for hit in holding[:_AMONG])
    visit = question.mode is Mode.ON_SITE and bool(question.workloads)
    return verdicts.verdict(question, rule, (), as_of, sure) if near or visit else None

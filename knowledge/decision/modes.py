"""What the kind of help that is asked for decides by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.answers import Verdict
from knowledge.conditions import State, evaluate
from knowledge.confidence import Confidence
from knowledge.decision.precedence import Margins
from knowledge.decision.verdicts import Verdicts
from knowledge.hits import Hit
from knowledge.models import Mode, ScopeRule
from knowledge.question import Question

_GAP = 0.75  # cosine from which a question is what no record is known to answer, if it is no more like one that some record does
_AMONG = 5  # the first hits, among which the programme's rule on a kind of help is near enough


def served(question: Question, top: Hit, deciding: Sequence[Hit], verdicts: Verdicts, as_of: date, *, margins: Margins) -> Hit:
    """`top`, or where a service is asked for and that only guides, the rule on the service: who is moved is not who is told how.

    Where guidance is asked for and `top` is a service whose condition fails, the guidance near it.
    """
    if question.mode is Mode.GUIDANCE and isinstance(top.record, ScopeRule) and top.record.mode is Mode.MIGRATION_SERVICE:
        failed = evaluate(top.record.when, question.facts, exception=top.record.exception).state is State.UNMET
        guiding = (
            hit for hit in deciding if top.score - hit.score <= margins.guiding and getattr(hit.record, "mode", None) is Mode.GUIDANCE
        )
        return next(guiding, top) if failed else top
    rule = verdicts.on_mode(question.mode, as_of) if question.mode is Mode.MIGRATION_SERVICE else None
    guides = isinstance(top.record, ScopeRule) and top.record.coverage.in_scope and top.record.mode is Mode.GUIDANCE
    return top._replace(record=rule) if guides and rule is not None else top


def by_mode(question: Question, holding: Sequence[Hit], verdicts: Verdicts, as_of: date, *, confidence: Confidence) -> Verdict | None:
    """What the programme says of the kind of help asked for, where no record settles what it is asked for.

    Of a visit it says the same whatever that is for, if the question names a product at all. What no record is known to answer it does not.
    """
    rule = None if question.mode is None or question.vendors else verdicts.on_mode(question.mode, as_of)
    if rule is None or not holding or holding[0].gap >= max(_GAP, holding[0].proven):
        return None
    sure = confidence.of(holding[0])
    near = 2 * sure >= confidence.decide or any(hit.record.id == rule.id for hit in holding[:_AMONG])
    visit = question.mode is Mode.ON_SITE and bool(question.workloads)
    return verdicts.verdict(question, rule, (), as_of, sure) if near or visit else None


def asked_of(question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """`hits` without the rules of a service, such as moving data, that a question names not all of: who may use that is another matter."""
    named = set(question.workloads)
    return [
        hit
        for hit in hits
        if question.mode is Mode.MIGRATION_SERVICE
        or not (isinstance(hit.record, ScopeRule) and hit.record.mode is Mode.MIGRATION_SERVICE)
        or named.issuperset(hit.record.workloads)
    ]

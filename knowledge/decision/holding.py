"""Which of the records found may speak of a question: those of its day, its products and variant, its versions and its case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.conditions import State, evaluate
from knowledge.decision.precedence import Margins
from knowledge.decision.texts import terms_of, text_of
from knowledge.hits import Hit
from knowledge.models import PackManifest, Record, ScopeRule
from knowledge.question import Question
from knowledge.versions import new_enough, versions, versions_fit


class Holding:
    """Leaves out the records of a pack that speak of something else."""

    def __init__(self, pack: PackManifest, records: Sequence[Record], margins: Margins) -> None:
        self._pack, self._margins = pack, margins
        self._kinds = {workload.id: workload.kind for workload in pack.workloads}
        segments = frozenset(workload.id for workload in pack.workloads if workload.kind == "segment")
        self._variants = {record.id: segments.intersection(record.workloads) for record in records}
        self._kinds_of = {record.id: frozenset(self._kinds.get(workload) for workload in record.workloads) for record in records}

    def of(self, hits: Sequence[Hit], question: Question, as_of: date) -> list[Hit]:
        """Those of `hits` that may speak on the day asked about, best first; among those near each other, first what names its version."""
        in_force = {source.id for source in self._pack.sources if source.holds(as_of)}
        named, product = frozenset(question.workloads), any(self._kinds.get(workload) == "product" for workload in question.workloads)
        held = [
            hit
            for hit in hits
            if hit.record.citation.source in in_force
            and self._variants[hit.record.id] <= named
            and not (isinstance(hit.record, ScopeRule) and hit.record.overview)  # which speaks only where nothing else is asked
            and not (product and hit.agreement <= -1.0 and self._of_a_product(hit.record))
            and _in_version(hit.record, question)
            and _in_case(hit.record, question)
        ]
        return self._naming_versions(held, question)

    def _of_a_product(self, record: Record) -> bool:
        """Whether a record is about a product, and no variant of the programme."""
        return "product" in self._kinds_of[record.id] and "segment" not in self._kinds_of[record.id]

    def _naming_versions(self, hits: list[Hit], question: Question) -> list[Hit]:
        """`hits`, those first that name a version asked about, among others near them."""
        if not question.versions:
            return hits
        more = self._margins.version
        raised = (hit._replace(score=hit.score + more) if _names_version(hit.record, question) else hit for hit in hits)
        return sorted(raised, key=lambda hit: -hit.score)


def _names_version(record: Record, question: Question) -> bool:
    """Whether a record names a version asked about, or demands one that it can be held against."""
    demands = isinstance(record, ScopeRule) and new_enough(terms_of(record), question.versioned) is not None
    return demands or bool(question.versions & versions(text_of(record)))


def _in_version(record: Record, question: Question) -> bool:
    """Whether a record speaks of the version asked about: takes it in, or refuses it as too old."""
    if not question.versions or versions_fit(text_of(record), question.versions):
        return True
    return isinstance(record, ScopeRule) and record.coverage.in_scope and new_enough(terms_of(record), question.versioned) is False


def _in_case(record: Record, question: Question) -> bool:
    """Whether the case that a record speaks of is not known to be another."""
    if isinstance(record, ScopeRule) and not (record.coverage.in_scope or record.otherwise.in_scope):
        return evaluate(record.when, question.facts, exception=record.exception).state is not State.UNMET
    return True

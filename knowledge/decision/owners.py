"""Ownership: who does a task and, beside it, who supports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.answers import Ownership, Part, Verdict
from knowledge.decision.confidence import Confidence
from knowledge.decision.precedence import Margins, same_subject
from knowledge.decision.showing import Showing
from knowledge.decision.texts import task_text
from knowledge.models import Task
from knowledge.retriever import Hit


def by_tasks(
    top: Hit, task: Task, hits: Sequence[Hit], as_of: date, *, showing: Showing, confidence: Confidence, margins: Margins
) -> Ownership:
    """The owner of `task` (the record of `top`), those who hold an equal part, and those who support, from the hits near it."""
    owners, taken = [task], {task.party}
    supporters: list[Task] = []
    for hit in hits:
        other = hit.record
        if (
            not isinstance(other, Task)
            or other.party in taken
            or top.score - hit.score > 2 * margins.shared
            or confidence.of(hit) < confidence.guide
        ):
            continue
        taken.add(other.party)
        equal = top.score - hit.score <= margins.shared and same_subject(task, other)
        (owners if equal else supporters).append(other)
    return Ownership(
        task=task_text(task), owners=tuple(owner.party for owner in owners), supporting=tuple(other.party for other in supporters),
        phase=showing.phase(task.phase), parts=_parts(owners, showing), support_parts=_parts(supporters, showing),
        citations=tuple(showing.cite(record, as_of) for record in (*owners, *supporters)), confidence=confidence.of(top),
    )  # fmt: skip


def by_verdict(verdict: Verdict, showing: Showing) -> Ownership:
    """Who does what a scope rule speaks of: the programme where it is in scope, else the party that the rule names."""
    owner = verdict.provider or ""
    part = Part(party=owner, party_name=showing.party(owner), text=verdict.clause)
    return Ownership(task=verdict.subject, owners=(owner,), parts=(part,), citations=verdict.citations, confidence=verdict.confidence)


def _parts(tasks: Sequence[Task], showing: Showing) -> tuple[Part, ...]:
    return tuple(Part(party=task.party, party_name=showing.party(task.party), text=task_text(task), raci=task.raci.value) for task in tasks)

"""The texts that a record is found by, one row of the index each."""

from __future__ import annotations

import re

from knowledge.models import Milestone, PackManifest, Passage, Record, Resource, ScopeRule, Task

_LEFT_OUT = re.compile(r"\s*\((?:beyond|except|excluding|other than|apart from)\b[^)]*\)")  # what a clause names as not its own


def search_texts(record: Record, pack: PackManifest) -> tuple[str, ...]:
    """The texts that stand for `record` in the index: itself with its context, then its phrases."""
    names = {workload.id: workload.name for workload in pack.workloads}
    context = ", ".join(names[workload] for workload in record.workloads if workload in names)
    match record:
        case ScopeRule():
            own = record.clause if record.subject.lower() in record.clause.lower() else f"{record.subject}. {record.clause}"
            own = _LEFT_OUT.sub("", own)
        case Task():
            own = f"{record.within} {record.text}" if record.within else record.text
        case Milestone():
            own = f"{record.name}: {record.purpose} {' or '.join(record.rhythm)} meeting"
        case Resource():
            stage = (record.stage or "").replace("_", " ")
            own = f"{record.title}: {record.summary} {', '.join(record.products)} {stage} {record.kind.value}"
        case Passage():
            context = " › ".join(record.citation.heading[-2:]) or context
            own = record.text
    return (f"{context}: {own}" if context else own, *record.phrases)


def row_texts(record: Record, pack: PackManifest) -> tuple[str, ...]:
    """The texts of the rows of `record`: those that stand for it, then the questions that it is proven to answer."""
    return (*search_texts(record, pack), *record.asked)

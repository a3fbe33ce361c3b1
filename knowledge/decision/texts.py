"""A record's own words, as quoted and as titled."""

from __future__ import annotations

from knowledge.models import Milestone, Passage, Record, Resource, ScopeRule, Task

_TITLE = 80


def task_text(task: Task) -> str:
    """A task behind what it stands under."""
    return f"{task.within.rstrip('.:')}: {task.text}" if task.within else task.text


def text_of(record: Record) -> str:
    """The words of a record that prove an answer."""
    match record:
        case ScopeRule():
            return record.clause
        case Task():
            return task_text(record)
        case Milestone():
            return f"{record.name}: {record.purpose}"
        case Resource():
            return f"{record.title}: {record.summary}"
        case Passage():
            return record.text


def terms_of(rule: ScopeRule) -> str:
    """What a rule says of when it holds: its clause and its limits."""
    return "; ".join((rule.clause, *rule.qualifiers))


def title_of(record: Record) -> str:
    """A short name for a record."""
    match record:
        case ScopeRule():
            title = record.subject
        case Resource():
            title = record.title
        case Milestone():
            title = record.name
        case Passage():
            title = record.topic or text_of(record)
        case Task():
            title = task_text(record)
    return title if len(title) <= _TITLE else title[: _TITLE - 1].rsplit(" ", 1)[0] + "…"

"""Ownership: who does a task and, beside it, who supports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from knowledge.answers import Ownership, Part, Verdict
from knowledge.confidence import Confidence
from knowledge.decision.precedence import Margins
from knowledge.decision.showing import Showing
from knowledge.decision.texts import task_text
from knowledge.hits import Hit, gives
from knowledge.lexicon import Lexicon
from knowledge.models import Mode, PackManifest, Record, ScopeRule, Task
from knowledge.question import Question
from knowledge.words import normalise, stem, stems, tokens

_TEXTS = 4096  # whose beginnings are remembered


def by_tasks(top: Hit, task: Task, hits: Sequence[Hit], as_of: date, *, asked: str, scope: Verdict | None, rules: Rules) -> Ownership:
    """The owner of `task` (the record of `top`), those who hold an equal part, and those who support, from the hits near it.

    asked: the words of the question that say something. scope: what `task` says of scope, if anything.
    """
    owners, taken = [task], set(task.parties)
    supporters: list[Task] = []
    for hit in hits:
        other = hit.record
        if not isinstance(other, Task) or not taken.isdisjoint(other.parties) or rules.confidence.of(hit) < rules.confidence.guide:
            continue
        shared = equal(task, other, frozenset(stems(asked)))
        if shared or top.score - hit.score <= rules.margins.support:
            (owners if shared else supporters).append(other)
            taken.update(other.parties)
    showing = rules.showing
    return Ownership(
        task=task_text(task), owners=_parties(owners), supporting=_parties(supporters),
        phase=showing.phase(task.phase), parts=_parts(owners, showing), support_parts=_parts(supporters, showing), scope=scope,
        citations=tuple(showing.cite(record, as_of) for record in (*owners, *supporters)), confidence=rules.confidence.of(top),
    )  # fmt: skip


def by_verdict(verdict: Verdict, owner: str, showing: Showing) -> Ownership:
    """Who does what a scope rule speaks of: the programme where it is in scope, else the party that the rule names."""
    text = verdict.instead if verdict.verdict == "out_of_scope" and verdict.instead else verdict.clause
    part = Part(party=owner, party_name=showing.party(owner), text=text)
    return Ownership(
        task=verdict.subject, owners=(owner,), parts=(part,), scope=verdict, citations=verdict.citations, confidence=verdict.confidence
    )


class Rules:
    """What is needed to weigh one party's part against another's."""

    def __init__(self, pack: PackManifest, lexicon: Lexicon, showing: Showing, confidence: Confidence, margins: Margins) -> None:
        self.showing, self.confidence, self.margins = showing, confidence, margins
        self._pack = pack
        self._lexicon = lexicon
        self._opens = lru_cache(maxsize=_TEXTS)(lambda name, text: lexicon.opens("task", name, normalise(text)))

    def owner(self, record: Record) -> str | None:
        """Who does what a record speaks of."""
        if isinstance(record, Task):
            return record.party
        provider = record.provider if isinstance(record, ScopeRule) and (record.when is None or not gives(record, self._pack)) else None
        return provider or (self._pack.programme_party if gives(record, self._pack) else None)

    def yields(self, question: Question, record: Record) -> float:
        """What a record yields to a task when its doer is asked for: a rule is not a task; to advise or to take part is not to do it.

        The help that a party gives its own people is its doing.
        """
        if isinstance(record, ScopeRule):
            return self.margins.advice
        if isinstance(record, Task) and self._opens("taking_part", record.text):
            return 0.0 if self._lexicon.stands("task", "taking_part", normalise(question.text)) else self.margins.advice
        if not isinstance(record, Task) or self._pack.default_owner in record.parties or question.mode is Mode.GUIDANCE:
            return 0.0
        return self.margins.advice if self._opens("advice", record.text) or self._opens("advice", record.within) else 0.0


def equal(task: Task, other: Task, asked: frozenset[str]) -> bool:
    """Whether two parties do the same: the same verb in the same phase, and as much of what was asked for (stems)."""
    held, theirs = (len(asked & frozenset(stems(part.text))) for part in (task, other))
    return task.phase == other.phase and task.raci is other.raci and _verb(task) == _verb(other) and theirs >= max(held, 1)


def _verb(task: Task) -> str:
    """The first word of a task: tables of responsibilities begin each row with what is done."""
    return stem(next(iter(tokens(task.text)), ""))


def _parties(tasks: Sequence[Task]) -> tuple[str, ...]:
    return tuple(party for task in tasks for party in task.parties)


def _parts(tasks: Sequence[Task], showing: Showing) -> tuple[Part, ...]:
    return tuple(
        Part(party=party, party_name=showing.party(party), text=task_text(task), raci=task.raci.value)
        for task in tasks
        for party in task.parties
    )

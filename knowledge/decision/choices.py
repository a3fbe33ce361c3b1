"""What a question may mean, where records that say opposite things stand close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.answers import Choice, Clarify
from knowledge.conditions import State, evaluate
from knowledge.confidence import Confidence
from knowledge.decision.precedence import Margins, same_subject
from knowledge.decision.showing import Showing
from knowledge.hits import Hit, gives
from knowledge.models import Mode, PackManifest, ScopeRule
from knowledge.question import Question
from knowledge.words import naming

_MOST = 4  # choices on one card


class Choices:
    """Finds what a question leaves open."""

    def __init__(self, pack: PackManifest, showing: Showing, confidence: Confidence, margins: Margins) -> None:
        self._pack, self._showing, self._confidence, self._margins = pack, showing, confidence, margins
        self._platforms = {workload.id: workload.name for workload in pack.workloads if workload.kind == "source_platform"}

    def meant(self, question: Question, top: Hit, deciding: Sequence[Hit]) -> Clarify | None:
        """The records that a question may mean: where it only names a thing, or opposite ones stand close to `top`; else None."""
        if self._settled(question, top):
            return None
        margin = self._margins.several if question.names_only and top.told < 1.0 else self._margins.choice
        near = [hit for hit in deciding if 0.0 <= top.score - hit.score <= margin and self._confidence.sure(hit)]
        other = [hit for hit in near if gives(hit.record, self._pack) != gives(top.record, self._pack)]
        titles = [self._showing.title(hit.record) for hit in [top, *(hit for hit in other if not same_subject(top.record, hit.record))]]
        return one_of(titles)

    def places(self, question: Question, top: Hit, deciding: Sequence[Hit]) -> Clarify | None:
        """One thing by each source platform, where what is near `top` says opposite things of it and the question names none; else None."""
        if self._settled(question, top) or self._platforms.keys() & set(question.workloads):
            return None
        platforms = self._platforms
        rules = [
            hit.record
            for hit in deciding
            if isinstance(hit.record, ScopeRule)
            and platforms.keys() & set(hit.record.workloads)
            and hit.told >= top.told
            and abs(top.score - hit.score) <= self._margins.rival
            and self._confidence.sure(hit)
        ]
        for first in rules:
            same = [rule for rule in rules if naming(rule.subject) == naming(first.subject)]
            titles: dict[tuple[str, ...], str] = {}
            for rule in same:
                of = tuple(platforms[id_] for id_ in rule.workloads if id_ in platforms)
                titles.setdefault(of, f"{self._showing.title(rule)} ({', '.join(of)})")
            if len({gives(rule, self._pack) for rule in same}) > 1 and len(titles) > 1:
                return one_of(titles.values())
        return None

    def _settled(self, question: Question, top: Hit) -> bool:
        """Whether `top` is not sure, a condition of its own settles what is meant better than a choice does, or all of it is beyond."""
        record = top.record
        met = not isinstance(record, ScopeRule) or evaluate(record.when, question.facts, exception=record.exception).state is State.MET
        return question.mode in (Mode.HANDS_ON, Mode.ON_SITE) or not met or not self._confidence.sure(top)


def one_of(titles: Iterable[str]) -> Clarify | None:
    """A choice of `titles`, each once, the first of them; None where there is but one."""
    offered = tuple(Choice(title=title, question=title) for title in dict.fromkeys(titles))
    return Clarify(choices=offered[:_MOST]) if len(offered) > 1 else None

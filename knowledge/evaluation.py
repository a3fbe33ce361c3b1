"""Measuring answers against a set of questions with proven answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.answers import Answer, Clarify, Guidance, Ownership, Verdict
from knowledge.desk import Context, Desk, Explained
from knowledge.golden import Golden
from knowledge.hits import Hit
from knowledge.words import stems

Note = Literal[
    "", "flip", "other verdict", "abstained", "other owner", "should abstain", "not shown", "condition not named", "no smalltalk"
]


@dataclass(frozen=True, kw_only=True)
class Graded:
    """One question, its answer, whether it was right and, if not, how it was wrong.

    given: a verdict or owner was given. deciding: the hit that it rests on, as in `Explained`.
    """

    golden: Golden
    answer: Answer
    right: bool
    note: Note
    given: bool
    deciding: Hit | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How many of how many."""

    right: int
    of: int

    @property
    def share(self) -> float:
        """The share that was right; 1 of nothing."""
        return self.right / self.of if self.of else 1.0


def grade_all(
    desk: Desk, golden: Sequence[Golden], as_of: date, *, progress: Callable[[int, int], None] | None = None
) -> tuple[Graded, ...]:
    """Every question asked and graded, on the day `as_of`, as if the index had not been told of it before.

    progress: is told how many of how many are done.
    """
    graded = []
    for question in golden:
        explained = desk.explain(question.question, Context(as_of=as_of, role=question.role, history=question.history, unheard=True))
        graded.append(grade(question, explained, desk.say(explained.answer)))
        if progress is not None:
            progress(len(graded), len(golden))
    return tuple(graded)


def grade(golden: Golden, explained: Explained, text: str) -> Graded:
    """The answer of `explained` (said as `text`) against what is proven."""
    answer = explained.answer
    note = _NOTES[golden.kind](golden, answer, text)
    given = isinstance(answer, Verdict | Ownership)
    return Graded(golden=golden, answer=answer, right=note == "", note=note, given=given, deciding=explained.deciding)


def measures(graded: Iterable[Graded]) -> dict[str, Measure]:
    """The measures by kind, the scope verdicts by what was expected, flips, and what was wrong among the verdicts and owners given."""
    tally: dict[str, list[bool]] = defaultdict(list)
    for item in graded:
        tally[item.golden.kind].append(item.right)
        if item.golden.kind == "scope":
            tally[f"scope: {item.golden.expected_verdict}"].append(item.right)
            tally["scope: not the wrong way round"].append(item.note != "flip")
        if item.given:
            tally["right when a verdict or owner is given"].append(item.right)
    return {name: Measure(right=sum(results), of=len(results)) for name, results in sorted(tally.items())}


def _scope(golden: Golden, answer: Answer, text: str) -> Note:
    said = answer.scope if isinstance(answer, Ownership) else answer
    verdict = said.verdict if isinstance(said, Verdict) else "conditional" if isinstance(answer, Clarify) and answer.needs else None
    if golden.expected_verdict in (None, "unknown"):
        return "" if verdict is None else "should abstain"
    if verdict is None:
        return "abstained"
    if {verdict, golden.expected_verdict} == {"in_scope", "out_of_scope"}:
        return "flip"
    if verdict != golden.expected_verdict:
        return "other verdict"
    return "" if verdict != "conditional" or _names(golden.condition or "", text) else "condition not named"


def _owner(golden: Golden, answer: Answer, _text: str) -> Note:
    owners = set(answer.owners) if isinstance(answer, Ownership) else {answer.provider} if isinstance(answer, Verdict) else set()
    if not owners:
        return "abstained"
    right = len(owners) > 1 if golden.expected_owner == "shared" else owners == {golden.expected_owner}
    return "" if right else "other owner"


def _guidance(golden: Golden, answer: Answer, text: str) -> Note:
    shown = [f"{cited.heading} {cited.quote}" for cited in answer.citations[:3]]
    return "" if _shown(golden.proof, [*shown, text]) else "not shown"


def _unanswerable(_golden: Golden, answer: Answer, _text: str) -> Note:
    return "should abstain" if isinstance(answer, Verdict | Ownership | Guidance | Clarify) else ""


def _near_miss(_golden: Golden, answer: Answer, _text: str) -> Note:
    return "should abstain" if isinstance(answer, Verdict | Ownership) else ""


def _smalltalk(_golden: Golden, answer: Answer, _text: str) -> Note:
    return "" if answer.kind == "smalltalk" else "no smalltalk"


def _names(condition: str, text: str) -> bool:
    """Whether `text` names a condition: its numbers, or half of its words where it has none."""
    numbers = set(re.findall(r"\d+", condition))
    return numbers <= set(re.findall(r"\d+", text)) if numbers else _shown(condition.split(), [text])


def _shown(words: Sequence[str], texts: Sequence[str]) -> bool:
    wanted = set(stems(" ".join(words)))
    return any(len(wanted & set(stems(text))) >= len(wanted) / 2 for text in texts)


_NOTES: dict[str, Callable[[Golden, Answer, str], Note]] = {
    "scope": _scope,
    "owner": _owner,
    "guidance": _guidance,
    "meeting": _guidance,
    "unanswerable": _unanswerable,
    "near_miss": _near_miss,
    "smalltalk": _smalltalk,
}

"""Which verdicts given earlier in a team turn when its facts change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from knowledge.answers import Abstain, Answer, Clarify, Guidance, Ownership, Smalltalk, Verdict
from knowledge.conditions import FactValue
from knowledge.words import normalise

_ON_SCOPE = ("verdict", "clarify")
MOST = 50


class Given(Protocol):
    """What is needed of an answer given earlier: its question, and of what kind it was."""

    @property
    def question(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102


Ask = Callable[[str, Mapping[str, FactValue]], Awaitable[Verdict | Ownership | Guidance | Clarify | Abstain | Smalltalk]]


@dataclass(frozen=True, kw_only=True)
class Turned:
    """A question that is answered differently now; `before` and `after` are the answers with the earlier and the later facts."""

    question: str
    before: Answer
    after: Answer


async def turned(
    given: Iterable[Given], *, before: Mapping[str, FactValue], after: Mapping[str, FactValue], ask: Ask
) -> tuple[Turned, ...]:
    """The questions of `given` on scope that `after` answers differently than `before`, the latest asked first.

    Each is asked once, however often it was given, and only the latest fifty. Asking both ways, rather than comparing with what was said,
    leaves out what turned with an earlier change and was told then.
    """
    questions = {normalise(one.question): one.question for one in given if one.kind in _ON_SCOPE and one.question.strip()}
    found = []
    for question in [*questions.values()][: -MOST - 1 : -1]:
        was, now = await ask(question, before), await ask(question, after)
        if _outcome(was) != _outcome(now):
            found.append(Turned(question=question, before=was, after=now))
    return tuple(found)


def _outcome(answer: Answer) -> tuple[str, ...]:
    """What of an answer a person would call another one."""
    return (answer.kind, answer.verdict, answer.coverage.value) if isinstance(answer, Verdict) else (answer.kind,)

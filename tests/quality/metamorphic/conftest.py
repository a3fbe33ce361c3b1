"""The questions that are asked in other words, and how they are asked."""

from collections.abc import Callable
from datetime import date

import pytest

from knowledge import pack
from knowledge.answers import Ownership, Verdict
from knowledge.conditions import FactValue
from knowledge.desk import Context, Desk
from knowledge.golden import Golden, read_golden

AS_OF = date(2026, 11, 1)
Ask = Callable[..., str]


@pytest.fixture(scope="session")
def questions() -> tuple[Golden, ...]:
    """Single questions of the bundled pack that its own records answer with a verdict or an owner."""
    golden = read_golden(pack.load("fasttrack").folder / "questions.jsonl")
    return tuple(each for each in golden if each.kind in ("scope", "owner") and not each.history)


@pytest.fixture(scope="session")
def ask(bundled_desk: Desk) -> Ask:
    """What the desk says of scope or, where a doer is asked for, who does it; empty where it says neither."""

    def said(question: str, **facts: FactValue) -> str:
        answer = bundled_desk.ask(question, Context(as_of=AS_OF, facts=facts))
        if isinstance(answer, Ownership):
            return " and ".join(sorted(answer.owners))
        return answer.verdict if isinstance(answer, Verdict) else ""

    return said

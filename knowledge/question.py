"""A question as understood: its intent, the names and facts in it, the kind of help meant."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.conditions import FactValue
from knowledge.models import Mode

MAX_CHARACTERS = 2000


class Intent(StrEnum):
    """What kind of answer is wanted.

    A fact is a yes-or-no question that speaks neither of scope nor of help; material is named without asking for it.
    """

    SCOPE = "scope"
    FACT = "fact"
    MATERIAL = "material"
    OWNERSHIP = "ownership"
    GUIDANCE = "guidance"
    MEETING = "meeting"
    ELIGIBILITY = "eligibility"
    SMALLTALK = "smalltalk"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question as understood.

    text: as asked. subject: what is looked up, follow-ups resolved. query: the subject with names written out, for ranking.
    content: the words of the subject that say something: without what only asks, and without stated numbers.
    facts: all that is known; said: the facts among them that the question (or the one it follows) states.
    vendors: makers and products named that the programme may say nothing of. versions: of products, by year or with a point.
    versioned: the text that names them: the question's own, or the subject where it takes them up.
    bare: it tells how many and says nothing else, or asks what that gives. past: it asks of what was.
    names_only: it names a workload and says nothing of it.
    wholes: the workloads that it names as a whole, where it says no more.
    bland: it names no product, states no fact and asks for nothing that is refused, so that it may be small talk.
    denies: it denies something. leans: it leans on the question before it.
    fresh: the words of its own that say something, where it takes up others.
    asked_for: kinds of value or request that only a record stating one can answer (money, phone, date, …) or that lie outside.
    """

    text: str
    subject: str
    query: str
    content: str = ""
    intent: Intent
    topic: str | None = None
    workloads: tuple[str, ...] = ()
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    mode: Mode | None = None
    asked_for: tuple[str, ...] = ()
    bland: bool = False
    leans: bool = False
    fresh: str = ""
    denies: bool = False
    bare: bool = False
    past: bool = False
    names_only: bool = False
    wholes: tuple[str, ...] = ()
    vendors: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    versioned: str = ""

    @property
    def key(self) -> Hashable:
        """All that was understood. Of the facts also their order, for the one said last stands last."""
        return tuple({**vars(self), "facts": facts_key(self.facts)}.values())


def facts_key(facts: Mapping[str, FactValue]) -> Hashable:
    """Facts to tell apart by. With their types: for Python, a yes is the number one."""
    return tuple((name, type(value), value) for name, value in facts.items())

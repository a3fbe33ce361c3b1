"""Answers: what the desk says, as values. Texts for people are made from them by `knowledge.wording`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from knowledge.models import Coverage, Id, Strict


class Cited(Strict):
    """A citation as shown: which record, of which document, and the words that prove it.

    docid: the record's id. source: the document's file name, for machines. title, publisher, published, url: for people.
    quote: the record's own words. superseded: the source no longer held on the day asked about.
    """

    docid: str
    source: str
    title: str
    publisher: str
    published: date | None
    url: str | None
    heading: str
    quote: str
    edition: str
    superseded: bool = False


class Need(Strict):
    """A fact that would settle the answer, with the question that asks for it and, for a choice, its options (id, name)."""

    fact: Id
    label: str
    type: Literal["integer", "choice", "boolean"]
    question: str
    options: tuple[tuple[str, str], ...] = ()


class FactUsed(Strict):
    """A fact that the answer rests on, in words: label "seats", value "220"."""

    fact: Id
    label: str
    value: str


class _Answer(Strict):
    citations: tuple[Cited, ...] = ()
    confidence: float | None = None


class Verdict(_Answer):
    """Whether something is in scope.

    conditions: texts of the conditions that decide it. needs: facts still missing.
    gates: programme-wide conditions that no known fact settles.
    next_threshold: what opens at a higher number. instead: what to do when it is out. provider: the party that does it then.
    disagreeing: lower or older sources that say otherwise. facts: what was taken as known.
    """

    kind: Literal["verdict"] = "verdict"
    verdict: Literal["in_scope", "out_of_scope", "conditional"]
    coverage: Coverage
    subject: str
    clause: str
    conditions: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    gates: tuple[str, ...] = ()
    next_threshold: str = ""
    instead: str = ""
    provider: str | None = None
    provider_name: str = ""
    disagreeing: tuple[Cited, ...] = ()
    facts: tuple[FactUsed, ...] = ()


class Part(Strict):
    """One party's part in a task, in the table's words."""

    party: Id
    party_name: str
    text: str
    raci: str = "responsible"


class Ownership(_Answer):
    """Who does a task (`owners`: party ids) and, beside it, who supports (`supporting`), with each one's part in words.

    scope: what the same record says of scope: the programme's own part is in scope, another's is not.
    """

    kind: Literal["ownership"] = "ownership"
    task: str
    owners: tuple[Id, ...]
    supporting: tuple[Id, ...] = ()
    phase: str = ""
    parts: tuple[Part, ...] = ()
    support_parts: tuple[Part, ...] = ()
    scope: Verdict | None = None


class Found(Strict):
    """One result of a guidance search. `detail`: product and phase of a resource, or the heading of a passage."""

    docid: str
    title: str
    text: str
    detail: str = ""
    url: str | None = None


class Guidance(_Answer):
    """Resources, meetings and passages that speak of the question, best first; `citations` are in the same order."""

    kind: Literal["guidance"] = "guidance"
    found: tuple[Found, ...]


class Choice(Strict):
    """One of several readings of a question: what to show, and the question that means it."""

    title: str
    question: str


class Clarify(_Answer):
    """The question cannot be settled: either facts are missing (`needs`) or it has several readings (`choices`)."""

    kind: Literal["clarify"] = "clarify"
    subject: str = ""
    needs: tuple[Need, ...] = ()
    choices: tuple[Choice, ...] = ()
    conditions: tuple[str, ...] = ()


class Abstain(_Answer):
    """No record supports an answer. `nearest`: what is known that comes closest, as questions to ask instead."""

    kind: Literal["abstain"] = "abstain"
    reason: Literal["no_record", "not_this_programme", "empty", "too_long", "other_language"]
    nearest: tuple[Choice, ...] = ()

    @property
    def unread(self) -> bool:
        """Whether the question could not be read, so that nothing is said of the records."""
        return self.reason in ("empty", "too_long", "other_language")


class Smalltalk(_Answer):
    """A greeting, thanks, goodbye, call for help or other talk that is no question."""

    kind: Literal["smalltalk"] = "smalltalk"
    topic: Literal["greeting", "thanks", "goodbye", "help", "who_are_you", "complaint", "chat"]


Answer = Annotated[Verdict | Ownership | Guidance | Clarify | Abstain | Smalltalk, Field(discriminator="kind")]

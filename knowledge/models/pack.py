"""What a pack declares about its programme: parties, facts, workloads, sources, gates."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from knowledge.models.base import Id, Strict, Words
from knowledge.models.readings import Indexed, Qualifier, Referral, Statement


class Role(StrEnum):
    """Who is asking."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    SPECIALIST = "specialist"


class Party(Strict):
    """Who can own a task. `words` name it in a question; `roles` are the askers who belong to it."""

    id: Id
    name: str
    words: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


class Phase(Strict):
    """A phase of the programme, in the order of the file. `words` name it in a question or a heading."""

    id: Id
    name: str
    words: tuple[str, ...] = ()


class Option(Strict):
    """One value of a choice fact, with the words that say it. A fact with this value names `workload` as well."""

    id: Id
    name: str
    words: Words = ()
    workload: Id | None = None


class FactSpec(Strict):
    """Something that can be known about an engagement.

    An `integer` is read from a question only beside one of its `units`; a `choice` by the words of its options;
    a `boolean` by `yes_words` and `no_words`, or by a date behind one of `dated_by`, yes where it lies before the day `before`.
    `question` asks a person for it. Words of options, of yes and of no may hold choices in braces (`Words`).
    multiples: other units by how many of the fact one of them is: a week is seven days.
    kinds: those of the units that name a kind of the thing; numbers of several kinds side by side add up ("140 pro and 20 basic").
    lead_ins: words before a number that stands alone, without a unit, that make it this fact ("there are 230").
    lesser: words beside a number that make it count only where nothing else is counted: of "900 students and 80 staff" it is 80.
    persons: those of the units that may count some among all; up to `few` of them are the fact only behind a lead-in ("we are 8 people").
    singly: one thing, written in words, counts as well ("a single one").
    separable: the number counts things that can be taken one by one, so that a limit still leaves the part up to it in scope.
    """

    id: Id
    label: str
    type: Literal["integer", "choice", "boolean"]
    question: str
    units: tuple[str, ...] = ()
    multiples: dict[str, int] = Field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    lead_ins: tuple[str, ...] = ()
    lesser: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    few: int = 0
    singly: bool = False
    separable: bool = False
    options: tuple[Option, ...] = ()
    yes_words: Words = ()
    no_words: Words = ()
    dated_by: tuple[str, ...] = ()
    before: date | None = None

    @model_validator(mode="after")
    def _options_fit_type(self) -> FactSpec:
        if (self.type == "choice") != bool(self.options):
            raise ValueError("a choice fact needs options, and only a choice fact has them")
        if self.type == "integer" and not self.units:
            raise ValueError("an integer fact needs units: numbers are read by their unit")
        if not set(self.kinds) <= set(self.units):
            raise ValueError("kinds are units too: name them in both")
        if self.type != "integer" and (self.singly or self.lesser):
            raise ValueError("singly and lesser say how numbers count: only an integer fact has them")
        if not set(self.persons) <= set(self.units) or bool(self.persons) != bool(self.few):
            raise ValueError("persons are units too: name them in both, and say how many are few")
        if bool(self.dated_by) != (self.before is not None) or (self.before is not None and self.type != "boolean"):
            raise ValueError("a fact that a date tells is a boolean, and has both dated_by (words before the date) and before (the day)")
        return self


class Workload(Strict):
    """A product, capability or source platform of the programme. `words` are its other names, old and new.

    `parts` name a part of it: they stand for it as its names do, but do not ask for all of it.
    `things`: those of its names that are common words as well: "a box that hands out files" is not the product.
    `family` groups workloads that answer for one another when nothing more specific is known (id of a workload).
    `serves` names the workloads that this one is for: what is said of it is said of them, too.
    A `segment` is a variant of the programme: its records answer only a question that names it.
    """

    id: Id
    name: str
    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    family: Id | None = None
    serves: tuple[Id, ...] = ()
    kind: Literal["product", "source_platform", "theme", "segment"] = "product"

    @model_validator(mode="after")
    def _things_are_names(self) -> Workload:
        if not {thing.lower() for thing in self.things} <= {name.lower() for name in self.names}:
            raise ValueError("things are names too: name them in words or parts as well")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """All that stands for it in a text."""
        return (self.name, *self.words, *self.parts)


class Term(Strict):
    """A glossary entry: `words` are other ways to write `term`; a question is expanded with the term."""

    term: str
    words: tuple[str, ...] = ()
    meaning: str = ""


class Source(Strict):
    """A document that records cite, with its edition and the weight of its word.

    published: its date, None when the copy bears none. edition: the label people see, such as "2021-06".
    holds_from, holds_until: the days (inclusive) on which it holds; until None = still in force.
    authority: higher wins (a service description above a partner page above a press article).
    file: the name in machine-readable output. url: its public address, where one is known.
    """

    id: Id
    title: str
    publisher: str
    file: str
    published: date | None = None
    edition: str
    holds_from: date
    holds_until: date | None = None
    authority: int = Field(ge=0, le=100)
    url: str | None = None

    @model_validator(mode="after")
    def _span(self) -> Source:
        if self.holds_until is not None and self.holds_until < self.holds_from:
            raise ValueError("holds_until lies before holds_from")
        return self

    def holds(self, day: date) -> bool:
        """Whether the source is in force on `day`."""
        return self.holds_from <= day and (self.holds_until is None or day <= self.holds_until)


class Gate(Strict):
    """A condition of the whole programme or of a service in it, stated beneath every verdict it applies to.

    It turns a verdict only when a fact is known to fail it. `rule` is the scope rule that proves it.
    exception: as in a scope rule. everywhere: applies to every rule but those of the workloads in `not_for`; otherwise only to
    rules that name it.
    """

    id: Id
    when: str
    exception: str | None = None
    text: str
    instead: str = ""
    rule: Id
    everywhere: bool = False
    not_for: tuple[Id, ...] = ()


class ModeRule(Strict):
    """What the programme says about a mode of help: the rule that decides when a question asks for it."""

    mode: Literal["hands_on", "on_site", "migration_service"]
    words: tuple[str, ...]
    rule: Id


class PackManifest(Strict):
    """`pack.toml`: everything about the programme except its records.

    undescribed: products near the programme's own, of which its sources say nothing: only a record that names one answers for it.
    programme_party: the party that gives what is in scope. default_owner: who does what the programme does not and no rule names.
    """

    name: Id
    title: str
    programme: str
    version: str
    extends: str | None = None
    source_root: str | None = None
    programme_party: Id | None = None
    default_owner: Id | None = None
    starters: tuple[str, ...] = ()
    contact: str = ""
    parties: tuple[Party, ...] = ()
    phases: tuple[Phase, ...] = ()
    facts: tuple[FactSpec, ...] = ()
    workloads: tuple[Workload, ...] = ()
    undescribed: tuple[str, ...] = ()
    glossary: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    indexed: tuple[Indexed, ...] = ()
    statements: tuple[Statement, ...] = ()
    referrals: tuple[Referral, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    gates: tuple[Gate, ...] = ()
    modes: tuple[ModeRule, ...] = ()

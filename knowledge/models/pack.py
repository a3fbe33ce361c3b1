"""What a pack declares about its programme: parties, facts, workloads, sources, and how sources are read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from knowledge.models.base import Id, Pattern, Strict

CoverageName = Literal["entitled", "funded", "value_added", "customer", "excluded"]
ModeName = Literal["guidance", "hands_on", "on_site", "migration_service"]


class Role(StrEnum):
    """Who is asking."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    SPECIALIST = "specialist"


class Party(Strict):
    """Who can own a task. `words` name it in a question; `roles` are the askers who mean it when they say "we"."""

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
    words: tuple[str, ...] = ()
    workload: Id | None = None


class FactSpec(Strict):
    """Something that can be known about an engagement.

    An `integer` is read from a question only beside one of its `units`; a `choice` by the words of its options;
    a `boolean` by `yes_words` and `no_words`, or by a date behind one of `dated_by`, yes where it lies before the day `before`.
    `question` asks a person for it.
    multiples: other units by how many of the fact one of them is: a week is seven days.
    lead_ins: words before a number that stands alone, without a unit, that make it this fact ("there are 230").
    separable: the number counts things that can be taken one by one, so that a limit still leaves the part up to it in scope.
    """

    id: Id
    label: str
    type: Literal["integer", "choice", "boolean"]
    question: str
    units: tuple[str, ...] = ()
    multiples: dict[str, int] = Field(default_factory=dict)
    lead_ins: tuple[str, ...] = ()
    separable: bool = False
    options: tuple[Option, ...] = ()
    yes_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    dated_by: tuple[str, ...] = ()
    before: date | None = None

    @model_validator(mode="after")
    def _options_fit_type(self) -> FactSpec:
        if (self.type == "choice") != bool(self.options):
            raise ValueError("a choice fact needs options, and only a choice fact has them")
        if self.type == "integer" and not self.units:
            raise ValueError("an integer fact needs units: numbers are read by their unit")
        if bool(self.dated_by) != (self.before is not None) or (self.before is not None and self.type != "boolean"):
            raise ValueError("a fact that a date tells is a boolean, and has both dated_by (words before the date) and before (the day)")
        return self


class Workload(Strict):
    """A product, capability or source platform of the programme. `words` are its other names, old and new.

    `family` groups workloads that answer for one another when nothing more specific is known (id of a workload).
    A `segment` is a variant of the programme: its records answer only a question that names it.
    """

    id: Id
    name: str
    words: tuple[str, ...] = ()
    family: Id | None = None
    kind: Literal["product", "source_platform", "theme", "segment"] = "product"


class Term(Strict):
    """A glossary entry: `words` are other ways to write `term`; a question is expanded with the term."""

    term: str
    words: tuple[str, ...] = ()
    meaning: str = ""


class Reading(Strict):
    """How one part of a source becomes records. The first reading that fits a list item wins.

    It fits where all of these hold; one left out fits everywhere:
    under: words that must all stand in the heading path. column: the header of the table column, its beginning is enough.
    lead: a pattern in the paragraph or bold line that introduces the list. within: a pattern in the item that it stands under.
    text: a pattern in the item's own words. paragraphs: whether paragraphs are taken as well, not list items alone.

    as_: what each item becomes. subject: how a rule's subject reads, `{item}` is the item,
    or what a group `item` of `text` holds. workloads: what the headings leave unsaid.
    alone: whether its clause leaves out the item that it stands under, for lists that are nested wrongly.
    gates: the programme-wide conditions beneath its rules and tasks.
    phase_column, workload_column: columns of the same row that say the phase and the workload, where no heading does.
    """

    under: tuple[str, ...] = ()
    column: str | None = None
    lead: Pattern | None = None
    within: Pattern | None = None
    text: Pattern | None = None
    paragraphs: bool = False
    as_: Literal["task", "rule", "passage", "ignore"] = Field(alias="as")
    alone: bool = False
    subject: str = "{item}"
    party: Id | None = None
    raci: Literal["responsible", "accountable", "consulted", "informed"] = "responsible"
    phase: Id | None = None
    coverage: CoverageName | None = None
    mode: ModeName | None = None
    provider: Id | None = None
    gates: tuple[Id, ...] = ()
    workloads: tuple[Id, ...] = ()
    phase_column: str | None = None
    workload_column: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Reading:
        if self.as_ == "task" and self.party is None:
            raise ValueError('a reading as "task" needs a party')
        if self.as_ == "rule" and self.coverage is None:
            raise ValueError('a reading as "rule" needs a coverage')
        if "{item}" not in self.subject:
            raise ValueError("subject must hold {item}, the words of the list item")
        return self


class Statement(Strict):
    """A wording that turns a sentence of running text, a note or an item that no reading makes a rule into a rule.

    words: patterns, any of them fits; a group `subject` in one says what the rule is about, otherwise the sentence does.
    under, column: as in a reading. when, when_text, otherwise: the rule's own condition.
    """

    words: tuple[Pattern, ...]
    coverage: CoverageName
    under: tuple[str, ...] = ()
    column: str | None = None
    mode: ModeName | None = None
    provider: Id | None = None
    gates: tuple[Id, ...] = ()
    workloads: tuple[Id, ...] = ()
    when: str | None = None
    when_text: str = ""
    otherwise: CoverageName = "excluded"


class Referral(Strict):
    """A wording that names who does what the programme leaves out: the provider of the excluded rules of its own paragraph,
    or, standing alone, of those before it in the same table cell or section."""

    words: tuple[Pattern, ...]
    provider: Id


class Qualifier(Strict):
    """A limit in a clause, such as "up to 10 sites", read into a condition.

    pattern: finds it; its group `value` holds the number, or the words of a choice. fact, operator: what the value is held against.
    Without a fact nothing declared can settle the limit: its words become a qualifier of the rule.
    values: the options (or the number) that words in the value mean. text: how the condition reads; `{value}`, `{found}` are its words.
    """

    pattern: Pattern
    fact: Id | None = None
    operator: Literal["<", "<=", "==", ">=", ">", "in", "not in"] = "<="
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    text: str = "{found}"

    @model_validator(mode="after")
    def _complete(self) -> Qualifier:
        if self.fact is not None and "(?P<value>" not in self.pattern:
            raise ValueError("a qualifier of a fact needs a group (?P<value>...) in its pattern")
        if self.operator in ("in", "not in") and self.fact is not None and not self.values:
            raise ValueError('the operators "in" and "not in" need values: the words and the options they mean')
        return self


class Matrix(Strict):
    """How a RACI matrix (parties as columns, R/A/C/I in the cells) is read: header text → party id.

    phase: where neither the phase column nor a row that stands alone names one.
    """

    task_column: str
    phase_column: str | None = None
    workload_column: str | None = None
    phase: Id | None = None
    parties: dict[str, Id]


class Indexed(Strict):
    """How a source's own document is read when a source root holds it: `path` below the root, its readings in order.

    workload: what the whole document speaks of, besides what its headings say.
    """

    source: Id
    path: str
    workload: Id | None = None
    readings: tuple[Reading, ...] = ()
    statements: tuple[Statement, ...] = ()
    matrix: Matrix | None = None


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

    programme_party: the party that gives what is in scope. default_owner: who does what the programme does not and no rule names.
    """

    name: Id
    title: str
    programme: str
    version: str
    description: str
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
    glossary: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    indexed: tuple[Indexed, ...] = ()
    statements: tuple[Statement, ...] = ()
    referrals: tuple[Referral, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    gates: tuple[Gate, ...] = ()
    modes: tuple[ModeRule, ...] = ()

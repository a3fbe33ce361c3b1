"""What a pack declares about reading its documents: how lists, sentences, limits and matrices become records."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from knowledge.models.base import Id, Pattern, Strict

CoverageName = Literal["entitled", "funded", "value_added", "customer", "excluded"]
ModeName = Literal["guidance", "hands_on", "on_site", "migration_service"]


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

    pattern: finds it; its group `value` holds the number, or the words of a choice. fact, operator: what the value is held against;
    "is" takes a yes-or-no fact, and no value.
    Without a fact nothing declared can settle the limit: its words become a qualifier of the rule.
    values: the options (or the number) that words in the value mean. text: how the condition reads; `{value}`, `{found}` are its words.
    """

    pattern: Pattern
    fact: Id | None = None
    operator: Literal["<", "<=", "==", ">=", ">", "in", "not in", "is"] = "<="
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    text: str = "{found}"

    @model_validator(mode="after")
    def _complete(self) -> Qualifier:
        if self.fact is not None and self.operator != "is" and "(?P<value>" not in self.pattern:
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

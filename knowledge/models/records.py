"""What the index holds: scope rules, tasks, milestones, resources and passages, each with its citation."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from knowledge.models.base import Id, Strict


class Coverage(StrEnum):
    """What help a scope rule gives."""

    ENTITLED = "entitled"  # travels with the licences
    FUNDED = "funded"  # partner work that the vendor pays for; conditional, expires
    VALUE_ADDED = "value_added"  # the partner charges
    CUSTOMER = "customer"  # the customer does it
    EXCLUDED = "excluded"  # nobody in the programme does it

    @property
    def in_scope(self) -> bool:
        """Whether the programme itself gives this help."""
        return self in (Coverage.ENTITLED, Coverage.FUNDED)


class Mode(StrEnum):
    """The kind of help a rule speaks of or a question asks for."""

    GUIDANCE = "guidance"
    HANDS_ON = "hands_on"
    ON_SITE = "on_site"
    MIGRATION_SERVICE = "migration_service"


class Raci(StrEnum):
    """The party's part in a task."""

    RESPONSIBLE = "responsible"
    ACCOUNTABLE = "accountable"
    CONSULTED = "consulted"
    INFORMED = "informed"


class Citation(Strict):
    """Where a record stands: the source's id, the heading path, and the lines (first, last; from 1) where known."""

    source: Id
    heading: tuple[str, ...] = ()
    lines: tuple[int, int] | None = None


class _Record(Strict):
    """What every record has. `workloads` are ids.

    phrases: other ways to ask for it. asked: questions that it is proven to answer, each one more way to find it.
    """

    id: Id
    citation: Citation
    workloads: tuple[Id, ...] = ()
    phrases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class _Limited(_Record):
    """What a record that says what is done may be limited by.

    when: a condition of its own; unknown makes the verdict conditional. when_text: the same in words.
    exception: a condition that admits what `when` refuses; it counts only where its facts are known, and is never asked for.
    qualifiers: limits in its words that no declared fact can settle; they make the verdict conditional.
    """

    when: str | None = None
    when_text: str = ""
    exception: str | None = None
    qualifiers: tuple[str, ...] = ()


class ScopeRule(_Limited):
    """A clause that says what help a subject gets; where its condition is not met, `otherwise` is what it gives.

    gates: ids of the pack's gates that apply beneath.
    provider: the party that does it when the programme does not; where there is no condition, who does it at all.
    general: a rule of the whole programme, which any more specific rule overrides.
    overview: a rule of its workload as a whole, which answers what names that and no more.
    """

    type: Literal["rule"] = "rule"
    subject: str
    clause: str
    coverage: Coverage
    otherwise: Coverage = Coverage.EXCLUDED
    instead: str = ""
    gates: tuple[Id, ...] = ()
    mode: Mode | None = None
    provider: Id | None = None
    general: bool = False
    overview: bool = False


class Task(_Limited):
    """A row of a responsibility table. `within` is the list item or sentence that it stands under; gates as in a rule.

    jointly: the parties that do it together with `party`, each as much.
    """

    type: Literal["task"] = "task"
    phase: Id
    party: Id
    raci: Raci = Raci.RESPONSIBLE
    text: str
    within: str = ""
    gates: tuple[Id, ...] = ()
    jointly: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _parties_differ(self) -> Task:
        if len(set(self.parties)) < len(self.parties):
            raise ValueError("jointly names who does it together with the party: name each once, and not the party itself")
        return self

    @property
    def parties(self) -> tuple[Id, ...]:
        """Whoever does it."""
        return (self.party, *self.jointly)


class Milestone(_Record):
    """A meeting or step of an engagement. duration_min in minutes; rhythm of a repeated meeting."""

    type: Literal["milestone"] = "milestone"
    name: str
    purpose: str
    phase: Id | None = None
    duration_min: int | None = Field(default=None, gt=0)
    rhythm: tuple[Literal["weekly", "biweekly", "monthly"], ...] = ()
    organiser: Id | None = None
    optional: bool = False


class ResourceKind(StrEnum):
    """What a resource is."""

    GUIDE = "guide"
    CHECKLIST = "checklist"
    TEMPLATE = "template"
    TRAINING = "training"
    VIDEO = "video"
    TOOL = "tool"
    CASE_STUDY = "case_study"
    COMMUNITY = "community"
    FORM = "form"
    REFERENCE = "reference"


class Resource(_Record):
    """An item of the resource library. stage: Envision, Onboard or Drive Value."""

    type: Literal["resource"] = "resource"
    title: str
    summary: str
    products: tuple[str, ...] = ()
    stage: Literal["envision", "onboard", "drive_value"] | None = None
    kind: ResourceKind
    url: str | None = None


class Passage(_Record):
    """A stretch of text: a curated fact, or a chunk of an indexed document."""

    type: Literal["passage"] = "passage"
    text: str
    topic: str = ""


Record = Annotated[ScopeRule | Task | Milestone | Resource | Passage, Field(discriminator="type")]


class RecordFile(Strict):
    """A curated record file of a pack: any TOML file beside `pack.toml`.

    phrases: further ways to ask for a record, by its docid; also for those that are read from the pack's documents.
    """

    rules: tuple[ScopeRule, ...] = ()
    tasks: tuple[Task, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    resources: tuple[Resource, ...] = ()
    passages: tuple[Passage, ...] = ()
    phrases: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @property
    def records(self) -> tuple[ScopeRule | Task | Milestone | Resource | Passage, ...]:
        """All records of the file, in its order."""
        return (*self.rules, *self.tasks, *self.milestones, *self.resources, *self.passages)

    @model_validator(mode="after")
    def _not_empty(self) -> RecordFile:
        if not self.records and not self.phrases:
            raise ValueError(
                "the file holds no record; remove it or add [[rules]], [[tasks]], [[milestones]], [[resources]], [[passages]] or [phrases]"
            )
        return self

"""What people get, as values; `bot.teams` makes cards and messages of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.checkpoints.checkpoint import Checkpoint
from bot.checkpoints.prompting import Prompt
from bot.checkpoints.recurrence import Preview
from bot.checkpoints.schedule import Schedule
from bot.conversation.events import Person, Scope
from bot.conversation.submissions import PlanByForm
from bot.engagements.engagement import Engagement
from bot.engagements.naming import Named
from bot.engagements.roster import Member
from knowledge.answers import Abstain, Clarify, Guidance, Ownership, Smalltalk, Verdict
from knowledge.models import Role


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence of the catalogue, by its key and the values that fill it."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer to `question`, asked after `history` (oldest first).

    restate: the question was not typed, so it is shown. notices: what was wrong with a form's values.
    people: whom the roster names for the owners. said_by: where the facts come from that the team had told before.
    """

    answer: Verdict | Ownership | Guidance | Clarify | Abstain | Smalltalk
    question: str
    history: tuple[str, ...] = ()
    restate: bool = False
    notices: tuple[Said, ...] = ()
    people: tuple[Named, ...] = ()
    said_by: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Helped:
    """What the bot can be asked, with questions to start from. role: who the person is taken to be."""

    starters: tuple[str, ...]
    role: Role


@dataclass(frozen=True, kw_only=True)
class Welcomed:
    """The first post in a conversation. installer: who brought the bot there."""

    scope: Scope
    installer: Person
    starters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Result:
    """A search result: what the list shows, and the answer whose card is inserted."""

    title: str
    text: str
    answer: Verdict | Ownership | Guidance


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Search results; without any, `hint` says why."""

    results: tuple[Result, ...] = ()
    hint: Said | None = None


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Nothing is to be said."""


@dataclass(frozen=True, kw_only=True)
class SetUpForm:
    """The form that sets an engagement up, filled with what is known. notices: what was wrong with what was given."""

    customer: str = ""
    partner: str = ""
    timezone: str = ""
    country: str = ""
    start: date | None = None
    workloads: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanShown:
    """A series of checkpoints with its next dates. text: how it was asked for, for the button that saves it, "" once it is saved.

    others: the team's series that a new one may take the place of. members: who may take it over. notices: what was done just now.
    """

    schedule: Schedule
    preview: Preview
    text: str = ""
    others: tuple[Schedule, ...] = ()
    members: tuple[Member, ...] = ()
    notices: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlansShown:
    """Several series of checkpoints, to choose one of."""

    planned: tuple[PlanShown, ...]
    notices: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanForm:
    """The form that plans checkpoints. given: what was filled in, where it was wrong; notices: what was wrong with it."""

    timezone: str
    given: PlanByForm = field(default_factory=PlanByForm)
    notices: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A question that a changed fact answers differently: the outcomes in words of the catalogue."""

    question: str
    before: Said
    after: Said


@dataclass(frozen=True, kw_only=True)
class TeamShown:
    """The engagement with its schedules. members: who is in the team, for the roster. turned: earlier answers that a change turned."""

    engagement: Engagement
    planned: tuple[PlanShown, ...] = ()
    members: tuple[Member, ...] = ()
    turned: tuple[Turn, ...] = ()
    notices: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TasksShown:
    """A page of the checklist; `page` counts from 0. phase: whose tasks are shown, "" for all. members: who can be given one."""

    engagement: Engagement
    page: int = 0
    phase: str = ""
    members: tuple[Member, ...] = ()
    notices: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The card of a checkpoint, as it stands now."""

    prompt: Prompt
    notices: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MinutesShown:
    """The minutes of a checkpoint: a draft to be edited, or as they were posted."""

    checkpoint: Checkpoint
    customer: str
    text: str
    is_draft: bool
    notices: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LogShown:
    """The log of the team's checkpoints, oldest first."""

    engagement: Engagement
    checkpoints: tuple[Checkpoint, ...]


Reply = (
    Answered | Helped | Welcomed | Said | Listed | Silence | SetUpForm | PlanShown | PlansShown | PlanForm | TeamShown | TasksShown | Asked
    | MinutesShown | LogShown
)  # fmt: skip

"""What people do, as values, free of any chat platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from bot.engagements.engagement import TaskState
from bot.engagements.roster import RosterRole
from knowledge.models import Role
from knowledge.question import MAX_CHARACTERS

Question = Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]
Line = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Answered = Annotated[str, StringConstraints(max_length=4000)]


class Scope(StrEnum):
    """Where a conversation is held."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who does something: an id that holds in every conversation of the tenant. The name may be unknown.

    account: the channel's own id, by which a message mentions them. locale, timezone: what their client says, "" where it says nothing.
    """

    id: str
    tenant: str
    name: str = ""
    account: str = ""
    locale: str = ""
    timezone: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A conversation; in a channel also the thread in it, and the team that the channel belongs to."""

    scope: Scope
    conversation: str
    thread: str = ""
    team: str = ""

    @property
    def address(self) -> str:
        """One text for conversation and thread."""
        return f"{self.conversation};{self.thread}" if self.thread else self.conversation


class _Submission(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GiveFacts(_Submission):
    """A form's facts, each as typed, for the question that was held up by them. history: what was asked before it, oldest first."""

    do: Literal["facts"] = "facts"
    question: Question
    history: tuple[Question, ...] = Field(default=(), max_length=20)
    facts: dict[str, str] = Field(default_factory=dict, max_length=50)


class AskThis(_Submission):
    """A button that stands for a question."""

    do: Literal["ask"] = "ask"
    question: Question


class PickRole(_Submission):
    """A button by which people say who they are."""

    do: Literal["role"] = "role"
    role: Role


class ShowTeam(_Submission):
    """A button for the team's engagement, or the form that sets it up."""

    do: Literal["team"] = "team"


class SetUp(_Submission):
    """The form that sets an engagement up."""

    do: Literal["set_up"] = "set_up"
    customer: Line = ""
    partner: Line = ""
    timezone: Line = ""
    start: date | None = None
    country: Annotated[str, StringConstraints(max_length=10)] = ""
    facts: dict[str, str] = Field(default_factory=dict, max_length=50)


class SetFacts(_Submission):
    """The form of the engagement's facts, each as typed; a blank one stays as it was."""

    do: Literal["set_facts"] = "set_facts"
    facts: dict[str, str] = Field(default_factory=dict, max_length=50)


class SetRole(_Submission):
    """The form by which a person of the team gets a role on the roster. person: the directory's id."""

    do: Literal["set_role"] = "set_role"
    role: RosterRole
    person: Line = ""


class SetTask(_Submission):
    """The button or form by which a task of the checklist is done, open again, or not needed."""

    do: Literal["set_task"] = "set_task"
    task: Line
    state: TaskState
    page: int = Field(default=0, ge=0, le=1000)


class ShowTasks(_Submission):
    """A button for a page of the checklist."""

    do: Literal["tasks"] = "tasks"
    page: int = Field(default=0, ge=0, le=1000)


class Plan(_Submission):
    """Checkpoints as asked for in `text`: previewed, or saved."""

    do: Literal["plan"] = "plan"
    text: Annotated[str, StringConstraints(max_length=400)]
    save: bool = False


class Change(_Submission):
    """A button that changes a schedule. on: the original local start that is meant, or the day."""

    do: Literal["change"] = "change"
    schedule: Line
    what: Literal["skip", "pause", "resume", "end", "undo"]
    on: Line = ""


class AnswerCheckpoint(_Submission):
    """A person's answers on a checkpoint's card."""

    do: Literal["answer"] = "answer"
    checkpoint: Line
    done: Answered = ""
    blockers: Answered = ""
    next_steps: Answered = ""


class WriteMinutes(_Submission):
    """The button for the minutes of a checkpoint, and the form that closes it with them."""

    do: Literal["minutes"] = "minutes"
    checkpoint: Line
    minutes: Annotated[str, StringConstraints(max_length=20_000)] = ""


ToTeam = ShowTeam | SetUp | SetFacts | SetRole | SetTask | ShowTasks | Plan | Change | AnswerCheckpoint | WriteMinutes
Submitted = GiveFacts | AskThis | PickRole | ToTeam
SUBMISSION: TypeAdapter[Submitted] = TypeAdapter(Annotated[Submitted, Field(discriminator="do")])


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A button or form whose content this version does not know, such as one of an old card."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something said: `text` without the bot's mention, or a card's `submitted` values."""

    person: Person
    place: Place
    text: str = ""
    submitted: Submitted | Unreadable | None = None


@dataclass(frozen=True, kw_only=True)
class Rating:
    """A thumb on a message of the bot's. message_id is None when the client does not say which one."""

    person: Person
    place: Place
    reaction: Literal["like", "dislike"]
    message_id: str | None = None
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Search:
    """Words looked up from the compose box. skip, count: which of the results to give."""

    person: Person
    place: Place
    query: str = ""
    skip: int = 0
    count: int = 25


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """The bot has come to a conversation; `person` brought it there."""

    person: Person
    place: Place


Event = Message | Rating | Search | Arrival

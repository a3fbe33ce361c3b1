"""What people do, as values, free of any chat platform."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from knowledge.models import Role
from knowledge.question import MAX_CHARACTERS

Question = Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]


class Scope(StrEnum):
    """Where a conversation is held."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who does something: an id that holds in every conversation of the tenant. The name may be unknown."""

    id: str
    tenant: str
    name: str = ""


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


Submission = Annotated[GiveFacts | AskThis | PickRole, Field(discriminator="do")]
SUBMISSION: TypeAdapter[GiveFacts | AskThis | PickRole] = TypeAdapter(Submission)


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A button or form whose content this version does not know, such as one of an old card."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something said: `text` without the bot's mention, or a card's `submitted` values."""

    person: Person
    place: Place
    text: str = ""
    submitted: GiveFacts | AskThis | PickRole | Unreadable | None = None


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

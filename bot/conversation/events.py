"""What people do, as values, free of any chat platform."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.conversation.submissions import Submitted


class Scope(StrEnum):
    """Where a conversation is held."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who does something: an id that holds in every conversation of the tenant. The name may be unknown.

    account: the channel's own id, by which a message mentions them. locale, timezone, country: what their client says, "" where it says
    nothing.
    """

    id: str
    tenant: str
    name: str = ""
    account: str = ""
    locale: str = ""
    timezone: str = ""
    country: str = ""


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

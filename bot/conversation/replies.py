"""What people get, as values; `bot.teams` makes cards and messages of them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.events import Person, Scope
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
    """

    answer: Verdict | Ownership | Guidance | Clarify | Abstain | Smalltalk
    question: str
    history: tuple[str, ...] = ()
    restate: bool = False
    notices: tuple[Said, ...] = ()


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


Reply = Answered | Helped | Welcomed | Said | Listed | Silence

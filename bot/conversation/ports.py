"""What the conversation asks of the outside; `bot.app` fills these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from bot.checkpoints.prompting import Prompt
from bot.conversation.events import Person, Place
from bot.engagements.roster import Member
from knowledge.answers import Abstain, Clarify, Guidance, Ownership, Smalltalk, Verdict
from knowledge.conditions import FactValue
from knowledge.desk import Context
from knowledge.models import Role


class Asks(Protocol):
    """Answers a question without holding up the event loop."""

    async def ask(self, question: str, context: Context) -> Verdict | Ownership | Guidance | Clarify | Abstain | Smalltalk:
        """The answer to `question`."""

    async def search(self, text: str, context: Context, *, k: int) -> Guidance:
        """The k records that speak most of `text`, best first; nothing is decided."""


@dataclass(frozen=True, kw_only=True)
class Recollection:
    """What is remembered of one person in one thread: earlier questions, oldest first, and facts given on forms."""

    questions: tuple[str, ...] = ()
    facts: Mapping[str, FactValue] = field(default_factory=dict)


class Memory(Protocol):
    """Remembers people's threads for a while, and who they are."""

    async def recall(self, person: Person, place: Place) -> Recollection:
        """What is remembered; empty when nothing is, or not any more."""

    async def remember(self, person: Person, place: Place, recollection: Recollection) -> None:
        """Remember `recollection` in place of what was remembered before."""

    async def forget(self, person: Person, place: Place) -> None:
        """Forget the thread's questions and facts, but not who the person is. Raises StoreUnavailable."""

    async def role(self, person: Person) -> Role | None:
        """Who the person has said to be."""

    async def set_role(self, person: Person, role: Role) -> None:
        """Remember who the person has said to be. Raises StoreUnavailable."""


class TeamRoster(Protocol):
    """Who is in a team, as the channel knows it."""

    async def members(self, tenant: str, conversation: str) -> tuple[Member, ...]:
        """The people of the conversation's team; none when the channel does not tell."""

    async def team_name(self, tenant: str, conversation: str) -> str:
        """What the conversation's team is called; "" when it has none, or the channel does not tell."""


class Cards(Protocol):
    """The checkpoint cards that were posted."""

    async def renew(self, prompt: Prompt) -> None:
        """Show `prompt` where its card stands, as far as that can be done."""


@dataclass(frozen=True, kw_only=True)
class AnswerGiven:
    """An answer as sent: which message, to what question, of what kind, resting on which records (docids).

    activity_id: the question's own, as the channel gives it. team, person: where and for whom, "" where there is no team.
    verdict: of an answer on scope.
    """

    tenant: str
    conversation: str
    message_id: str
    at: datetime
    question: str
    kind: str
    docids: tuple[str, ...] = ()
    team: str = ""
    person: str = ""
    verdict: str = ""
    activity_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Rated:
    """A rating as stored. message_id is None when neither the client nor the conversation tells which answer was rated."""

    tenant: str
    conversation: str
    message_id: str | None
    person: str
    at: datetime
    reaction: Literal["like", "dislike"]
    comment: str = ""


class FeedbackStore(Protocol):
    """Keeps answers given and what people thought of them. Every method raises StoreUnavailable when it cannot."""

    async def keep(self, given: AnswerGiven) -> None:
        """Keep an answer; one that was updated in place takes the place of the earlier one with its message id."""

    async def answered(self, tenant: str, conversation: str, activity_id: str) -> bool:
        """Whether an answer to the channel's activity is kept."""

    async def rate(self, rated: Rated) -> None:
        """Store a rating; a person's later rating of the same message replaces the earlier one.

        One without a message id goes to the latest answer of its conversation, when there is one.
        """

    async def ratings(self) -> list[tuple[Rated, AnswerGiven | None]]:
        """All ratings, oldest first, each with the answer it is of when that is still kept."""

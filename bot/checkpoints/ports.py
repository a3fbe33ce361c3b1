"""What checkpoints and the conversation ask of the storage: one unit of work, bound to a team; `bot.storage` fills it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.checkpoints.checkpoint import Checkpoint
from bot.checkpoints.schedule import Schedule
from bot.delivery.ledger import Ledger
from bot.engagements.engagement import Engagement
from bot.engagements.scope import TeamScope


class Engagements(Protocol):
    """The engagement of the work's team."""

    async def get(self) -> Engagement | None:
        """The engagement, when one is set up."""

    async def save(self, engagement: Engagement) -> Engagement:
        """Store it; the one stored, with its new version. Raises Stale when it was changed since it was read."""


class Schedules(Protocol):
    """The schedules of the work's team."""

    async def get(self, id: str) -> Schedule | None:  # noqa: A002  # the field's name
        """The schedule, when the team has it."""

    async def all(self) -> list[Schedule]:
        """All of the team's, by the time at which each starts."""

    async def save(self, schedule: Schedule) -> Schedule:
        """Store it; the one stored, with its new version. Raises Stale when it was changed since it was read."""


class Checkpoints(Protocol):
    """The checkpoints of the work's team."""

    async def get(self, id: str) -> Checkpoint | None:  # noqa: A002  # the field's name
        """The checkpoint, when the team has it."""

    async def all(self, *, schedule: str | None = None) -> list[Checkpoint]:
        """The team's, or those of one schedule, by start."""

    async def save(self, checkpoint: Checkpoint) -> Checkpoint:
        """Store it; the one stored, with its new version. Raises Stale when it was changed since it was read."""


@dataclass(frozen=True, kw_only=True)
class Audited:
    """A line of the audit table: who did what to what, and how it ended ("done", "refused", "sent", …). Nothing of a message's text."""

    at: datetime
    actor: str
    action: str
    subject: str
    outcome: str
    details: Mapping[str, str]


class Audit(Protocol):
    """The append-only audit table of the work's team."""

    async def add(self, line: Audited) -> None:
        """Append a line."""

    async def lines(self) -> list[Audited]:
        """All lines, oldest first."""


@dataclass(frozen=True, kw_only=True)
class AnswerLogged:
    """An answer given in the team, so that a changed fact can tell which earlier verdict turns, and the agenda what stayed unanswered."""

    at: datetime
    person: str
    question: str
    kind: str
    verdict: str = ""
    message_id: str = ""


class Answers(Protocol):
    """The answers given in the work's team."""

    async def since(self, at: datetime) -> list[AnswerLogged]:
        """Those given from `at` on, oldest first."""


class Work(Protocol):
    """One transaction bound to one team. All that is written stands or falls together, ledger rows with their wake-ups included."""

    @property
    def scope(self) -> TeamScope:
        """The team."""

    @property
    def engagements(self) -> Engagements:
        """Its engagement."""

    @property
    def schedules(self) -> Schedules:
        """Its schedules."""

    @property
    def checkpoints(self) -> Checkpoints:
        """Its checkpoints."""

    @property
    def ledger(self) -> Ledger:
        """What it is owed."""

    @property
    def audit(self) -> Audit:
        """What was done in it, and what was refused."""

    @property
    def answers(self) -> Answers:
        """What was answered in it."""


class Works(Protocol):
    """Opens units of work."""

    def __call__(self, scope: TeamScope, *, reads: bool = False) -> AbstractAsyncContextManager[Work]:
        """A unit of work on `scope`'s team: committed when left well, rolled back when left by an error. Raises StoreUnavailable.

        reads: it writes nothing, so it need not wait for others who do.
        Works do not nest: an inner one would wait for the outer one to end.
        """

    async def scopes(self) -> list[TeamScope]:
        """The teams that have an engagement, for what runs over all of them. Raises StoreUnavailable."""

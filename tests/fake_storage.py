"""Fakes of the storage: all in memory. To be had from `tests.fakes`."""

# ruff: noqa: A002  # the ports' arguments are named `id`

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from bot.checkpoints.checkpoint import Checkpoint
from bot.checkpoints.ports import AnswerLogged, Audited
from bot.checkpoints.schedule import Schedule
from bot.conversation.ports import AnswerGiven, Rated
from bot.delivery.ledger import Owed
from bot.engagements.engagement import Engagement
from bot.engagements.scope import TeamScope
from bot.errors import Stale, StoreUnavailable
from tests.fake_ledger import HeldDeliveries, HeldLedger, Rows

A = TypeVar("A", Engagement, Schedule, Checkpoint)


class HeldFeedback:
    """A FeedbackStore in memory. answers: those kept."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str, str], AnswerGiven] = {}
        self._ratings: dict[tuple[str, str, str | None, str], Rated] = {}

    async def keep(self, given: AnswerGiven) -> None:
        """Keep an answer."""
        self.answers[given.tenant, given.conversation, given.message_id] = given

    async def answered(self, tenant: str, conversation: str, activity_id: str) -> bool:
        """Whether an answer to the channel's activity is kept."""
        return any((one.tenant, one.conversation, one.activity_id) == (tenant, conversation, activity_id) for one in self.answers.values())

    async def rate(self, rated: Rated) -> None:
        """Store a rating."""
        here = [one for one in self.answers.values() if (one.tenant, one.conversation) == (rated.tenant, rated.conversation)]
        if rated.message_id is None and here:
            rated = replace(rated, message_id=max(here, key=lambda one: one.at).message_id)
        self._ratings[rated.tenant, rated.conversation, rated.message_id, rated.person] = rated

    async def ratings(self) -> list[tuple[Rated, AnswerGiven | None]]:
        """All ratings, oldest first, each with its answer."""
        ordered = sorted(self._ratings.values(), key=lambda one: one.at)
        return [(one, self.answers.get((one.tenant, one.conversation, one.message_id or ""))) for one in ordered]


@dataclass(kw_only=True)
class _Held:
    """What FakeWorks holds, as committed."""

    engagements: dict[tuple[TeamScope, str], Engagement] = field(default_factory=dict)
    schedules: dict[tuple[TeamScope, str], Schedule] = field(default_factory=dict)
    checkpoints: dict[tuple[TeamScope, str], Checkpoint] = field(default_factory=dict)
    owed: dict[str, Owed] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    audited: list[tuple[TeamScope, Audited]] = field(default_factory=list)

    @property
    def rows(self) -> Rows:
        """The ledger."""
        return Rows(owed=self.owed, moments=self.moments)

    def copy(self) -> "_Held":
        """The same, to be changed by itself."""
        return _Held(**{one.name: copy(getattr(self, one.name)) for one in fields(self)})


class _Shelf(Generic[A]):
    """The aggregates of one kind that a team has."""

    def __init__(self, scope: TeamScope, held: dict[tuple[TeamScope, str], A]) -> None:
        self._scope = scope
        self._held: dict[tuple[TeamScope, str], A] = held

    async def get(self, id: str) -> A | None:
        return self._held.get((self._scope, id))

    async def save(self, aggregate: A) -> A:
        if aggregate.scope != self._scope:
            raise ValueError(f"{aggregate.id} belongs to another team")
        there = self._held.get((self._scope, aggregate.id))
        if (there.version if there else 0) != aggregate.version:
            raise Stale(f"{aggregate.id} was changed by someone else meanwhile")
        stored = replace(aggregate, version=aggregate.version + 1)
        self._held[self._scope, aggregate.id] = stored
        return stored

    async def _of_team(self) -> list[A]:
        return [one for (scope, _), one in self._held.items() if scope == self._scope]


class _HeldEngagements(_Shelf[Engagement]):
    async def get(self) -> Engagement | None:  # type: ignore[override]  # a team has one
        return next(iter(await self._of_team()), None)

    async def save(self, aggregate: Engagement) -> Engagement:
        there = await self.get()
        if there is not None and there.id != aggregate.id:
            raise Stale(f"{aggregate.id}: the team has an engagement already")
        return await super().save(aggregate)


class _HeldSchedules(_Shelf[Schedule]):
    async def all(self) -> list[Schedule]:
        return sorted(await self._of_team(), key=lambda one: (one.starts, one.id))


class _HeldCheckpoints(_Shelf[Checkpoint]):
    async def all(self, *, schedule: str | None = None) -> list[Checkpoint]:
        found = [one for one in await self._of_team() if schedule is None or one.schedule == schedule]
        return sorted(found, key=lambda one: (one.start, one.id))


class _HeldAudit:
    def __init__(self, scope: TeamScope, held: _Held) -> None:
        self._scope, self._held = scope, held

    async def add(self, line: Audited) -> None:
        self._held.audited.append((self._scope, line))

    async def lines(self) -> list[Audited]:
        return [line for scope, line in self._held.audited if scope == self._scope]


class _HeldAnswers:
    def __init__(self, scope: TeamScope, given: Mapping[Any, AnswerGiven]) -> None:
        self._scope, self._given = scope, given

    async def since(self, at: datetime) -> list[AnswerLogged]:
        here = [one for one in self._given.values() if (one.tenant, one.team) == (self._scope.tenant, self._scope.team) and one.at >= at]
        return [
            AnswerLogged(at=one.at, person=one.person, question=one.question, kind=one.kind, verdict=one.verdict, message_id=one.message_id)
            for one in sorted(here, key=lambda one: one.at)
        ]


@dataclass(kw_only=True)
class FakeWork:
    """A unit of work in memory."""

    scope: TeamScope
    engagements: _HeldEngagements
    schedules: _HeldSchedules
    checkpoints: _HeldCheckpoints
    ledger: HeldLedger
    audit: _HeldAudit
    answers: _HeldAnswers


class FakeWorks:
    """Works in memory. woken: the wake-ups that were committed, oldest first; deliveries: the same ledger as its sender sees it.

    fault: what every unit of work fails with, when there is one. feedback: where the answers of `work.answers` come from.
    """

    def __init__(self, feedback: HeldFeedback | None = None) -> None:
        self._held, self._turn = _Held(), asyncio.Lock()
        self.feedback = feedback or HeldFeedback()
        self.woken: list[Owed] = []
        self.fault: Exception | None = None
        self.deliveries = HeldDeliveries(self._owing)

    @asynccontextmanager
    async def __call__(self, scope: TeamScope, *, reads: bool = False) -> AsyncIterator[FakeWork]:
        """A unit of work: committed when left well, rolled back when left by an error."""
        async with self._changing() as (held, woken):
            yield FakeWork(
                scope=scope,
                engagements=_HeldEngagements(scope, held.engagements),
                schedules=_HeldSchedules(scope, held.schedules),
                checkpoints=_HeldCheckpoints(scope, held.checkpoints),
                ledger=HeldLedger(scope, held.rows, woken),
                audit=_HeldAudit(scope, held),
                answers=_HeldAnswers(scope, self.feedback.answers),
            )

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[_Held, list[Owed]]]:
        """What is held and a list of wake-ups, both taken over when left well; one at a time, as a database's writers."""
        try:
            async with asyncio.timeout(5):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreUnavailable("a unit of work was opened inside another one") from None
        try:
            if self.fault is not None:
                raise self.fault
            held, woken = self._held.copy(), list[Owed]()
            yield held, woken
            self._held = held
            self.woken += woken
        finally:
            self._turn.release()

    @asynccontextmanager
    async def _owing(self) -> AsyncIterator[tuple[Rows, list[Owed]]]:
        async with self._changing() as (held, woken):
            yield held.rows, woken

    async def scopes(self) -> list[TeamScope]:
        """The teams that have an engagement."""
        return sorted({scope for scope, _ in self._held.engagements}, key=lambda scope: (scope.tenant, scope.team))

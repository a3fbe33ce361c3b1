"""Engagements, schedules and checkpoints, each stored as a whole and found within one team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkpoints.checkpoint import Checkpoint
from bot.checkpoints.schedule import Schedule
from bot.engagements.engagement import Engagement
from bot.engagements.scope import TeamScope
from bot.errors import Stale
from bot.storage import tables
from bot.storage.rows import add


class _Aggregate(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def scope(self) -> TeamScope: ...
    @property
    def version(self) -> int: ...


A = TypeVar("A", bound=_Aggregate)


@dataclass(frozen=True, kw_only=True)
class Shelf(Generic[A]):
    """How aggregates of one kind are kept. searched: the columns beside the document, of an aggregate."""

    table: sa.Table
    adapter: TypeAdapter[A]
    searched: Callable[[A], dict[str, Any]]


ENGAGEMENTS = Shelf(table=tables.engagements, adapter=TypeAdapter(Engagement), searched=lambda _: {})
SCHEDULES = Shelf(table=tables.schedules, adapter=TypeAdapter(Schedule), searched=lambda _: {})
CHECKPOINTS = Shelf(
    table=tables.checkpoints,
    adapter=TypeAdapter(Checkpoint),
    searched=lambda held: {"schedule": held.schedule, "start": held.start, "state": held.state.value},
)


def of_team(table: sa.Table, scope: TeamScope) -> sa.ColumnElement[bool]:
    """That a row of `table` belongs to `scope`'s team."""
    return (table.c.tenant == scope.tenant) & (table.c.team == scope.team)


class Aggregates(Generic[A]):
    """The aggregates of one kind that a team has."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope, shelf: Shelf[A]) -> None:
        self._connection, self._scope, self._shelf = connection, scope, shelf

    async def find(self, *conditions: sa.ColumnElement[bool], order: sa.Column[Any] | None = None) -> list[A]:
        """Those that meet `conditions`."""
        table = self._shelf.table
        query = sa.select(table.c.document, table.c.version).where(of_team(table, self._scope), *conditions)
        rows = await self._connection.execute(query if order is None else query.order_by(order, table.c.id))
        return [replace(self._shelf.adapter.validate_python(document), version=version) for document, version in rows]  # type: ignore[type-var]

    async def get(self, id: str) -> A | None:  # noqa: A002  # the field's name
        """The one with `id`, when the team has it."""
        found = await self.find(self._shelf.table.c.id == id)
        return found[0] if found else None

    async def save(self, held: A) -> A:
        """Store it; the one stored, with its new version. Raises Stale when it was changed since it was read."""
        if held.scope != self._scope:
            raise ValueError(f"{self._shelf.table.name}: {held.id} belongs to another team")
        table, stored = self._shelf.table, replace(held, version=held.version + 1)  # type: ignore[type-var]
        row = {"version": stored.version, "document": self._shelf.adapter.dump_python(stored, mode="json"), **self._shelf.searched(stored)}
        if not held.version:
            owner = {"tenant": self._scope.tenant, "team": self._scope.team, "id": held.id}
            if not await add(self._connection, table, {**owner, **row}):
                raise Stale(f"{held.id} was stored by someone else meanwhile")
            return stored
        change = sa.update(table).where(of_team(table, self._scope), table.c.id == held.id, table.c.version == held.version).values(row)
        if (await self._connection.execute(change)).rowcount != 1:
            raise Stale(f"{held.id} was changed by someone else meanwhile")
        return stored


class TeamEngagement:
    """The engagement of a team, which has one at most."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope) -> None:
        self._held = Aggregates(connection, scope, ENGAGEMENTS)

    async def get(self) -> Engagement | None:
        """The engagement, when one is set up."""
        found = await self._held.find()
        return found[0] if found else None

    async def save(self, engagement: Engagement) -> Engagement:
        """Store it; the one stored, with its new version. Raises Stale when it was changed, or another was set up, since it was read."""
        return await self._held.save(engagement)


class TeamSchedules(Aggregates[Schedule]):
    """The schedules of a team."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope) -> None:
        super().__init__(connection, scope, SCHEDULES)

    async def all(self) -> list[Schedule]:
        """All of the team's, by the time at which each starts."""
        return sorted(await self.find(), key=lambda schedule: (schedule.starts, schedule.id))


class TeamCheckpoints(Aggregates[Checkpoint]):
    """The checkpoints of a team."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope) -> None:
        super().__init__(connection, scope, CHECKPOINTS)

    async def all(self, *, schedule: str | None = None) -> list[Checkpoint]:
        """The team's, or those of one schedule, by start."""
        table = tables.checkpoints
        return await self.find(*([table.c.schedule == schedule] if schedule is not None else []), order=table.c.start)

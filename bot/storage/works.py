"""Units of work: one transaction, bound to one team."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkpoints.ports import AnswerLogged, Audited
from bot.delivery.ledger import Owed
from bot.engagements.scope import TeamScope
from bot.storage import tables
from bot.storage.aggregates import TeamCheckpoints, TeamEngagement, TeamSchedules, of_team
from bot.storage.database import Database, Wake
from bot.storage.ledger import TeamLedger


class TeamAudit:
    """The append-only audit table of a team."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope) -> None:
        self._connection, self._scope = connection, scope

    async def add(self, line: Audited) -> None:
        """Append a line."""
        owner = {"tenant": self._scope.tenant, "team": self._scope.team}
        what = {"actor": line.actor, "action": line.action, "subject": line.subject, "outcome": line.outcome, "details": dict(line.details)}
        await self._connection.execute(sa.insert(tables.audit).values(**owner, at=line.at, **what))

    async def lines(self) -> list[Audited]:
        """All lines, oldest first."""
        rows = await self._connection.execute(
            sa.select(tables.audit).where(of_team(tables.audit, self._scope)).order_by(tables.audit.c.number)
        )
        return [
            Audited(
                at=row["at"], actor=row["actor"], action=row["action"], subject=row["subject"], outcome=row["outcome"],
                details=row["details"],
            )
            for row in rows.mappings()
        ]  # fmt: skip


class TeamAnswers:
    """The answers given in a team."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope) -> None:
        self._connection, self._scope = connection, scope

    async def since(self, at: datetime) -> list[AnswerLogged]:
        """Those given from `at` on, oldest first."""
        table = tables.answers
        query = sa.select(table).where(of_team(table, self._scope), table.c.at >= at).order_by(table.c.at, table.c.number)
        return [
            AnswerLogged(
                at=row["at"], person=row["person"], question=row["question"], kind=row["kind"], verdict=row["verdict"],
                message_id=row["message_id"],
            )
            for row in (await self._connection.execute(query)).mappings()
        ]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SqlWork:
    """One transaction bound to one team. connection: for a wake-up that is to stand or fall with it."""

    scope: TeamScope
    connection: AsyncConnection
    engagements: TeamEngagement
    schedules: TeamSchedules
    checkpoints: TeamCheckpoints
    ledger: TeamLedger
    audit: TeamAudit
    answers: TeamAnswers


async def no_wake(_: AsyncConnection, __: Owed) -> None:
    """No wake-up: for whoever writes what is owed without sending it."""


class SqlWorks:
    """Opens units of work in `database`. wake: sets the wake-up of a ledger row in the same transaction."""

    def __init__(self, database: Database, *, wake: Wake = no_wake) -> None:
        self._database, self._wake = database, wake

    @asynccontextmanager
    async def __call__(self, scope: TeamScope) -> AsyncIterator[SqlWork]:
        """A unit of work on `scope`'s team: committed when left well, rolled back when left by an error. Raises StoreUnavailable."""
        async with self._database.transaction() as connection:
            yield SqlWork(
                scope=scope,
                connection=connection,
                engagements=TeamEngagement(connection, scope),
                schedules=TeamSchedules(connection, scope),
                checkpoints=TeamCheckpoints(connection, scope),
                ledger=TeamLedger(connection, scope, self._wake),
                audit=TeamAudit(connection, scope),
                answers=TeamAnswers(connection, scope),
            )

    async def scopes(self) -> list[TeamScope]:
        """The teams that have an engagement, for those who look after the service."""
        table = tables.engagements
        async with self._database.transaction() as connection:
            rows = await connection.execute(sa.select(table.c.tenant, table.c.team).order_by(table.c.tenant, table.c.team))
            return [TeamScope(tenant=tenant, team=team) for tenant, team in rows]

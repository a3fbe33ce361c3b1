"""Units of work: one transaction, bound to one team."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.ledger import Owed
from bot.engagements.scope import TeamScope
from bot.storage import tables
from bot.storage.aggregates import TeamCheckpoints, TeamEngagement, TeamSchedules
from bot.storage.answers import TeamAnswers
from bot.storage.audit import TeamAudit
from bot.storage.database import Database, Wake
from bot.storage.ledger import TeamLedger


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
    async def __call__(self, scope: TeamScope, *, reads: bool = False) -> AsyncIterator[SqlWork]:
        """A unit of work on `scope`'s team: committed when left well, rolled back when left by an error. Raises StoreUnavailable.

        reads: it writes nothing, so it need not wait for others who do.
        """
        async with self._database.transaction(reads=reads) as connection:
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
        async with self._database.transaction(reads=True) as connection:
            rows = await connection.execute(sa.select(table.c.tenant, table.c.team).order_by(table.c.tenant, table.c.team))
            return [TeamScope(tenant=tenant, team=team) for tenant, team in rows]

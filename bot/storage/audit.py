"""The append-only record of what was done, in a team."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkpoints.ports import Audited
from bot.engagements.scope import TeamScope
from bot.storage.aggregates import of_team
from bot.storage.tables import audit, audit_opened


@asynccontextmanager
async def opened(connection: AsyncConnection, reason: str) -> AsyncIterator[None]:
    """Lets lines be changed and dropped in the transaction of `connection`, by nobody else and no longer than the block lasts."""
    await connection.execute(sa.insert(audit_opened).values(reason=reason))
    yield
    await connection.execute(sa.delete(audit_opened))


class TeamAudit:
    """The append-only audit table of a team."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope) -> None:
        self._connection, self._scope = connection, scope

    async def add(self, line: Audited) -> None:
        """Append a line."""
        owner = {"tenant": self._scope.tenant, "team": self._scope.team}
        what = {"actor": line.actor, "action": line.action, "subject": line.subject, "outcome": line.outcome, "details": dict(line.details)}
        await self._connection.execute(sa.insert(audit).values(**owner, at=line.at, **what))

    async def lines(self) -> list[Audited]:
        """All lines, oldest first."""
        rows = await self._connection.execute(sa.select(audit).where(of_team(audit, self._scope)).order_by(audit.c.number))
        return [
            Audited(
                at=row["at"], actor=row["actor"], action=row["action"], subject=row["subject"], outcome=row["outcome"],
                details=row["details"],
            )
            for row in rows.mappings()
        ]  # fmt: skip

"""The ledger in the database: what a team owes, and what its sender does with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.ledger import Backlog, Delivery, Kind, Owed, Policy
from bot.engagements.scope import TeamScope
from bot.storage.aggregates import of_team
from bot.storage.database import Database, Wake
from bot.storage.tables import ledger


class TeamLedger:
    """What one team owes, inside a unit of work. wake: sets the wake-up of a row in the same transaction."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope, wake: Wake) -> None:
        self._connection, self._scope, self._wake = connection, scope, wake

    async def owe(self, owed: Owed) -> bool:
        """Owe a message and set its wake-up; False, and nothing done, when its id is owed already."""
        if owed.scope != self._scope:
            raise ValueError(f"{owed.id} belongs to another team")
        if (await self._connection.execute(sa.select(ledger.c.id).where(ledger.c.id == owed.id))).first() is not None:
            return False
        await self._connection.execute(sa.insert(ledger).values(_row(owed)))
        await self._wake(self._connection, owed)
        return True

    async def get(self, id: str) -> Owed | None:  # noqa: A002  # the field's name
        """The row, when the team has it."""
        return await _one(self._connection, of_team(ledger, self._scope) & (ledger.c.id == id))

    async def cancel(self, ids: Sequence[str], *, reason: str) -> int:
        """Take back those of `ids` that are still owed; how many they were."""
        which = of_team(ledger, self._scope) & ledger.c.id.in_(ids) & (ledger.c.state == Delivery.OWED.value)
        return await _change(self._connection, which, state=Delivery.CANCELLED, reason=reason)

    async def sent(self, id: str, *, message_id: str, at: datetime) -> None:  # noqa: A002
        """Record that a message in flight has been sent."""
        which = of_team(ledger, self._scope) & (ledger.c.id == id)
        await _change(self._connection, which, state=Delivery.SENT, message_id=message_id, sent_at=at)


class SqlDeliveries:
    """The sender's side of the ledger: each call is a transaction of its own. Every method raises StoreUnavailable."""

    def __init__(self, database: Database, wake: Wake) -> None:
        self._database, self._wake = database, wake

    async def begin(self, id: str, *, now: datetime, attempt: int) -> Owed | None:  # noqa: A002
        """The row, now marked as in flight; None when it is not owed any more, or attempt `attempt` is not its latest."""
        which = (ledger.c.id == id) & (ledger.c.state == Delivery.OWED.value) & (ledger.c.attempt == attempt)
        async with self._database.transaction() as connection:
            if not await _change(connection, which, state=Delivery.SENDING, began_at=now):
                return None
            return await _one(connection, ledger.c.id == id)

    async def get(self, id: str) -> Owed | None:  # noqa: A002
        """The row, when there is one."""
        async with self._database.transaction() as connection:
            return await _one(connection, ledger.c.id == id)

    async def settle(self, id: str, state: Delivery, *, reason: str = "") -> bool:  # noqa: A002
        """Put a row that is owed or in flight into `state`; False when it is neither."""
        open_ = ledger.c.state.in_((Delivery.OWED.value, Delivery.SENDING.value))
        async with self._database.transaction() as connection:
            return bool(await _change(connection, (ledger.c.id == id) & open_, state=state, reason=reason))

    async def overdue(self, *, now: datetime, grace_s: float, limit: int) -> list[Owed]:
        """Rows whose sender seems to have died, the longest first: owed past their due time, or in flight, for more than `grace_s`."""
        before = now - timedelta(seconds=grace_s)
        owed = (ledger.c.state == Delivery.OWED.value) & (ledger.c.due < before)
        flying = (ledger.c.state == Delivery.SENDING.value) & (ledger.c.began_at < before)
        async with self._database.transaction() as connection:
            rows = await connection.execute(sa.select(ledger).where(owed | flying).order_by(ledger.c.due).limit(limit))
            return [_owed(row) for row in rows.mappings()]

    async def rewake(self, owed: Owed) -> bool:
        """Owe a row again under its next attempt, with its wake-up in the same transaction; False when it moved on since it was read."""
        which = (ledger.c.id == owed.id) & (ledger.c.state == owed.state.value) & (ledger.c.attempt == owed.attempt)
        async with self._database.transaction() as connection:
            if not await _change(connection, which, state=Delivery.OWED, attempt=owed.attempt + 1):
                return False
            again = await _one(connection, ledger.c.id == owed.id)
            if again is not None:
                await self._wake(connection, again)
            return True

    async def backlog(self, *, now: datetime) -> Backlog:
        """How the ledger stands."""
        due = sa.select(sa.func.count(), sa.func.min(ledger.c.due)).where(ledger.c.state == Delivery.OWED.value, ledger.c.due <= now)
        doubt = sa.select(sa.func.count()).where(ledger.c.state == Delivery.IN_DOUBT.value)
        async with self._database.transaction() as connection:
            count, oldest = (await connection.execute(due)).one()
            in_doubt = (await connection.execute(doubt)).scalar_one()
        return Backlog(owed=count, late_s=(now - oldest).total_seconds() if oldest else 0.0, in_doubt=in_doubt)

    async def standing(self, states: Sequence[Delivery]) -> list[Owed]:
        """The rows in one of `states`, by due time, for those who look after the service."""
        query = sa.select(ledger).where(ledger.c.state.in_([state.value for state in states])).order_by(ledger.c.due)
        async with self._database.transaction() as connection:
            return [_owed(row) for row in (await connection.execute(query)).mappings()]


async def _one(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> Owed | None:
    row = (await connection.execute(sa.select(ledger).where(which))).mappings().first()
    return None if row is None else _owed(row)


async def _change(connection: AsyncConnection, which: sa.ColumnElement[bool], *, state: Delivery, **values: Any) -> int:
    return (await connection.execute(sa.update(ledger).where(which).values(state=state.value, **values))).rowcount


def _row(owed: Owed) -> dict[str, Any]:
    return {
        "id": owed.id, "tenant": owed.scope.tenant, "team": owed.scope.team, "conversation": owed.conversation, "kind": owed.kind.value,
        "subject": owed.subject, "text_key": owed.text_key, "texts": [list(pair) for pair in owed.values], "due": owed.due,
        "policy": owed.policy.value, "late_after_s": owed.late_after_s, "state": owed.state.value, "attempt": owed.attempt,
        "message_id": owed.message_id, "sent_at": owed.sent_at,
    }  # fmt: skip


def _owed(row: Any) -> Owed:
    return Owed(
        id=row["id"], scope=TeamScope(tenant=row["tenant"], team=row["team"]), conversation=row["conversation"], kind=Kind(row["kind"]),
        subject=row["subject"], text_key=row["text_key"], values=tuple((name, value) for name, value in row["texts"]), due=row["due"],
        policy=Policy(row["policy"]), late_after_s=row["late_after_s"], state=Delivery(row["state"]), attempt=row["attempt"],
        message_id=row["message_id"], sent_at=row["sent_at"],
    )  # fmt: skip

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
from bot.storage.rows import add
from bot.storage.tables import ledger


class TeamLedger:
    """What one team owes, inside a unit of work. wake: sets the wake-up of a row in the same transaction."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope, wake: Wake) -> None:
        self._connection, self._scope, self._wake = connection, scope, wake

    async def owe(self, owed: Owed) -> bool:
        """Owe a message and set its wake-up; False, and nothing done, when its id is owed already."""
        if owed.scope != self._scope:
            raise ValueError(f"{owed.id} belongs to another team")
        owed = owed.anew()
        if not await add(self._connection, ledger, _row(owed)):
            return False
        await self._wake(self._connection, owed)
        return True

    async def get(self, id: str) -> Owed | None:  # noqa: A002  # the field's name
        """The row, when the team has it."""
        return await _one(self._connection, self._own & (ledger.c.id == id))

    async def all(self) -> list[Owed]:
        """The team's rows, by due."""
        return await _some(self._connection, self._own)

    async def cancel(self, ids: Sequence[str], *, reason: str) -> int:
        """Take back those of `ids` that are still owed; how many they were."""
        which = self._own & ledger.c.id.in_(ids)
        return await _move(self._connection, which, (Delivery.OWED,), Delivery.CANCELLED, reason=reason)

    async def sent(self, id: str, message_id: str, at: datetime) -> bool:  # noqa: A002  # the field's name
        """Record that it was sent; False when that was recorded before, or the team has no such row."""
        return await _sent(self._connection, self._own & (ledger.c.id == id), message_id, at)

    async def miss(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Give it up as too late; False when it was neither owed nor being sent."""
        return bool(await _move(self._connection, self._own & (ledger.c.id == id), _OPEN, Delivery.MISSED))

    @property
    def _own(self) -> sa.ColumnElement[bool]:
        return of_team(ledger, self._scope)


class SqlDeliveries:
    """The ledger as its sender sees it. wake: sets the wake-up of a row in the same transaction.

    grace_s: seconds after its due time, its wake-up or the start of its sending after which a row counts as forgotten: more than sending
    takes, retries included. Every method raises StoreUnavailable.
    """

    def __init__(self, database: Database, wake: Wake, *, grace_s: float = 120.0) -> None:
        self._database, self._wake, self._grace = database, wake, timedelta(seconds=grace_s)

    async def get(self, id: str) -> Owed | None:  # noqa: A002  # the field's name
        """The row, when there is one."""
        async with self._database.transaction(reads=True) as connection:
            return await _one(connection, ledger.c.id == id)

    async def begin(self, id: str, now: datetime, attempt: int) -> Owed | None:  # noqa: A002  # the field's name
        """Take an owed row for sending; None when it is not owed any more, or knows nothing of the wake-up `attempt`."""
        which = (ledger.c.id == id) & (ledger.c.attempt >= attempt)
        async with self._database.transaction() as connection:
            taking = _moving(which, (Delivery.OWED,), Delivery.SENDING, began_at=now).returning(ledger)
            row = (await connection.execute(taking)).mappings().first()
            return None if row is None else _owed(row)

    async def sent(self, id: str, message_id: str, at: datetime) -> bool:  # noqa: A002  # the field's name
        """Record that it was sent; False when that was recorded before, or there is no such row."""
        async with self._database.transaction() as connection:
            return await _sent(connection, ledger.c.id == id, message_id, at)

    async def release(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Give a row back (sending → owed); False when it was not being sent."""
        return await self._settle(id, (Delivery.SENDING,), Delivery.OWED)

    async def refuse(self, id: str, reason: str) -> bool:  # noqa: A002  # the field's name
        """Give it up (owed or sending → refused); False when it was neither."""
        return await self._settle(id, _OPEN, Delivery.REFUSED, reason=reason)

    async def miss(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Give it up as too late (owed or sending → missed); False when it was neither."""
        return await self._settle(id, _OPEN, Delivery.MISSED)

    async def doubt(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Leave it to a person (sending → in doubt); False when it was not being sent."""
        return await self._settle(id, (Delivery.SENDING,), Delivery.IN_DOUBT)

    async def overdue(self, now: datetime, limit: int) -> list[Owed]:
        """At most `limit` rows that were forgotten, by due."""
        before = now - self._grace
        forgotten = _in(_OPEN) & (ledger.c.due < before) & (ledger.c.began_at.is_(None) | (ledger.c.began_at < before))
        async with self._database.transaction(reads=True) as connection:
            return await _some(connection, forgotten, limit=limit)

    async def rewake(self, id: str, attempt: int, now: datetime, *, seen: Delivery) -> bool:  # noqa: A002  # the field's name
        """Owe it anew under the later `attempt`, with its wake-up; False when it is not as it was `seen`, or woken before."""
        which = (ledger.c.id == id) & (ledger.c.attempt < attempt)
        if seen is Delivery.SENDING:
            which &= ledger.c.began_at < now - self._grace
        async with self._database.transaction() as connection:
            if not await _move(connection, which, (seen,), Delivery.OWED, attempt=attempt, began_at=now):
                return False
            owed = await _one(connection, ledger.c.id == id)
            if owed is not None:
                await self._wake(connection, owed)
            return True

    async def backlog(self, now: datetime) -> Backlog:
        """How the ledger stands."""
        due = sa.select(sa.func.count(), sa.func.min(ledger.c.due)).where(_in(_OPEN), ledger.c.due <= now)
        doubt = sa.select(sa.func.count()).where(_in((Delivery.IN_DOUBT,)))
        async with self._database.transaction(reads=True) as connection:
            count, oldest = (await connection.execute(due)).one()
            in_doubt = (await connection.execute(doubt)).scalar_one()
        return Backlog(owed=count, late_s=(now - oldest).total_seconds() if oldest else 0.0, in_doubt=in_doubt)

    async def purge(self, before: datetime) -> int:
        """Remove rows that were due before `before` and that nothing follows; how many they were."""
        async with self._database.transaction() as connection:
            return (await connection.execute(sa.delete(ledger).where(SETTLED, ledger.c.due < before))).rowcount

    async def _settle(self, id: str, states: Sequence[Delivery], state: Delivery, **values: Any) -> bool:  # noqa: A002
        async with self._database.transaction() as connection:
            return bool(await _move(connection, ledger.c.id == id, states, state, **values))


_OPEN = (Delivery.OWED, Delivery.SENDING)


def _in(states: Sequence[Delivery]) -> sa.ColumnElement[bool]:
    return ledger.c.state.in_([state.value for state in states])


SETTLED = _in((Delivery.SENT, Delivery.MISSED, Delivery.CANCELLED, Delivery.REFUSED))
"""That nothing follows a row."""


async def _some(connection: AsyncConnection, which: sa.ColumnElement[bool], *, limit: int | None = None) -> list[Owed]:
    rows = await connection.execute(sa.select(ledger).where(which).order_by(ledger.c.due, ledger.c.id).limit(limit))
    return [_owed(row) for row in rows.mappings()]


async def _one(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> Owed | None:
    return next(iter(await _some(connection, which, limit=1)), None)


async def _move(
    connection: AsyncConnection, which: sa.ColumnElement[bool], states: Sequence[Delivery], state: Delivery, **values: Any
) -> int:
    return (await connection.execute(_moving(which, states, state, **values))).rowcount


def _moving(which: sa.ColumnElement[bool], states: Sequence[Delivery], state: Delivery, **values: Any) -> sa.Update:
    return sa.update(ledger).where(which, _in(states)).values(state=state.value, **values)


async def _sent(connection: AsyncConnection, which: sa.ColumnElement[bool], message_id: str, at: datetime) -> bool:
    unsent = [state for state in Delivery if state is not Delivery.SENT]
    return bool(await _move(connection, which, unsent, Delivery.SENT, message_id=message_id, sent_at=at))


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

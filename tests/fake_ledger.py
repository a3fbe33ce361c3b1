"""Fakes of the ledger of what is owed, as a team and as the sender see it: all in memory. To be had from `tests.fakes`."""

# ruff: noqa: A001, A002  # the ports' arguments are named `id`

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.ledger import Backlog, Delivery, Owed
from bot.engagements.scope import TeamScope

_OPEN = (Delivery.OWED, Delivery.SENDING)
_UNSENT = tuple(state for state in Delivery if state is not Delivery.SENT)
_GRACE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What is owed by its id, and when each was last taken up."""

    owed: dict[str, Owed]
    moments: dict[str, datetime]


class HeldLedger:
    """A team's side: what it owes."""

    def __init__(self, scope: TeamScope, rows: Rows, woken: list[Owed]) -> None:
        self._scope, self._rows, self._woken = scope, rows, woken

    async def owe(self, owed: Owed) -> bool:
        if owed.scope != self._scope:
            raise ValueError(f"{owed.id} belongs to another team")
        owed = owed.anew()
        if owed.id in self._rows.owed:
            return False
        self._rows.owed[owed.id] = owed
        self._woken.append(owed)
        return True

    async def get(self, id: str) -> Owed | None:
        found = self._rows.owed.get(id)
        return found if found is not None and found.scope == self._scope else None

    async def all(self) -> list[Owed]:
        return sorted((one for one in self._rows.owed.values() if one.scope == self._scope), key=lambda one: (one.due, one.id))

    async def cancel(self, ids: Sequence[str], *, reason: str) -> int:
        return sum([await self._move(id, {Delivery.OWED}, state=Delivery.CANCELLED) for id in dict.fromkeys(ids)])

    async def sent(self, id: str, message_id: str, at: datetime) -> bool:
        return await self._move(id, _UNSENT, state=Delivery.SENT, message_id=message_id, sent_at=at)

    async def miss(self, id: str) -> bool:
        return await self._move(id, _OPEN, state=Delivery.MISSED)

    async def _move(self, id: str, states: Collection[Delivery], **values: Any) -> bool:
        return await self.get(id) is not None and _move(self._rows, id, states, **values)


class HeldDeliveries:
    """The sender's side: all that is owed, whoever owes it. Its grace is two minutes."""

    def __init__(self, changing: Callable[[], AbstractAsyncContextManager[tuple[Rows, list[Owed]]]]) -> None:
        """changing: opens a unit of work on the rows, with a list for the wake-ups that it commits."""
        self._changing = changing

    async def get(self, id: str) -> Owed | None:
        """The row."""
        async with self._changing() as (rows, _):
            return rows.owed.get(id)

    async def begin(self, id: str, now: datetime, attempt: int) -> Owed | None:
        """Take an owed row for sending."""
        async with self._changing() as (rows, _):
            if id not in rows.owed or attempt > rows.owed[id].attempt or not _move(rows, id, {Delivery.OWED}, state=Delivery.SENDING):
                return None
            rows.moments[id] = now
            return rows.owed[id]

    async def sent(self, id: str, message_id: str, at: datetime) -> bool:
        """Record that it was sent."""
        return await self._move(id, _UNSENT, state=Delivery.SENT, message_id=message_id, sent_at=at)

    async def release(self, id: str) -> bool:
        """Give a row back."""
        return await self._move(id, {Delivery.SENDING}, state=Delivery.OWED)

    async def refuse(self, id: str, reason: str) -> bool:
        """Give it up for good."""
        return await self._move(id, _OPEN, state=Delivery.REFUSED)

    async def miss(self, id: str) -> bool:
        """Give it up as too late."""
        return await self._move(id, _OPEN, state=Delivery.MISSED)

    async def doubt(self, id: str) -> bool:
        """Leave it to a person."""
        return await self._move(id, {Delivery.SENDING}, state=Delivery.IN_DOUBT)

    async def overdue(self, now: datetime, limit: int) -> list[Owed]:
        """Rows that were forgotten."""
        async with self._changing() as (rows, _):
            late = [
                one for one in rows.owed.values() if one.state in _OPEN and max(one.due, rows.moments.get(one.id, one.due)) < now - _GRACE
            ]
            return sorted(late, key=lambda one: (one.due, one.id))[:limit]

    async def rewake(self, id: str, attempt: int, now: datetime, *, seen: Delivery) -> bool:
        """Owe it anew, as long as it is as it was seen."""
        async with self._changing() as (rows, woken):
            if id not in rows.owed or attempt <= rows.owed[id].attempt:
                return False
            if seen is Delivery.SENDING and rows.moments[id] >= now - _GRACE:
                return False
            if not _move(rows, id, (seen,), state=Delivery.OWED, attempt=attempt):
                return False
            rows.moments[id] = now
            woken.append(rows.owed[id])
            return True

    async def backlog(self, now: datetime) -> Backlog:
        """How the ledger stands."""
        async with self._changing() as (rows, _):
            due = [one.due for one in rows.owed.values() if one.state in _OPEN and one.due <= now]
            doubtful = sum(one.state is Delivery.IN_DOUBT for one in rows.owed.values())
            return Backlog(owed=len(due), late_s=(now - min(due)).total_seconds() if due else 0.0, in_doubt=doubtful)

    async def purge(self, before: datetime) -> int:
        """Remove rows that nothing follows."""
        async with self._changing() as (rows, _):
            gone = [one.id for one in rows.owed.values() if one.due < before and one.state not in (*_OPEN, Delivery.IN_DOUBT)]
            for id in gone:
                del rows.owed[id]
            return len(gone)

    async def _move(self, id: str, states: Collection[Delivery], **values: Any) -> bool:
        async with self._changing() as (rows, _):
            return _move(rows, id, states, **values)


def _move(rows: Rows, id: str, states: Collection[Delivery], **values: Any) -> bool:
    if id not in rows.owed or rows.owed[id].state not in states:
        return False
    rows.owed[id] = replace(rows.owed[id], **values)
    return True

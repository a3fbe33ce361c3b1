"""People's threads and who they are, so that whichever replica answers can take up a follow-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.conversation.events import Person, Place
from bot.conversation.ports import Recollection
from bot.errors import StoreUnavailable
from bot.observability import event
from bot.storage.database import Database
from bot.storage.tables import people, threads
from knowledge.models import Role

_RECOLLECTION = TypeAdapter(Recollection)


class SqlMemory:
    """A Memory in `database`: while that is away no thread is remembered, and questions are answered all the same.

    time_to_live_s: how long a thread is remembered after its last use. now: the time, with its zone.
    """

    def __init__(self, database: Database, *, time_to_live_s: float, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._time_to_live = timedelta(seconds=time_to_live_s)

    async def recall(self, person: Person, place: Place) -> Recollection:
        """What is remembered; empty when nothing is, or not any more."""
        query = sa.select(threads.c.document).where(_thread(person, place), threads.c.used_at >= self._now() - self._time_to_live)
        document = await self._read(query)
        return Recollection() if document is None else _RECOLLECTION.validate_python(document)

    async def remember(self, person: Person, place: Place, recollection: Recollection) -> None:
        """Remember `recollection` in place of what was remembered before; what has lapsed is dropped."""
        now, document = self._now(), _RECOLLECTION.dump_python(recollection, mode="json")
        lapsed = threads.c.used_at < now - self._time_to_live
        row = {"tenant": person.tenant, "person": person.id, "address": place.address, "used_at": now, "document": document}
        await self._write(sa.delete(threads).where(_thread(person, place) | lapsed), sa.insert(threads).values(row))

    async def forget(self, person: Person, place: Place) -> None:
        """Forget the thread's questions and facts, but not who the person is. Raises StoreUnavailable."""
        await self._commit(sa.delete(threads).where(_thread(person, place)))

    async def role(self, person: Person) -> Role | None:
        """Who the person has said to be."""
        found = await self._read(sa.select(people.c.role).where(_same(person)))
        return None if found is None else Role(str(found))

    async def set_role(self, person: Person, role: Role) -> None:
        """Remember who the person has said to be. Raises StoreUnavailable: they would be told that it was done."""
        row = {"tenant": person.tenant, "person": person.id, "role": role.value}
        await self._commit(sa.delete(people).where(_same(person)), sa.insert(people).values(row))

    async def _read(self, query: sa.Select[tuple[object]]) -> object | None:
        try:
            async with self._database.transaction(reads=True) as connection:
                return (await connection.execute(query)).scalar_one_or_none()
        except StoreUnavailable as fault:
            event("memory_unavailable", fault=fault)
            return None

    async def _write(self, *statements: sa.Executable) -> None:
        try:
            await self._commit(*statements)
        except StoreUnavailable as fault:
            event("memory_unavailable", fault=fault)

    async def _commit(self, *statements: sa.Executable) -> None:
        async with self._database.transaction(light=True) as connection:
            for statement in statements:
                await connection.execute(statement)


def _thread(person: Person, place: Place) -> sa.ColumnElement[bool]:
    return sa.and_(threads.c.tenant == person.tenant, threads.c.person == person.id, threads.c.address == place.address)


def _same(person: Person) -> sa.ColumnElement[bool]:
    return sa.and_(people.c.tenant == person.tenant, people.c.person == person.id)

"""People's threads and who they are, so that whichever replica answers can take up a follow-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
        document = await self._read(_THREAD, {**_of(person, place), "lapsed": self._now() - self._time_to_live})
        return Recollection() if document is None else _RECOLLECTION.validate_python(document)

    async def remember(self, person: Person, place: Place, recollection: Recollection) -> None:
        """Remember `recollection` in place of what was remembered before; what has lapsed is dropped."""
        now, document = self._now(), _RECOLLECTION.dump_python(recollection, mode="json")
        row = {"tenant": person.tenant, "person": person.id, "address": place.address, "used_at": now, "document": document}
        try:
            await self._commit((_REPLACED, {**_of(person, place), "lapsed": now - self._time_to_live}), (_REMEMBERED, row))
        except StoreUnavailable as fault:
            event("memory_unavailable", fault=fault)

    async def forget(self, person: Person, place: Place) -> None:
        """Forget the thread's questions and facts, but not who the person is. Raises StoreUnavailable."""
        await self._commit((_FORGOTTEN, _of(person, place)))

    async def role(self, person: Person) -> Role | None:
        """Who the person has said to be."""
        found = await self._read(_ROLE, _who(person))
        return None if found is None else Role(str(found))

    async def set_role(self, person: Person, role: Role) -> None:
        """Remember who the person has said to be. Raises StoreUnavailable: they would be told that it was done."""
        row = {"tenant": person.tenant, "person": person.id, "role": role.value}
        await self._commit((_ROLE_FORGOTTEN, _who(person)), (_ROLE_SET, row))

    async def _read(self, query: sa.Select[tuple[object]], values: Mapping[str, object]) -> object | None:
        try:
            return await self._database.do(lambda connection: connection.execute(query, values).scalar_one_or_none(), reads=True)
        except StoreUnavailable as fault:
            event("memory_unavailable", fault=fault)
            return None

    async def _commit(self, *statements: tuple[sa.Executable, Mapping[str, object]]) -> None:
        def work(connection: sa.Connection) -> None:
            for statement, values in statements:
                connection.execute(statement, values)

        await self._database.do(work)


# The statements are made once: making one anew, as each turn would, takes longer than SQLite takes to do it. Their parameters are named
# apart from the columns, whose names an insert keeps for its own.
_PERSON = sa.and_(people.c.tenant == sa.bindparam("of_tenant"), people.c.person == sa.bindparam("of_person"))
_PLACE = sa.and_(
    threads.c.tenant == sa.bindparam("of_tenant"), threads.c.person == sa.bindparam("of_person"), threads.c.address == sa.bindparam("at")
)
_LAPSED = sa.bindparam("lapsed", type_=threads.c.used_at.type)
_THREAD = sa.select(threads.c.document).where(_PLACE, threads.c.used_at >= _LAPSED)
_REPLACED = sa.delete(threads).where(_PLACE | (threads.c.used_at < _LAPSED))
_REMEMBERED, _FORGOTTEN = sa.insert(threads), sa.delete(threads).where(_PLACE)
_ROLE, _ROLE_FORGOTTEN, _ROLE_SET = sa.select(people.c.role).where(_PERSON), sa.delete(people).where(_PERSON), sa.insert(people)


def _who(person: Person) -> dict[str, object]:
    return {"of_tenant": person.tenant, "of_person": person.id}


def _of(person: Person, place: Place) -> dict[str, object]:
    return {**_who(person), "at": place.address}

"""People's threads and who they are, so that whichever replica answers can take up a follow-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.conversation.events import Person, Place
from bot.conversation.ports import Recollection
from bot.storage.database import Database
from bot.storage.tables import people, threads
from knowledge.models import Role

_RECOLLECTION = TypeAdapter(Recollection)


class SqlMemory:
    """A Memory in `database`. time_to_live_s: how long a thread is remembered after its last use. now: the time, with its zone."""

    def __init__(self, database: Database, *, time_to_live_s: float, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._time_to_live = timedelta(seconds=time_to_live_s)

    async def recall(self, person: Person, place: Place) -> Recollection:
        """What is remembered; empty when nothing is, or not any more."""
        query = sa.select(threads.c.document).where(_thread(person, place), threads.c.used_at >= self._now() - self._time_to_live)
        async with self._database.transaction() as connection:
            document = (await connection.execute(query)).scalar_one_or_none()
        return Recollection() if document is None else _RECOLLECTION.validate_python(document)

    async def remember(self, person: Person, place: Place, recollection: Recollection) -> None:
        """Remember `recollection` in place of what was remembered before; what has lapsed is dropped."""
        now, document = self._now(), _RECOLLECTION.dump_python(recollection, mode="json")
        key = {"tenant": person.tenant, "person": person.id, "address": place.address}
        async with self._database.transaction() as connection:
            await connection.execute(sa.delete(threads).where(_thread(person, place) | (threads.c.used_at < now - self._time_to_live)))
            await connection.execute(sa.insert(threads).values(**key, used_at=now, document=document))

    async def forget(self, person: Person, place: Place) -> None:
        """Forget the thread's questions and facts, but not who the person is."""
        async with self._database.transaction() as connection:
            await connection.execute(sa.delete(threads).where(_thread(person, place)))

    async def role(self, person: Person) -> Role | None:
        """Who the person has said to be."""
        async with self._database.transaction() as connection:
            found = (await connection.execute(sa.select(people.c.role).where(_same(person)))).scalar_one_or_none()
        return None if found is None else Role(found)

    async def set_role(self, person: Person, role: Role) -> None:
        """Remember who the person has said to be."""
        async with self._database.transaction() as connection:
            await connection.execute(sa.delete(people).where(_same(person)))
            await connection.execute(sa.insert(people).values(tenant=person.tenant, person=person.id, role=role.value))


def _thread(person: Person, place: Place) -> sa.ColumnElement[bool]:
    return (threads.c.tenant == person.tenant) & (threads.c.person == person.id) & (threads.c.address == place.address)


def _same(person: Person) -> sa.ColumnElement[bool]:
    return (people.c.tenant == person.tenant) & (people.c.person == person.id)

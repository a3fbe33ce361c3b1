"""How to reach the conversations that the bot has been in."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.delivery.ledger import Reference
from bot.storage.database import Database
from bot.storage.rows import put
from bot.storage.tables import references

_REFERENCE = TypeAdapter(Reference)


class SqlReferences:
    """Conversation references in `database`. Every method raises StoreUnavailable.

    proven: gives none but those whose service URL a token vouched for, for the bot's own token must go nowhere else. A database that
    served locally before, without tokens, may hold others.
    """

    def __init__(self, database: Database, *, proven: bool = False) -> None:
        self._database, self._proven = database, proven

    async def keep(self, reference: Reference, now: datetime) -> bool:
        """Keep it in the place of what was known of the conversation; whether it is blocked, which stays as it was."""
        row = {
            "tenant": reference.tenant, "conversation": reference.conversation, "team": reference.team, "seen_at": now,
            "document": _REFERENCE.dump_python(reference, mode="json", exclude={"blocked"}),
        }  # fmt: skip
        key, told = ("tenant", "conversation"), references.c.blocked
        return bool(await self._database.do(lambda connection: put(connection, references, row, key=key, told=told)))

    async def get(self, tenant: str, conversation: str) -> Reference | None:
        """How to reach the conversation, when that is known."""
        query = sa.select(references.c.document, references.c.blocked).where(_of(tenant, conversation))
        async with self._database.transaction(reads=True) as connection:
            row = (await connection.execute(query)).first()
        found = None if row is None else _REFERENCE.validate_python({**row.document, "blocked": row.blocked})
        return None if found is None or (self._proven and not found.proven) else found

    async def block(self, tenant: str, conversation: str, *, blocked: bool = True) -> None:
        """Note that the channel refuses the bot there, or no longer does."""
        async with self._database.transaction() as connection:
            await connection.execute(sa.update(references).where(_of(tenant, conversation)).values(blocked=blocked))

    async def forget(self, tenant: str, conversation: str) -> None:
        """Forget the conversation: the bot was taken out of it."""
        async with self._database.transaction() as connection:
            await connection.execute(sa.delete(references).where(_of(tenant, conversation)))


def _of(tenant: str, conversation: str) -> sa.ColumnElement[bool]:
    return sa.and_(references.c.tenant == tenant, references.c.conversation == conversation)

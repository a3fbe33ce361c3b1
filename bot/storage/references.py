"""How to reach the conversations that the bot has been in."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.delivery.ledger import Reference
from bot.storage.database import Database
from bot.storage.tables import references

_REFERENCE = TypeAdapter(Reference)


class SqlReferences:
    """Conversation references in `database`. Every method raises StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, tenant: str, conversation: str) -> Reference | None:
        """How to reach `conversation`, when the bot has been there."""
        query = sa.select(references.c.document).where(_of(tenant, conversation))
        async with self._database.transaction() as connection:
            document = (await connection.execute(query)).scalar_one_or_none()
        return None if document is None else _REFERENCE.validate_python(document)

    async def keep(self, reference: Reference, *, at: datetime) -> None:
        """Keep `reference` in the place of an earlier one to the same conversation."""
        row = {
            "team": reference.team,
            "blocked": reference.blocked,
            "document": _REFERENCE.dump_python(reference, mode="json"),
            "seen_at": at,
        }
        async with self._database.transaction() as connection:
            await connection.execute(sa.delete(references).where(_of(reference.tenant, reference.conversation)))
            await connection.execute(sa.insert(references).values(tenant=reference.tenant, conversation=reference.conversation, **row))

    async def of_team(self, tenant: str, team: str) -> list[Reference]:
        """How to reach the conversations of a team."""
        query = sa.select(references.c.document).where(references.c.tenant == tenant, references.c.team == team)
        async with self._database.transaction() as connection:
            return [_REFERENCE.validate_python(document) for document in (await connection.execute(query)).scalars()]


def _of(tenant: str, conversation: str) -> sa.ColumnElement[bool]:
    return (references.c.tenant == tenant) & (references.c.conversation == conversation)

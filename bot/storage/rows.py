"""Writing a row that may be there already, in one statement, so that two writers at once never stand in each other's way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def add(connection: AsyncConnection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Write `row`; False, and nothing done, when its key is taken."""
    statement = _insert(connection)(table).values(row).on_conflict_do_nothing().returning(sa.literal(1))
    return (await connection.execute(statement)).first() is not None


async def put(
    connection: AsyncConnection, table: sa.Table, row: Mapping[str, Any], *, key: tuple[str, ...], told: sa.Column[Any] | None = None
) -> Any:
    """Write `row`, in the place of the one that is the same in the columns `key`, a unique constraint of the table.

    What then stands in the column `told`, when that is asked for.
    """
    insert = _insert(connection)(table).values(row)
    others = {name: insert.excluded[name] for name in row if name not in key}
    statement = insert.on_conflict_do_update(index_elements=key, set_=others)
    if told is not None:
        return (await connection.execute(statement.returning(told))).scalar_one()
    return await connection.execute(statement)


def _insert(connection: AsyncConnection) -> Any:
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert

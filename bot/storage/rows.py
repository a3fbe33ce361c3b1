"""Writing a row that may be there already, in one statement, so that two writers at once never stand in each other's way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


async def add(connection: AsyncConnection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Write `row`; False, and nothing done, when its key is taken."""
    statement = _INSERTS[connection.dialect.name](table).values(row).on_conflict_do_nothing().returning(sa.literal(1))
    return (await connection.execute(statement)).first() is not None


@lru_cache(maxsize=64)
def putting(dialect: str, table: sa.Table, columns: tuple[str, ...], key: tuple[str, ...], told: sa.Column[Any] | None = None) -> Any:
    """The statement that writes a row of `columns` in the place of the one that is the same in those of `key`, a unique constraint.

    Executed with the row, it gives what then stands in the column `told`, when that is asked for. It is made once: making it anew, as
    each turn would, takes longer than SQLite takes to do it.
    """
    insert = _INSERTS[dialect](table)
    others = {name: insert.excluded[name] for name in columns if name not in key}
    statement = insert.on_conflict_do_update(index_elements=key, set_=others)
    return statement if told is None else statement.returning(told)


def put(
    connection: sa.Connection, table: sa.Table, row: Mapping[str, Any], *, key: tuple[str, ...], told: sa.Column[Any] | None = None
) -> Any:
    """Write `row` by `putting`; what then stands in the column `told`, when that is asked for."""
    done = connection.execute(putting(connection.dialect.name, table, tuple(row), key, told), row)
    return None if told is None else done.scalar_one()

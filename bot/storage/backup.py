"""All that is kept, in one file, and back again: from either kind of database into either kind.

The file is gzip'd JSON lines: what it is, then a line for each row, then how many rows each table had, so that a cut file is known.
Wake-ups are not in it: the sweeper sets those of what a restored ledger owes.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.ledger import Delivery, Policy
from bot.errors import BackupRefused
from bot.storage import migrate
from bot.storage.audit import opened
from bot.storage.database import Database
from bot.storage.tables import Moment, audit_opened, ledger, metadata

Progress = Callable[[str, int, int], None]  # table, rows done, rows in all

_FORMAT = "onramp-backup-1"
_BATCH = 500
_TABLES = [table for table in metadata.sorted_tables if table is not audit_opened]


async def back_up(database: Database, path: Path, *, now: datetime, progress: Progress) -> dict[str, int]:
    """Write all that `database` holds at one moment to the new file `path`; how many rows each table had.

    Raises BackupRefused when the file is there already or cannot be written, StoreUnavailable.
    """

    def write(connection: Connection) -> dict[str, int]:
        part = path.with_name(path.name + ".part")
        try:
            if path.exists():
                raise BackupRefused(f"{path}: there is a file of this name; give another, for a backup is never written over")
            part.touch(mode=0o600)  # it holds what people said
            with gzip.open(part, "wt", encoding="utf-8") as file:
                counts = _dump(connection, file, now, progress)
            part.rename(path)
        except OSError as fault:
            raise BackupRefused(f"{path}: cannot be written ({fault.strerror}); give another place") from None
        finally:
            part.unlink(missing_ok=True)
        return counts

    await migrate.require_newest(database)
    async with database.transaction(reads=True, snapshot=True, patient=True) as connection:
        if not database.is_sqlite:  # an SQLite reader sees one moment anyway
            await connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        return await connection.run_sync(write)


async def restore(database: Database, path: Path, *, replace: bool, now: datetime, progress: Progress) -> dict[str, int]:
    """Put the rows of the backup `path` into `database`, whose tables are made when missing; how many rows each table got.

    A message that is owed there and was due before `now` may have been sent since the backup: it is in doubt, unless it may be sent again.
    All or nothing. Raises BackupRefused when the file is none, is cut, or comes from another version, or when the database holds rows
    and they are not to give way to it (`replace`); StoreUnavailable.
    """
    await migrate.upgrade(database)
    async with database.transaction(patient=True) as connection:
        held = sum([(await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one() for table in _TABLES])
        if held and not replace:
            raise BackupRefused(f"the database holds {held} rows; restore into an empty one, or say --replace to lose them")
        async with opened(connection, "restore"):
            for table in reversed(_TABLES):
                await connection.execute(sa.delete(table))
        counts = await connection.run_sync(lambda bound: _load(bound, path, progress))
        unsure = (
            (ledger.c.due < now)
            & (ledger.c.policy == Policy.HOLD.value)
            & ledger.c.state.in_((Delivery.OWED.value, Delivery.SENDING.value))
        )
        await connection.execute(sa.update(ledger).where(unsure).values(state=Delivery.IN_DOUBT.value))
        return counts


def _dump(connection: Connection, file: TextIO, now: datetime, progress: Progress) -> dict[str, int]:
    file.write(json.dumps({"format": _FORMAT, "step": migrate.newest(), "at": now.isoformat()}) + "\n")
    counts = {}
    for table in _TABLES:
        columns = _columns(table)
        total = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        progress(table.name, 0, total)
        query = sa.select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
        count = 0
        for row in connection.execute(query):
            values = [value.isoformat() if isinstance(value, datetime) else value for value in row]
            file.write(json.dumps([table.name, values], ensure_ascii=False) + "\n")
            count += 1
            if count % _BATCH == 0 or count == total:
                progress(table.name, count, total)
        counts[table.name] = count
    file.write(json.dumps({"rows": counts}) + "\n")
    return counts


def _load(connection: Connection, path: Path, progress: Progress) -> dict[str, int]:
    counts: Counter[str] = Counter({table.name: 0 for table in _TABLES})
    promised: dict[str, int] | None = None
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines = (json.loads(line) for line in file)
            _check_head(next(lines, None), path)
            for name, group in groupby(lines, key=lambda line: line[0] if isinstance(line, list) else ""):
                if not name:
                    promised = next(group)["rows"]
                    continue
                table = metadata.tables[name]
                for batch in iter(lambda group=group: list(islice(group, _BATCH)), []):  # type: ignore[misc]  # bound at once
                    connection.execute(sa.insert(table), list(_rows(table, batch)))
                    counts[name] += len(batch)
                    progress(name, counts[name], counts[name])
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, IndexError, sa.exc.IntegrityError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it is cut or no backup of Onramp"
        raise BackupRefused(f"{path}: cannot be restored ({reason}); nothing was changed") from None
    if promised != dict(counts):
        raise BackupRefused(f"{path}: cannot be restored (it is cut: it does not hold the rows that it should); nothing was changed")
    return dict(counts)


def _check_head(head: Any, path: Path) -> None:
    if not isinstance(head, dict) or head.get("format") != _FORMAT:
        raise BackupRefused(f"{path}: this is no backup of Onramp; nothing was changed")
    if head["step"] != migrate.newest():
        raise BackupRefused(
            f"{path}: made at step {head['step']}, and this version is at {migrate.newest()}; restore it with the version that made it, "
            "then upgrade; nothing was changed"
        )


def _columns(table: sa.Table) -> list[sa.Column[Any]]:
    """All but numbers that the database gives out itself: it gives new ones, in the same order."""
    return [column for column in table.columns if column is not table.autoincrement_column]


def _rows(table: sa.Table, lines: list[Any]) -> Iterator[dict[str, Any]]:
    columns = _columns(table)
    for _, values in lines:
        yield {column.name: _value(column, value) for column, value in zip(columns, values, strict=True)}


def _value(column: sa.Column[Any], value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(column.type, Moment) and value is not None else value

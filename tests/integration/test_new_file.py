"""A new SQLite file that another process is just writing."""

import sqlite3
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import Connection, text

from bot.storage.database import Database

FREE_S = 0.3


def crates(connection: Connection) -> int:
    """How many crates there are."""
    return int(connection.execute(text("SELECT count(*) FROM crates")).scalar_one())


@pytest.fixture
def other(tmp_path: Path) -> sqlite3.Connection:
    """Another process that has begun to write a new file, and whose journal is not yet a write-ahead log."""
    connection = sqlite3.connect(tmp_path / "new", check_same_thread=False, isolation_level=None)
    connection.execute("CREATE TABLE crates (number INTEGER)")
    connection.execute("BEGIN IMMEDIATE")
    return connection


@pytest.mark.parametrize("together", [True, False])
async def test_whoever_opens_a_file_that_is_being_made_waits_for_it(tmp_path: Path, other: sqlite3.Connection, together: bool) -> None:
    """SQLite itself does not wait there: it refuses at once to switch the journal."""
    database, free = Database(f"sqlite:///{tmp_path / 'new'}"), Timer(FREE_S, lambda: other.execute("COMMIT"))
    free.start()
    try:
        if together:
            found = await database.do(crates, reads=True)
        else:
            async with database.transaction(reads=True) as connection:
                found = await connection.run_sync(crates)
    finally:
        await database.close()
        free.join()
        other.close()

    assert found == 0

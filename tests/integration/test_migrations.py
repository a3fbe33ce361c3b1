"""The tables' steps, on each database."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import SettingsError, StoreUnavailable
from bot.storage import migrate
from bot.storage.database import Database, address
from bot.storage.tables import metadata


async def test_the_steps_go_up_and_down(database: Database) -> None:
    """All the way, and up again."""
    up = await migrate.step(database)
    await migrate.upgrade(database, "base")
    down = await migrate.step(database)
    await migrate.upgrade(database)

    assert (up, down, await migrate.step(database)) == (migrate.newest(), None, migrate.newest())


async def test_the_steps_lead_to_the_tables_that_the_code_uses(database: Database) -> None:
    """Nothing is missing, and nothing is left over."""
    assert await migrate.differences(database) == []
    assert metadata.tables


async def test_processes_that_start_together_take_turns(database_url: str) -> None:
    """Each finds the tables as they are to be."""
    several = [Database(database_url) for _ in range(3)]
    await asyncio.gather(*(migrate.upgrade(each) for each in several))
    steps = [await migrate.step(each) for each in several]
    for each in several:
        await each.close()

    assert steps == [migrate.newest()] * 3


async def test_an_unknown_step_is_named(database: Database) -> None:
    """With those that there are."""
    with pytest.raises(StoreUnavailable, match="base, 0001"):
        await migrate.upgrade(database, "9999")


@pytest.mark.parametrize("url", ["nonsense", "mysql://somewhere/onramp", "sqlite://"])
def test_a_database_that_cannot_be_used_is_named(url: str) -> None:
    """With the setting, and what it may be."""
    with pytest.raises(SettingsError, match="ONRAMP_DATABASE_URL"):
        address(url)


async def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    """The first start needs nothing prepared."""
    database = Database(f"sqlite:///{tmp_path / 'new' / 'onramp.sqlite3'}")
    await migrate.upgrade(database)
    await database.check()
    await database.close()

    assert (tmp_path / "new" / "onramp.sqlite3").exists()

"""Bringing a database's tables to what this version of Onramp needs, or back."""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.errors import StoreUnavailable
from bot.storage.database import Database
from bot.storage.tables import metadata

_LOCK = 0x0A5A  # any number, the same in every process: replicas that start together take turns


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables of `database` up to `revision`, or down to it. Processes that do so at once take turns. Raises StoreUnavailable."""

    def run(connection: Connection) -> None:
        config, here = _config(connection), _current(connection)
        steps = ScriptDirectory.from_config(config)
        try:
            known = {step.revision for step in steps.walk_revisions()}
            if here is not None and here not in known:
                raise StoreUnavailable(f"the database is at step {here!r}, unknown to this version; install the newer version again")
            down = revision == "base" or (here is not None and revision != "head" and here > revision)
            (command.downgrade if down else command.upgrade)(config, revision)
        except CommandError as fault:
            raise StoreUnavailable(f"step {revision!r}: {fault}; the steps are base, {', '.join(sorted(known))} and head") from None

    async with database.transaction(patient=True) as connection:
        if not database.is_sqlite:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        await connection.run_sync(run)


async def step(database: Database) -> str | None:
    """The step that the tables of `database` are at; None when there are none. Raises StoreUnavailable."""
    async with database.transaction(reads=True) as connection:
        return await connection.run_sync(_current)


async def require_newest(database: Database) -> None:
    """Raise StoreUnavailable unless the database answers and its tables are what this version of Onramp needs. It makes none."""
    await database.check()
    here = await step(database)
    if here != newest():
        raise StoreUnavailable(f"the database is at step {here or 'base'}, and this version needs {newest()}; run: onramp database upgrade")
    different = await differences(database)
    if different:
        raise StoreUnavailable(f"the tables are not what step {here} made: {'; '.join(different)}; restore a backup")


async def differences(database: Database) -> list[str]:
    """Where the tables of `database` differ from those that the code uses; other tables there do not count. Raises StoreUnavailable."""

    def compare(connection: Connection) -> list[str]:
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables}
        return [str(difference) for difference in compare_metadata(MigrationContext.configure(connection, opts=ours), metadata)]

    async with database.transaction(reads=True) as connection:
        return await connection.run_sync(compare)


def newest() -> str:
    """The step that this version of Onramp needs."""
    return str(ScriptDirectory.from_config(_config(None)).get_current_head())


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("bot.storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()

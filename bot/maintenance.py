"""What the commands `onramp database …` do."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.engagements.scope import TeamScope
from bot.settings import StorageSettings, load_storage_settings
from bot.storage import backup, migrate
from bot.storage.database import Database
from bot.storage.erasure import erase_person, erase_team
from bot.storage.housekeeping import purge

Report = Callable[[str, int, int], None]
Job = Callable[[Database, argparse.Namespace, StorageSettings, Report], Awaitable[str]]


def run(options: argparse.Namespace) -> int:
    """Do the job that `options` name on the database that the settings name, and say what was done; the exit status."""
    print(asyncio.run(_work(options)), file=sys.stderr)  # noqa: T201  # a command line
    return 0


async def _work(options: argparse.Namespace) -> str:
    settings = load_storage_settings()
    database = Database(settings.database_url.get_secret_value())
    try:
        with _shown() as report:
            return await _JOBS[options.job](database, options, settings, report)
    finally:
        await database.close()


@contextmanager
def _shown() -> Iterator[Report]:
    """A bar for each thing that is worked through, on stderr."""
    bars = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True))
    made: dict[str, TaskID] = {}

    def report(name: str, done: int, total: int) -> None:
        if name not in made:
            bars.start()
            made[name] = bars.add_task(name)
        bars.update(made[name], completed=done, total=total)

    try:
        yield report
    finally:
        if made:  # else stopping prints an empty line
            bars.stop()


async def _upgrade(database: Database, _: argparse.Namespace, __: StorageSettings, ___: Report) -> str:
    before = await migrate.step(database)
    await migrate.upgrade(database)
    return f"The database was at step {before or 'base'} and is at {migrate.newest()}."


async def _downgrade(database: Database, options: argparse.Namespace, _: StorageSettings, __: Report) -> str:
    await database.check()
    before = await migrate.step(database)
    await migrate.upgrade(database, options.step)
    return f"The database was at step {before or 'base'} and is at {await migrate.step(database) or 'base'}."


async def _check(database: Database, _: argparse.Namespace, __: StorageSettings, ___: Report) -> str:
    await migrate.require_newest(database)
    return f"The database answers and is at step {migrate.newest()}, as this version needs."


async def _backup(database: Database, options: argparse.Namespace, _: StorageSettings, report: Report) -> str:
    counts = await backup.back_up(database, options.file, now=datetime.now(UTC), progress=report)
    return f"{sum(counts.values())} rows are in {options.file}."


async def _restore(database: Database, options: argparse.Namespace, _: StorageSettings, report: Report) -> str:
    counts = await backup.restore(database, options.file, replace=options.replace, now=datetime.now(UTC), progress=report)
    return f"{sum(counts.values())} rows were restored from {options.file}."


async def _erase(database: Database, options: argparse.Namespace, _: StorageSettings, report: Report) -> str:
    await migrate.require_newest(database)
    if options.team:
        count = await erase_team(database, TeamScope(tenant=options.tenant, team=options.team))
    else:
        count = await erase_person(database, tenant=options.tenant, person=options.person, progress=partial(report, "teams"))
    if not count:
        whom = f"the team {options.team}" if options.team else f"the person {options.person}"
        return f"0 rows were dropped or changed: nothing is kept of {whom} in the tenant {options.tenant}. Check both ids."
    return f"{count} rows were dropped or changed. Backups made before still hold them."


async def _purge(database: Database, options: argparse.Namespace, settings: StorageSettings, _: Report) -> str:
    await migrate.require_newest(database)
    days = options.days or settings.keep_days
    count = await purge(database, before=datetime.now(UTC) - timedelta(days=days), audited=options.audit)
    return f"{count} rows older than {days} days were dropped."


_JOBS: dict[str, Job] = {
    "upgrade": _upgrade,
    "downgrade": _downgrade,
    "check": _check,
    "backup": _backup,
    "restore": _restore,
    "erase": _erase,
    "purge": _purge,
}

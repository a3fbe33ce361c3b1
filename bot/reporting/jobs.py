"""One command, done on the database that the settings name."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.reporting import checkpoints, engagements, previews
from bot.settings import load_storage_settings
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.works import SqlWorks


def run(options: argparse.Namespace) -> int:
    """Do the job that `options` name, and return the exit status: 1 where a replay finds dates lost or doubled."""
    return asyncio.run(_work(options, datetime.now(UTC)))


async def _work(options: argparse.Namespace, now: datetime) -> int:
    if options.job == "preview" and options.when:
        return previews.of_wording(options, now)
    database = Database(load_storage_settings().database_url.get_secret_value())
    try:
        await migrate.require_newest(database)
        return await _JOBS[options.group, options.job](SqlWorks(database), options, now)
    finally:
        await database.close()


_JOBS: dict[tuple[str, str], Callable[[SqlWorks, argparse.Namespace, datetime], Awaitable[int]]] = {
    ("engagement", "list"): engagements.list_all,
    ("engagement", "show"): engagements.show,
    ("engagement", "export"): engagements.export,
    ("checkpoint", "list"): checkpoints.list_all,
    ("checkpoint", "preview"): previews.planned,
    ("checkpoint", "export"): checkpoints.export,
    ("checkpoint", "replay"): checkpoints.replay,
}

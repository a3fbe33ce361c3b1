"""`onramp serve` killed under load, on each database: what was acknowledged is kept, and nothing is spoilt."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from tests.channel import Connector, connector, message, thumb

pytestmark = pytest.mark.slow


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def served(index: Path, database_url: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A bot in a process of its own, once it is ready; killed when left."""
    port = free_port()
    settings = {"LOCAL": "1", "INDEX": str(index), "PORT": str(port), "DATABASE_URL": database_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "serve", stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **{f"ONRAMP_{name}": value for name, value in settings.items()}},
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(60), aiohttp.ClientSession() as http:
            while not await ready(http, url):  # noqa: ASYNC110  # another process is waited for
                await asyncio.sleep(0.1)
        yield process, url
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()


async def ready(http: aiohttp.ClientSession, url: str) -> bool:
    """Whether the bot is ready."""
    try:
        async with http.get(f"{url}/readyz") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


async def load(url: str, channel: Connector, worker: int, rated: list[str]) -> None:
    """Ask and rate until the bot is gone; `rated` gets each rating that was acknowledged."""
    async with aiohttp.ClientSession() as http:
        number = 0
        while True:
            number += 1
            name = f"message-{worker}-{number}"
            conversation = {"id": f"conversation-{worker}"}
            asked = message("Who labels the shelves?", id=name, service_url=channel.url, conversation=conversation)
            given = thumb("like", feedback=name, replyToId=name, service_url=channel.url, conversation=conversation)
            try:
                for body in (asked, given):
                    async with http.post(f"{url}/api/messages", json=body) as response:
                        if body is given and response.status == 200:
                            rated.append(name)
            except aiohttp.ClientError:
                return


async def test_a_bot_that_is_killed_under_load_loses_nothing_that_it_acknowledged(contoso_index: Path, database_url: str) -> None:
    """Twice over; each new process serves at once, and the database is whole."""
    rated: list[str] = []
    async with connector() as channel:
        for life in range(2):
            async with served(contoso_index, database_url) as (process, url):
                working = [asyncio.create_task(load(url, channel, 10 * life + worker, rated)) for worker in range(6)]
                wanted = len(rated) + 40
                while len(rated) < wanted:  # noqa: ASYNC110  # not for one event, but for many
                    await asyncio.sleep(0.01)
                process.send_signal(signal.SIGKILL)
                await asyncio.gather(*working)
        async with served(contoso_index, database_url):
            pass
    database = Database(database_url)
    kept = {given.message_id for given, _ in await SqlFeedback(database).ratings()}
    await database.close()

    assert len(rated) >= 80
    assert [name for name in rated if name not in kept] == []
    if database.is_sqlite:
        assert sqlite3.connect(str(database.url.database)).execute("PRAGMA integrity_check").fetchone() == ("ok",)

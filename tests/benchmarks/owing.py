"""What the benchmarks and tests of sending share: a channel that is busy now and then, messages that fall due, processes that send them."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import psutil
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.delivery.ledger import Kind, Owed, Policy, Reference
from bot.delivery.wakeups import Wakeups
from bot.engagements.scope import TeamScope
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.references import SqlReferences
from bot.storage.works import SqlWorks
from tests.benchmarks.delivery_worker import now

PROJECT = Path(__file__).resolve().parents[2]
_TENANTS = 100
_A_WORK = 100


class Channel:
    """Takes posts in 20 ms; refuses 4 % with 429 and 2.5 % with 502.

    taken: how many posts each conversation got. times: when each post was taken, in seconds that never run backwards.
    """

    def __init__(self, *, seed: int = 7, takes_s: float = 0.02) -> None:
        self.url, self.refused, self._takes_s = "", 0, takes_s
        self.taken: Counter[str] = Counter()
        self.times: list[float] = []
        self._one_more = asyncio.Condition()
        self._random = random.Random(seed)  # noqa: S311  # to be the same each time

    async def take(self, request: web.Request) -> web.Response:
        """Take one post, or refuse it."""
        await asyncio.sleep(self._takes_s)
        chance = self._random.random()
        if chance < 0.065:
            self.refused += 1
            status, headers = (429, {"Retry-After": "1"}) if chance < 0.04 else (502, {})
            return web.json_response({"error": {"code": "Busy"}}, status=status, headers=headers)
        conversation = request.match_info["conversation"]
        self.taken[conversation] += 1
        self.times.append(time.monotonic())
        async with self._one_more:
            self._one_more.notify_all()
        return web.json_response({"id": f"{conversation}-{self.taken[conversation]}"}, status=201)

    async def until(self, count: int) -> None:
        """Return once `count` conversations got their post."""
        async with self._one_more:
            await self._one_more.wait_for(lambda: len(self.taken) >= count)

    async def until_posts(self, count: int) -> None:
        """Return once `count` posts were taken."""
        async with self._one_more:
            await self._one_more.wait_for(lambda: len(self.times) >= count)


@asynccontextmanager
async def channel(*, takes_s: float = 0.02) -> AsyncIterator[Channel]:
    """A channel on the loopback address."""
    fake, app = Channel(takes_s=takes_s), web.Application()
    app.add_routes([web.post("/v3/conversations/{conversation}/activities", fake.take)])
    async with TestServer(app) as server:
        fake.url = str(server.make_url("")).rstrip("/")
        yield fake


@asynccontextmanager
async def prepared(url: str) -> AsyncIterator[tuple[Database, Wakeups]]:
    """The database at `url` with all its tables, and its wake-ups."""
    database = Database(url)
    await migrate.upgrade(database)
    making = Wakeups(database.url, executor="maker", now=now)
    await making.start(_nothing)
    await making.stop()
    wakeups = Wakeups(database.url, executor="owner", now=now)
    try:
        yield database, wakeups
    finally:
        await wakeups.stop()
        await database.close()


async def owe(
    database: Database, wakeups: Wakeups, *, count: int, due: datetime, policy: Policy, service_url: str = "", name: str = "n"
) -> None:
    """Owe `count` messages, each to a conversation of its own, spread over 100 tenants. service_url: where to reach them, if at all."""
    works, references = SqlWorks(database, wake=wakeups.wake), SqlReferences(database)
    for first in range(0, count, _A_WORK):
        scope = TeamScope(tenant=f"tenant-{first // _A_WORK % _TENANTS}", team="team")
        ids = [f"{name}{number}" for number in range(first, min(first + _A_WORK, count))]
        for each in ids if service_url else ():
            await references.keep(Reference(tenant=scope.tenant, conversation=each, service_url=service_url, bot_id="28:bot"), now())
        async with works(scope) as work:
            for each in ids:
                await work.ledger.owe(
                    Owed(
                        id=each, scope=scope, conversation=each, kind=Kind.NOTICE, due=due, text_key="notice.missed_late",
                        values=(("date", "2026-03-03 10:00"),), policy=policy,
                    )
                )  # fmt: skip


@asynccontextmanager
async def workers(url: str, count: int, *, grace_s: float = 120.0, sweep_s: float = 30.0) -> AsyncIterator[list[psutil.Popen]]:
    """`count` processes that send, once they do; those that are left, and what is added, are told to stop at the end."""
    started = [worker(url, number, replicas=count, grace_s=grace_s, sweep_s=sweep_s) for number in range(1, count + 1)]
    try:
        for process in started:
            await ready(process)
        yield started
    finally:
        await stop(started)


def worker(url: str, number: int = 1, *, replicas: int = 1, grace_s: float, sweep_s: float) -> psutil.Popen:
    """A process that sends."""
    options = {"--url": url, "--executor": f"worker-{number}", "--replicas": replicas, "--grace-s": grace_s, "--sweep-s": sweep_s}
    words = [str(word) for pair in options.items() for word in pair]
    return psutil.Popen([sys.executable, "-m", "tests.benchmarks.delivery_worker", *words], cwd=PROJECT, stdout=-1, text=True)


async def ready(process: psutil.Popen) -> None:
    """Return once `process` sends."""
    line = await asyncio.to_thread(process.stdout.readline)
    if line.strip() != "ready":
        raise RuntimeError(f"a worker ended with {process.wait()}; its last words stand above")


async def stop(processes: Sequence[psutil.Popen]) -> None:
    """Tell `processes` to stop, and wait until they have."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        await asyncio.to_thread(process.wait)
        process.stdout.close()


async def _nothing(id: str, attempt: int) -> None:  # noqa: A002
    pass

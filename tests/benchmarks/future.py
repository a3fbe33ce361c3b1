"""Sending while 100,000 messages are scheduled for later: memory, time to start, and the rate with them in place against without."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from bot.delivery.ledger import Policy
from bot.delivery.wakeups import Wakeups
from bot.storage.database import Database
from tests.benchmarks.deaths import Figures, Terms
from tests.benchmarks.delivery_worker import now
from tests.benchmarks.owing import channel, owe, prepared, workers
from tests.benchmarks.servers import Server

_A_TURN = 2_000


async def measure(open_server: Callable[[], AbstractContextManager[Server]], terms: Terms) -> Figures:
    """One process with none scheduled, then with ten times `terms.count`."""
    later = 10 * terms.count
    with open_server() as server:
        async with prepared(server.url) as (database, wakeups):
            without = await _sending(server.url, database, wakeups, "first")
            began = time.monotonic()
            await owe(database, wakeups, count=later, due=now() + timedelta(days=30), policy=Policy.HOLD, name="later")
            scheduling_s = time.monotonic() - began
            beside = await _sending(server.url, database, wakeups, "second")
    return {
        "scheduled": later, "scheduled_per_s": round(later / scheduling_s, 1),
        **{f"{name}_without": figure for name, figure in without.items()}, **{f"{name}_with": figure for name, figure in beside.items()},
    }  # fmt: skip


async def _sending(url: str, database: Database, wakeups: Wakeups, name: str) -> Figures:
    async with channel() as fake:
        await owe(database, wakeups, count=_A_TURN, due=now(), policy=Policy.HOLD, service_url=fake.url, name=name)
        began = time.monotonic()
        async with workers(url, 1) as running:
            ready, before = time.monotonic(), len(fake.times)
            await fake.until(_A_TURN)
            rate = (_A_TURN * 9 // 10 - before) / (fake.times[_A_TURN * 9 // 10] - ready)  # the last wait for what was refused
            memory = running[0].memory_info().rss
    return {"start_s": round(ready - began, 2), "memory_mb": round(memory / 1e6), "sent_per_s": round(rate, 1)}

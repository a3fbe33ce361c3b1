"""Durable wake-ups: DBOS keeps them in the service's own database, set in the same transaction as what they are for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.ledger import Owed

Deliver = Callable[[str, int], Awaitable[None]]

_APPLICATION = "onramp"
_VERSION = "1"  # a constant: with one of its own, each release would leave lying what the one before it had set
_QUEUE = "deliveries"
_WORKFLOW = "deliver"
_POLL_S = 0.25


class Wakeups:
    """Sets wake-ups and, once started, runs what they are for on the event loop that started it. One at a time in a process.

    url: the service's database. executor: the name of this replica, the same after a restart. at_once: deliveries in flight at most.
    now: the time, with its zone.
    """

    def __init__(self, url: URL, *, executor: str, now: Callable[[], datetime], at_once: int = 16) -> None:
        self._executor, self._now, self._at_once = executor, now, at_once
        self._engine = _engine(url, at_once)
        self._client = DBOSClient(system_database_engine=self._engine, application_name=_APPLICATION, lazy=True)

    async def wake(self, connection: AsyncConnection, owed: Owed) -> None:
        """Set the wake-up of `owed` for its due time; it stands or falls with the transaction of `connection`."""
        options = EnqueueOptions(workflow_name=_WORKFLOW, queue_name=_QUEUE, workflow_id=f"{owed.id}:a{owed.attempt}", app_version=_VERSION)
        delay_s = (owed.due - self._now()).total_seconds()
        if delay_s > 0:
            options["delay_seconds"] = delay_s
        await connection.run_sync(lambda bound: self._client.enqueue_in_transaction(bound, options, owed.id, owed.attempt))

    async def start(self, deliver: Deliver) -> None:
        """Make DBOS's tables and run what falls due: `deliver` gets the id and the attempt of each row."""
        loop = asyncio.get_running_loop()

        def run(id: str, attempt: int) -> None:  # noqa: A002  # the field's name
            asyncio.run_coroutine_threadsafe(_awaited(deliver(id, attempt)), loop).result()

        def launch() -> None:
            DBOS(
                config=DBOSConfig(
                    name=_APPLICATION, system_database_engine=self._engine, application_version=_VERSION, executor_id=self._executor,
                    max_executor_threads=self._at_once, console_log_level="ERROR", log_level="ERROR", use_listen_notify=False,
                )
            )  # fmt: skip
            DBOS.workflow(name=_WORKFLOW)(run)
            DBOS.launch()
            DBOS.register_queue(_QUEUE, worker_concurrency=self._at_once, polling_interval_sec=_POLL_S, on_conflict="always_update")

        await asyncio.to_thread(launch)

    async def stop(self, *, within_s: float = 0.0) -> None:
        """Take nothing more, let what is in flight end for at most `within_s`, and let go of the database."""

        def end() -> None:
            DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=int(within_s))
            self._client.destroy()
            self._engine.dispose()

        await asyncio.to_thread(end)


async def _awaited(work: Awaitable[None]) -> None:
    await work


def _engine(url: URL, at_once: int) -> sa.Engine:
    """An engine of DBOS's own: its threads and the service would wait for one another's connections."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_size=at_once, max_overflow=4, pool_pre_ping=True)
    engine = sa.create_engine(url.set(drivername="sqlite+pysqlite"), connect_args={"timeout": 10.0, "check_same_thread": False})

    def prepare(connection: Any, _: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {pragma}").close()

    sa.event.listen(engine, "connect", prepare)
    return engine

"""Durable wake-ups: DBOS keeps them in the service's own database, set in the same transaction as what they are for."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.ledger import Owed
from bot.errors import StoreUnavailable
from knowledge.adapters.postgresql import Patience

Deliver = Callable[[str, int], Coroutine[Any, Any, None]]

_APPLICATION = "onramp"
_VERSION = "1"  # a constant: with one of its own, each release would leave lying what the one before it had set
_QUEUE = "deliveries"
_WORKFLOW = "deliver"
_POLL_S = 0.1
_WITHIN_S = 10.0  # its threads keep nobody waiting until the process is to stop


class Wakeups:
    """Sets wake-ups and, once started, runs what they are for on the event loop that started it. One at a time in a process.

    url: the service's database. executor: the name of this replica, the same after a restart. at_once: deliveries in flight at most.
    now: the time, with its zone.
    """

    def __init__(self, url: URL, *, executor: str, now: Callable[[], datetime], at_once: int = 64) -> None:
        self._executor, self._now, self._at_once = executor, now, at_once
        self._engine = _engine(url)
        self._client = DBOSClient(system_database_engine=self._engine, application_name=_APPLICATION, lazy=True)
        self._in_flight: set[Future[None]] = set()

    async def wake(self, connection: AsyncConnection, owed: Owed) -> None:
        """Set the wake-up of `owed` for its due time; it stands or falls with the transaction of `connection`."""
        options = EnqueueOptions(workflow_name=_WORKFLOW, queue_name=_QUEUE, workflow_id=_name(owed), app_version=_VERSION)
        delay_s = (owed.due - self._now()).total_seconds()
        if delay_s > 0:
            options["delay_seconds"] = delay_s
        await connection.run_sync(lambda bound: self._client.enqueue_in_transaction(bound, options, owed.id, owed.attempt))

    async def waiting(self, rows: Sequence[Owed]) -> set[str]:
        """The ids of those of `rows` whose wake-up has yet to come. Raises StoreUnavailable."""
        if not rows:
            return set()
        ids = {_name(owed): owed.id for owed in rows}
        try:
            found = await asyncio.to_thread(
                self._client.list_workflows, workflow_ids=list(ids), status=["DELAYED", "ENQUEUED"], load_input=False, load_output=False
            )
        except sa.exc.SQLAlchemyError as fault:
            raise StoreUnavailable("the wake-ups cannot be read") from fault
        return {ids[each.workflow_id] for each in found}

    async def start(self, deliver: Deliver) -> None:
        """Make DBOS's tables and run what falls due: `deliver` gets the id and the attempt of each row.

        Raises StoreUnavailable when the tables cannot be made.
        """
        loop = asyncio.get_running_loop()

        def run(id: str, attempt: int) -> None:  # noqa: A002  # the field's name
            future = asyncio.run_coroutine_threadsafe(deliver(id, attempt), loop)
            self._in_flight.add(future)
            try:
                future.result()
            finally:
                self._in_flight.discard(future)

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

        try:
            await asyncio.to_thread(launch)
        except sa.exc.SQLAlchemyError as fault:
            raise StoreUnavailable("the tables of the wake-ups cannot be made; look whether the database answers") from fault

    async def stop(self, *, within_s: float = 0.0) -> None:
        """Take nothing more, let what is in flight end for at most `within_s`, and let go of the database.

        What has not ended then is broken off, as if the process had died.
        """

        def end() -> None:
            # whole seconds are all that DBOS counts in; what is broken off needs one more to be noted
            DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=math.ceil(within_s) + 1 if self._in_flight else 0)
            self._client.destroy()
            self._engine.dispose()

        breaking_off = asyncio.get_running_loop().call_later(within_s, self._break_off)
        await asyncio.to_thread(end)
        breaking_off.cancel()
        self._break_off()

    def _break_off(self) -> None:
        for future in tuple(self._in_flight):
            future.cancel()


def _name(owed: Owed) -> str:
    """The wake-up's own id: one that came or was cancelled is never used again."""
    return f"{owed.id}:a{owed.attempt}"


def _engine(url: URL) -> sa.Engine:
    """An engine of DBOS's own: its threads and the service would wait for one another's connections."""
    if url.get_backend_name() != "sqlite":
        shared = sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_size=8, max_overflow=4, pool_pre_ping=True)
        patience = Patience(patience_s=_WITHIN_S)
        sa.event.listen(shared, "do_connect", lambda _, __, arguments, given: patience.connect(*arguments, **given))
        return shared
    # its threads queue for two connections: one that waits for the file's one writer looks again and again, and out of turn
    engine = sa.create_engine(
        url.set(drivername="sqlite+pysqlite"), pool_size=2, max_overflow=0, connect_args={"timeout": 10.0, "check_same_thread": False}
    )

    def prepare(connection: Any, _: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {pragma}").close()

    sa.event.listen(engine, "connect", prepare)
    return engine

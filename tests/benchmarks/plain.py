"""The reference: a plain DBOS workflow over a ledger of two columns, and nothing of Onramp, on the same machine in the same run."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import psutil
import requests
import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions

from bot.delivery.wakeups import _engine
from bot.storage.database import address
from tests.benchmarks.deaths import Figures, Terms
from tests.benchmarks.owing import PROJECT, channel, ready, stop
from tests.benchmarks.servers import Server

_TABLE = sa.Table("plain_ledger", sa.MetaData(), sa.Column("id", sa.Text, primary_key=True), sa.Column("state", sa.Text, nullable=False))
_VERSION = "1"


async def measure(open_server: Callable[[], AbstractContextManager[Server]], terms: Terms) -> Figures:
    """The rate at which `terms.processes` processes send `terms.count` messages."""
    with open_server() as server:
        async with channel() as fake:
            await asyncio.to_thread(_owe, server.url, terms.count)
            words = ["--url", server.url, "--channel", fake.url]
            started = [
                psutil.Popen([sys.executable, "-m", "tests.benchmarks.plain", *words, "--name", str(n)], cwd=PROJECT, stdout=-1, text=True)
                for n in range(terms.processes)
            ]
            try:
                for process in started:
                    await ready(process)
                began, before = time.monotonic(), len(fake.times)
                await fake.until(terms.count * 2 // 5)
                rate = (len(fake.times) - before) / (time.monotonic() - began)
            finally:
                await stop(started)
    return {"messages": terms.count, "processes": terms.processes, "sent_per_s": round(rate, 1)}


def _move(engine: sa.Engine, id: str, before: str, after: str) -> bool:  # noqa: A002
    change = sa.update(_TABLE).where(_TABLE.c.id == id, _TABLE.c.state == before).values(state=after)
    with engine.begin() as connection:
        return bool(connection.execute(change).rowcount)


def _owe(url: str, count: int) -> None:
    engine = _engine(address(url))
    _TABLE.metadata.create_all(engine)
    _launched(engine, "maker")
    DBOS.destroy(destroy_registry=True)
    engine = _engine(address(url))
    client = DBOSClient(system_database_engine=engine, application_name="plain")
    with engine.begin() as connection:
        for number in range(count):
            connection.execute(sa.insert(_TABLE).values(id=f"n{number}", state="owed"))
            options = EnqueueOptions(workflow_name="send", queue_name="plain", workflow_id=f"n{number}", app_version=_VERSION)
            client.enqueue_in_transaction(connection, options, f"n{number}")
    client.destroy()
    engine.dispose()


def _launched(engine: sa.Engine, name: str) -> None:
    DBOS(
        config=DBOSConfig(
            name="plain", system_database_engine=engine, application_version=_VERSION, executor_id=name, max_executor_threads=32,
            console_log_level="ERROR", log_level="ERROR", use_listen_notify=False,
        )
    )  # fmt: skip
    DBOS.launch()


def _work(url: str, channel_url: str, name: str) -> None:
    engine, http = _engine(address(url)), threading.local()

    def send(id: str) -> None:  # noqa: A002
        if not _move(engine, id, "owed", "sending"):
            return
        http.session = getattr(http, "session", None) or requests.Session()
        while not http.session.post(f"{channel_url}/v3/conversations/{id}/activities", json={"text": "due"}, timeout=15).ok:
            time.sleep(1)
        _move(engine, id, "sending", "sent")

    DBOS.workflow(name="send")(send)
    _launched(_engine(address(url)), name)
    DBOS.register_queue("plain", worker_concurrency=32, polling_interval_sec=0.25, on_conflict="always_update")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    signal.sigwait({signal.SIGTERM})
    DBOS.destroy()


def main() -> None:
    """Read the arguments and work."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.plain")
    for name in ("--url", "--channel", "--name"):
        parser.add_argument(name, required=True)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)  # what it cannot do for now, it does later
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    _work(arguments.url, arguments.channel, arguments.name)


if __name__ == "__main__":
    main()

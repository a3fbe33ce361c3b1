"""How fast the service starts, how much memory it takes and how many questions it answers: python -m tests.benchmarks.serving [--index DIR]

The service runs as people start it, in a process of its own with SQLite; the channel's side and the load are this process. What it may
do at most is measured by an echo bot on the same edge, adapter and connector, which keeps and asks nothing. Questions are different ones,
so none is answered from memory; a question counts once its answer was posted to the channel.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path

import aiohttp
import numpy as np
import psutil
from aiohttp import web
from botbuilder.core import TurnContext

from bot.teams.adapter import TeamsAdapter
from bot.teams.authentication import LocalAuthenticator
from bot.teams.connector import Connector as Sending
from bot.teams.edge import Edge
from bot.teams.own_token import OwnToken
from knowledge.index import open_index
from tests.benchmarks.figures import Figure, at_least, at_most, questions, show
from tests.channel import TENANT, Connector, connector, message

_AT_ONCE = 16
_PEOPLE = 200  # who ask in turn, each in a chat of their own
_ids = count()


class Echo:
    """Says what was said."""

    async def run(self, context: TurnContext) -> None:
        """Echo the activity of `context`."""
        await context.send_activity(f"You said: {context.activity.text}")


def echo(port: int) -> None:
    """Serve the echo bot until the process is told to stop."""

    edge = Edge(
        adapter=TeamsAdapter(Sending(OwnToken(None), sleep=asyncio.sleep, random=lambda: 0.5)), authenticator=LocalAuthenticator(),
        turns=lambda: Echo(), checks={}, clock=time.monotonic,  # type: ignore[return-value,arg-type]  # all that the edge asks of turns
    )  # fmt: skip
    app = web.Application()
    app.add_routes(edge.routes())
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


@contextmanager
def started(command: Sequence[str], port: int, index: Path, *, url: str = "") -> Iterator[psutil.Process]:
    """A process that serves on `port` while inside. url: the database, "" for one of its own."""
    with tempfile.TemporaryDirectory() as kept:
        settings = {
            "ONRAMP_LOCAL": "1", "ONRAMP_PORT": str(port), "ONRAMP_INDEX": str(index), "ONRAMP_DATABASE_URL": url or f"sqlite:///{kept}/onramp.sqlite3",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, *command], env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


@asynccontextmanager
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """A client of any number of connections."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        yield http


async def ready(http: aiohttp.ClientSession, port: int, path: str) -> None:
    """Return once `path` answers well. Raises TimeoutError after 30 s."""
    for _ in range(3000):
        try:
            async with http.get(f"http://127.0.0.1:{port}{path}") as response:
                if response.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.01)
    raise TimeoutError("the service is not ready after 30 s")


async def post(http: aiohttp.ClientSession, port: int, text: str, channel: Connector) -> float:
    """The seconds until `text`, asked by the next person, is answered."""
    number = next(_ids)
    asker = {"id": f"29:asker-{number % _PEOPLE}", "name": "Asker", "aadObjectId": f"aad-{number % _PEOPLE}"}
    chat = {"id": f"chat-{number % _PEOPLE}", "conversationType": "personal", "tenantId": TENANT}
    body = {**message(text, service_url=channel.url, id=f"bench-{number}"), "from": asker, "conversation": chat}
    start = time.perf_counter()
    async with http.post(f"http://127.0.0.1:{port}/api/messages", json=body) as response:
        response.raise_for_status()
    return time.perf_counter() - start


async def _as_fast_as_it_goes(http: aiohttp.ClientSession, port: int, texts: Sequence[str], channel: Connector) -> float:
    """Questions a second, with so many under way at once."""
    waiting = iter(texts)

    async def asker() -> None:
        for text in waiting:
            await post(http, port, text, channel)

    start = time.perf_counter()
    await asyncio.gather(*(asker() for _ in range(_AT_ONCE)))
    return len(texts) / (time.perf_counter() - start)


async def _at_rate(http: aiohttp.ClientSession, port: int, texts: Sequence[str], channel: Connector, rate: float) -> float:
    """The 95th percentile of latency in ms when questions come at `rate` a second, whether or not others are answered yet."""
    start, tasks = time.perf_counter(), []
    for number, text in enumerate(texts):
        await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(post(http, port, text, channel)))
    return float(np.quantile(await asyncio.gather(*tasks), 0.95)) * 1000


async def _measure(index: Path) -> list[Figure]:
    asked = questions()
    warm, first, second = asked[:20], asked[20:220], asked[220:420]
    async with connector() as channel, client() as http:
        with started(["-m", "tests.benchmarks.serving", "--echo", str(port := free())], port, index):
            await ready(http, port, "/healthz")
            await _as_fast_as_it_goes(http, port, warm, channel)
            echoed = await _as_fast_as_it_goes(http, port, first + second, channel)
        start = time.perf_counter()
        with started(["-m", "bot.cli", "serve"], port := free(), index) as process:
            await ready(http, port, "/readyz")
            began, before = time.perf_counter() - start, _megabytes(process)
            await _as_fast_as_it_goes(http, port, warm, channel)
            channel.posted.clear()
            answered = await _as_fast_as_it_goes(http, port, first, channel)
            p95 = await _at_rate(http, port, second, channel, answered / 2)
            dropped = len(first) + len(second) - len(channel.messages)
            again = await _as_fast_as_it_goes(http, port, first, channel)
            after = _megabytes(process)
    encoded = _encoded(index, first)
    return [
        at_most(2, "start to readyz", began, "s"),
        at_most(350, "memory when ready", before, "MB"),
        at_most(350, "memory after 600 questions", after, "MB"),
        Figure(name="the echo bot", value=echoed, unit="messages/s"),
        Figure(name="Onramp, each question new", value=answered, unit="questions/s"),
        at_least(0.5, "Onramp over the echo bot", answered / echoed, "×"),
        Figure(name="encoding alone", value=encoded, unit="questions/s"),
        Figure(name="encoding alone over the echo bot", value=encoded / echoed, unit="×"),
        Figure(name="Onramp, questions asked before", value=again, unit="questions/s"),
        at_least(0.5, "Onramp over the echo bot, questions asked before", again / echoed, "×"),
        at_most(200, "p95 at half that load", p95, "ms"),
        at_most(0, "dropped", dropped, ""),
    ]


def _encoded(index: Path, texts: Sequence[str]) -> float:
    """Texts a second that the index's encoder encodes, one after the other."""
    encoder = open_index(index).encoder
    encoder.encode(texts[:1])
    start = time.perf_counter()
    for text in texts:
        encoder.encode([text])
    return len(texts) / (time.perf_counter() - start)


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


def free() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(argv: list[str] | None = None) -> int:
    """Measure and print, or be the echo bot."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving", description="Measure the service over HTTP.")
    parser.add_argument("--index", type=Path, default=Path(".onramp/index"), help="default: %(default)s")
    parser.add_argument("--echo", type=int, metavar="PORT", help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.echo:
        echo(arguments.echo)
    else:
        show("Serving", asyncio.run(_measure(arguments.index)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A process that sends what is owed, wired as the service is but without its web edge: python -m tests.benchmarks.delivery_worker.

It says "ready" once it sends, and ends on SIGTERM.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import signal
import sys
import time
from datetime import UTC, datetime

from bot.checkpoints.planning import Terms
from bot.checkpoints.prompting import Prompting
from bot.conversation.nudges import Nudges
from bot.delivery.limits import Limits
from bot.delivery.running import running
from bot.delivery.sender import Sender
from bot.delivery.sweeper import Sweeper
from bot.delivery.wakeups import Wakeups
from bot.storage.database import Database
from bot.storage.ledger import SqlDeliveries
from bot.storage.references import SqlReferences
from bot.storage.works import SqlWorks
from bot.teams.cards.deck import Deck
from bot.teams.connector import Connector
from bot.teams.own_token import OwnToken
from bot.teams.proactive import ProactivePoster
from knowledge.models import PackManifest
from knowledge.wording import Wording

_PACK = PackManifest(name="benchmark", title="Benchmark", programme="Benchmark", version="1")


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


async def work(arguments: argparse.Namespace) -> None:
    """Send until told to stop."""
    database, wording = Database(arguments.url), Wording.load("en")
    wakeups = Wakeups(database.url, executor=arguments.executor, now=now)
    deliveries = SqlDeliveries(database, wakeups.wake, grace_s=arguments.grace_s)
    connector = Connector(OwnToken(None), sleep=asyncio.sleep, random=random.random)
    references, works = SqlReferences(database), SqlWorks(database, wake=wakeups.wake)
    nudges = Nudges(works=works, prompting=Prompting(terms=Terms(), say=wording.say), references=references)
    sender = Sender(
        deliveries=deliveries, references=references, composer=nudges,
        poster=ProactivePoster(connector, Deck(wording=wording, pack=_PACK)), limits=Limits(replicas=arguments.replicas),
        now=now, clock=time.monotonic, sleep=asyncio.sleep, chance=random.random,
    )  # fmt: skip
    sweeper = Sweeper(
        deliveries=deliveries, composer=nudges, waiting=wakeups.waiting, now=now, sleep=asyncio.sleep, every_s=arguments.sweep_s
    )
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    async with running(wakeups, sender, sweeper, drain_s=5.0):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await told.wait()
    await connector.close()
    await database.close()


def main() -> None:
    """Read the arguments and work."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.delivery_worker")
    parser.add_argument("--url", required=True, help="the database, with its tables")
    parser.add_argument("--executor", default="worker-1", help="the name of this replica")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--grace-s", type=float, default=120.0)
    parser.add_argument("--sweep-s", type=float, default=30.0)
    logging.disable(logging.CRITICAL)  # what it cannot do for now, it does later
    asyncio.run(work(parser.parse_args()))


if __name__ == "__main__":
    main()

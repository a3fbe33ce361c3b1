"""Whether questions wait while the checkpoints of 50 teams fall due in the same minute: python -m tests.benchmarks.load [--index DIR]

The service runs as people start it, in a process of its own with SQLite. The teams are planned through the product's own use cases;
questions come at a steady rate before and while their cards are posted, and both times stand side by side. Each question is asked once:
the service keeps the vectors of what it was asked. A question counts as answered once a message was posted to its chat.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from bot.checkpoints.planning import Terms, change
from bot.checkpoints.schedule import Schedule
from bot.delivery.ledger import Reference
from bot.engagements.engagement import Engagement
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from bot.storage.references import SqlReferences
from bot.storage.works import SqlWorks
from tests.benchmarks.figures import Figure, at_least, at_most, questions, show
from tests.benchmarks.owing import prepared
from tests.benchmarks.serving import client, free, post, ready, started
from tests.channel import TENANT, Connector, connector

_TEAMS = 50
_RATE = 5.0  # questions a second
_BEFORE_S, _AFTER_S = 25.0, 25.0
_WARM = 10  # questions that come first and do not count
_SPECIALIST = Member(person="aad-adele", name="Adele Vance", account="29:adele")


async def _plan(url: str, channel: Connector, due: datetime) -> None:
    """Plan a checkpoint at `due` for each team."""
    async with prepared(url) as (database, wakeups):
        works, references = SqlWorks(database, wake=wakeups.wake), SqlReferences(database)
        for number in range(_TEAMS):
            scope, place = TeamScope(tenant=TENANT, team=f"team-{number}"), f"channel-{number}"
            await references.keep(Reference(tenant=TENANT, conversation=place, service_url=channel.url, bot_id="28:bot"), datetime.now(UTC))
            async with works(scope) as work:
                await work.engagements.save(
                    Engagement(
                        id=f"e{number}", scope=scope, channel=place, customer="Contoso", timezone="UTC", start=date(2026, 1, 5),
                        roster=Roster(held=((RosterRole.SPECIALIST, _SPECIALIST),)),
                    )
                )  # fmt: skip
                schedule = Schedule(
                    id=f"s{number}", scope=scope, rrule="FREQ=WEEKLY", starts=due.replace(tzinfo=None), timezone="UTC", owner=_SPECIALIST
                )
                await change(work, schedule, channel=place, now=datetime.now(UTC), terms=Terms(), by=_SPECIALIST, action="series.start")


async def _measure(index: Path) -> list[Figure]:
    many, more, asked = int(_BEFORE_S * _RATE), int(_AFTER_S * _RATE), questions()
    warm, first, second = asked[:_WARM], asked[_WARM : _WARM + many], asked[_WARM + many : _WARM + many + more]
    with tempfile.TemporaryDirectory() as kept:
        url = f"sqlite:///{kept}/onramp.sqlite3"
        async with connector() as channel, client() as http:
            due = (datetime.now(UTC) + timedelta(seconds=_BEFORE_S + 75)).replace(second=0, microsecond=0)
            await _plan(url, channel, due)
            with started(["-m", "bot.cli", "serve"], port := free(), index, url=url):
                await ready(http, port, "/readyz")
                for text in warm:
                    await post(http, port, text, channel)
                begin = due - timedelta(seconds=_BEFORE_S)
                await asyncio.sleep(max(0.0, (begin - datetime.now(UTC)).total_seconds()))
                before, during = await _asked(first, port, channel), await _asked(second, port, channel)
                posted = [sent.conversation for sent in channel.messages if sent.conversation.startswith("channel-")]
                answered = len(channel.messages) - len(posted) - len(warm)
    return [
        at_least(_TEAMS, "teams whose card was posted meanwhile", len(set(posted)), ""),
        at_most(0, "cards posted more than once", len(posted) - len(set(posted)), ""),
        at_most(0, "questions unanswered", len(first) + len(second) - answered, ""),
        Figure(name="answers before, p95", value=float(np.quantile(before, 0.95)) * 1000, unit="ms"),
        Figure(name="answers before, slowest", value=max(before) * 1000, unit="ms"),
        Figure(name="answers while they are due, p95", value=float(np.quantile(during, 0.95)) * 1000, unit="ms"),
        at_most(2000, "answers while they are due, slowest", max(during) * 1000, "ms"),
    ]


async def _asked(texts: Sequence[str], port: int, channel: Connector) -> list[float]:
    """How long answers take when `texts` come at a steady rate, whether or not others are answered yet."""
    start, tasks = time.perf_counter(), []
    async with client() as http:
        for number, text in enumerate(texts):
            await asyncio.sleep(max(0.0, start + number / _RATE - time.perf_counter()))
            tasks.append(asyncio.create_task(post(http, port, text, channel)))
        return list(await asyncio.gather(*tasks))


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description="Measure answers while many checkpoints are due.")
    parser.add_argument("--index", type=Path, default=Path(".onramp/index"), help="default: %(default)s")
    show(f"{_TEAMS} teams due in one minute, {_RATE:g} questions a second", asyncio.run(_measure(parser.parse_args(argv).index)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

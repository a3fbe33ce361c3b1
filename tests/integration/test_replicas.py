"""Two replicas of the bot, as processes, on one PostgreSQL database behind one proxy."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest

from bot.delivery.ledger import Delivery, Owed, Policy
from bot.delivery.wakeups import Wakeups
from bot.engagements.scope import TeamScope
from bot.storage.database import Database
from bot.storage.works import SqlWorks
from tests.benchmarks.owing import owe
from tests.channel import ADELE, TENANT, Connector, message, pressed
from tests.replicas import Proxy, Replica, replicas
from tests.team import FORM, buttons

pytestmark = pytest.mark.slow  # each starts two processes

_QUESTIONS, _ASKERS, _OWED = 300, 8, 40
_OWING = TeamScope(tenant="tenant-0", team="team")  # the first that `owe` owes for, in whose name all of these are


@pytest.fixture
def url(postgresql: str, request: pytest.FixtureRequest) -> str:
    """An empty PostgreSQL database."""
    name = f"replicas_{abs(hash(request.node.nodeid)):x}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgresql.replace("/postgres?", f"/{name}?")


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The channel's connections."""
    async with aiohttp.ClientSession() as made:
        yield made


async def deliver(session: aiohttp.ClientSession, at: Proxy | Replica, activity: dict[str, Any]) -> dict[str, Any]:
    """Deliver `activity`; the body of the response."""
    async with session.post(f"{at.url}/api/messages", json=activity) as response:
        assert response.status == 200
        return json.loads(await response.read() or b"{}")  # type: ignore[no-any-return]


async def test_a_follow_up_and_a_card_work_whichever_replica_answers(
    url: str, contoso_index: Path, channel: Connector, session: aiohttp.ClientSession
) -> None:
    """What one was told the other knows, and a card of one's is replaced by the other."""
    async with replicas(2, database_url=url, index=contoso_index) as (_, (first, second)):
        await deliver(session, first, message("Is the transfer of booking history in scope for 300 seats?", service_url=channel.url))
        await deliver(session, second, message("and with 20 seats?", id="activity-2", service_url=channel.url))
        answers = [sent.card["speak"] for sent in channel.messages]
        await deliver(session, first, pressed(FORM, scope="channel", service_url=channel.url))
        told = {"do": "set_facts", "fact.seats": "90"}
        shown = await deliver(session, second, pressed(told, scope="channel", card="message-7", service_url=channel.url))
        replaced = channel.posted[-1]
        await deliver(session, first, message("engagement", id="activity-3", scope="channel", service_url=channel.url))

    assert len(answers) == 2
    assert "booking history" in answers[0]
    assert "booking history" in answers[1]
    assert answers[0] != answers[1]
    assert "seats: 90" in json.dumps(shown)
    assert (replaced.method, replaced.activity_id) == ("PUT", "message-7")
    assert "seats: 90" in json.dumps(channel.messages[-1].card)
    assert "Set up" not in buttons(channel.messages[-1].card)


async def test_nothing_is_lost_or_doubled_when_a_replica_dies_under_load(
    url: str, contoso_index: Path, channel: Connector, session: aiohttp.ClientSession
) -> None:
    """A question that it had in hand is delivered again; what it owed is sent by the others, or known to be in doubt."""
    async with replicas(2, database_url=url, index=contoso_index) as (proxy, (first, _)):
        database = Database(url)
        wakeups = Wakeups(database.url, executor="test", now=lambda: datetime.now(UTC))
        due = datetime.now(UTC) + timedelta(seconds=1)
        await owe(database, wakeups, count=_OWED, due=due, policy=Policy.HOLD, service_url=channel.url)
        again = await _asked_while_one_dies(session, proxy, first, channel)
        await first.start()  # as whatever runs it would
        async with asyncio.timeout(60):
            while any(row.state is Delivery.OWED for row in await _ledger(database)):  # noqa: ASYNC110  # another process sends
                await asyncio.sleep(0.2)
        rows = await _ledger(database)
        in_hand, sent = ({row.id for row in rows if row.state is state} for state in (Delivery.SENDING, Delivery.SENT))
        await wakeups.stop()
        await database.close()

    posts = Counter(sent.conversation for sent in channel.messages)
    asked, owed = [f"asked-{number}" for number in range(_QUESTIONS)], [f"n{number}" for number in range(_OWED)]
    assert [name for name in asked if not posts[name]] == []
    assert {name for name in asked if posts[name] > 1} <= again
    assert sent | in_hand == set(owed)
    assert [name for name in owed if posts[name] > 1] == []
    assert [name for name in sent if not posts[name]] == []


async def _ledger(database: Database) -> list[Owed]:
    """What the team was owed, and what became of it."""
    async with SqlWorks(database)(_OWING, reads=True) as work:
        return await work.ledger.all()


async def _asked_while_one_dies(session: aiohttp.ClientSession, proxy: Proxy, victim: Replica, channel: Connector) -> set[str]:
    """Ask all questions, and end `victim` after a third of them; the conversations whose question was delivered again, as Teams does.

    Teams delivers again what was not acknowledged, to whichever replica then answers.
    """
    numbers, again = iter(range(_QUESTIONS)), set()
    killing: list[asyncio.Task[None]] = []

    async def ask() -> None:
        for number in numbers:
            name = f"asked-{number}"
            if number == _QUESTIONS // 3:
                killing.append(asyncio.create_task(victim.kill()))
            there = {
                "from": {**ADELE, "id": f"29:{name}", "aadObjectId": f"aad-{name}"},
                "conversation": {"id": name, "conversationType": "personal", "tenantId": TENANT},
            }
            words = {**message("Who labels the shelves?", service_url=channel.url), **there}
            while True:
                async with session.post(f"{proxy.url}/api/messages", json=words) as response:
                    if response.status == 200:
                        break
                again.add(name)

    await asyncio.gather(*(ask() for _ in range(_ASKERS)))
    await asyncio.gather(*killing)
    return again

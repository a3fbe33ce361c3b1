"""Messages that fall due, sent by real processes from each database: none is lost, whatever dies."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.delivery.ledger import Delivery, Kind, Owed, Policy
from bot.engagements.scope import TeamScope
from bot.storage.database import Database
from bot.storage.ledger import SqlDeliveries
from bot.storage.tables import ledger
from bot.storage.works import SqlWorks
from tests.benchmarks.deaths import Terms, killed
from tests.benchmarks.delivery_worker import now
from tests.benchmarks.owing import channel, owe, prepared, workers
from tests.benchmarks.servers import Server

SCOPE = TeamScope(tenant="contoso", team="blue")


@pytest.fixture
def open_server(database_url: str) -> Callable[[], AbstractContextManager[Server]]:
    """Opens an empty database of each kind in turn."""

    @contextmanager
    def opened() -> Iterator[Server]:
        yield Server(url=database_url, restart=lambda: None)

    return opened


async def states(database: Database) -> list[str]:
    """The states of all messages."""
    async with database.transaction(reads=True) as connection:
        return list((await connection.execute(sa.select(ledger.c.state))).scalars())


async def test_a_message_and_its_wake_up_stand_or_fall_together(database_url: str) -> None:
    """A work that is undone leaves neither."""
    owed = Owed(id="kept", scope=SCOPE, conversation="c", kind=Kind.NOTICE, due=now() + timedelta(hours=1))
    undone = Owed(id="undone", scope=SCOPE, conversation="c", kind=Kind.NOTICE, due=now() + timedelta(hours=1))
    async with prepared(database_url) as (database, wakeups):
        works = SqlWorks(database, wake=wakeups.wake)
        async with works(SCOPE) as work:
            await work.ledger.owe(owed)
        with pytest.raises(KeyError):  # noqa: PT012  # the work as a whole fails
            async with works(SCOPE) as work:
                await work.ledger.owe(undone)
                raise KeyError
        deliveries = SqlDeliveries(database, wakeups.wake)

        assert await wakeups.waiting([owed, undone]) == {"kept"}
        assert [await deliveries.get(each) for each in ("kept", "undone")] == [owed, None]


@pytest.mark.parametrize("policy", list(Policy))
async def test_a_killed_process_loses_nothing(open_server: Callable[[], AbstractContextManager[Server]], policy: Policy) -> None:
    """The next one of its name, or the sweep, goes on; what was in flight is held, and so never doubled, or sent again."""
    figures = await killed(open_server, Terms(count=60, processes=1, grace_s=6.0, sweep_s=1.0), policy)

    assert figures["lost"] == 0
    if policy is Policy.HOLD:
        assert figures["doubled"] == 0
    else:
        assert figures["in_doubt"] == 0


async def test_a_process_that_is_told_to_stop_ends_what_it_has_in_flight(database_url: str) -> None:
    """And takes nothing more; nothing is left in doubt."""
    async with channel(takes_s=0.5) as fake, prepared(database_url) as (database, wakeups):
        await owe(database, wakeups, count=150, due=now(), policy=Policy.HOLD, service_url=fake.url)
        async with workers(database_url, 1) as running:
            await fake.until_posts(1)
            running[0].terminate()
            await asyncio.to_thread(running[0].wait)
            found = await states(database)

    assert found.count(Delivery.SENT.value) == len(fake.times) < 150
    assert Delivery.SENDING.value not in found

"""Sending while processes die: how many messages are lost or doubled, and how soon what a dead process had in hand is settled."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa

from bot.delivery.ledger import Delivery, Policy
from bot.storage.database import Database
from bot.storage.tables import ledger
from tests.benchmarks.delivery_worker import now
from tests.benchmarks.owing import Channel, channel, owe, prepared, ready, worker, workers
from tests.benchmarks.servers import Server

Figures = dict[str, float | int | str]
_OPEN = (Delivery.OWED.value, Delivery.SENDING.value)
_LOOK_S = 0.5


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How much is sent, by how many processes. grace_s, sweep_s: as the service has them, seconds."""

    count: int = 10_000
    processes: int = 3
    grace_s: float = 120.0
    sweep_s: float = 30.0


async def killed(open_server: Callable[[], AbstractContextManager[Server]], terms: Terms, policy: Policy) -> Figures:
    """`terms.count` messages are due; at 40 % one process is killed with -9. Where it was the only one, it is started again."""
    with open_server() as server:
        async with channel() as fake, prepared(server.url) as (database, wakeups):
            await owe(database, wakeups, count=terms.count, due=now(), policy=policy, service_url=fake.url)
            async with workers(server.url, terms.processes, grace_s=terms.grace_s, sweep_s=terms.sweep_s) as running:
                began, before = time.monotonic(), len(fake.times)
                await fake.until(terms.count * 2 // 5)
                running[0].kill()
                await asyncio.to_thread(running[0].wait)
                died = time.monotonic()
                held = await _in_hand(database)
                in_flight = len(await _open(database, held, (Delivery.SENDING.value,)))
                if terms.processes == 1:
                    running.append(worker(server.url, grace_s=terms.grace_s, sweep_s=terms.sweep_s))
                    await ready(running[-1])
                recovered = asyncio.create_task(_settled(database, held))
                await _settled(database)
                settled = await recovered
            rate = (sum(each <= died for each in fake.times) - before) / (died - began)
            return {
                **await outcome(database, fake, terms.count), "policy": policy.value, "processes": terms.processes,
                "sent_per_s": round(rate, 1), "in_flight_at_death": in_flight, "in_hand_at_death": len(held),
                "recovered_after_s": round(settled - died, 1), "grace_s": terms.grace_s,
            }  # fmt: skip


async def restarted(open_server: Callable[[], AbstractContextManager[Server]], terms: Terms, policy: Policy) -> Figures:
    """`terms.count` messages are due; at 40 % the database is stopped and started."""
    with open_server() as server:
        async with channel() as fake, prepared(server.url) as (database, wakeups):
            await owe(database, wakeups, count=terms.count, due=now(), policy=policy, service_url=fake.url)
            async with workers(server.url, terms.processes, grace_s=terms.grace_s, sweep_s=terms.sweep_s):
                began = time.monotonic()
                await fake.until(terms.count * 2 // 5)
                stopped, sent = time.monotonic(), len(fake.times)
                await asyncio.to_thread(server.restart)
                back = time.monotonic()
                await database.close()
                await fake.until_posts(len(fake.times) + 100)
                flowing = time.monotonic()
                settled = await _settled(database)
            return {
                **await outcome(database, fake, terms.count), "policy": policy.value, "processes": terms.processes,
                "sent_per_s": round(sent / (stopped - began), 1), "database_away_s": round(back - stopped, 1),
                "sending_again_after_s": round(flowing - back, 1), "all_settled_after_s": round(settled - back, 1),
            }  # fmt: skip


async def outcome(database: Database, fake: Channel, count: int) -> Figures:
    """What became of `count` messages. lost: neither sent nor left to a person. doubled: posts more than one to a conversation."""
    async with database.transaction(reads=True) as connection:
        rows = (await connection.execute(sa.select(ledger.c.conversation, ledger.c.state))).all()
    by_state = {state: [row.conversation for row in rows if row.state == state.value] for state in Delivery}
    unsent = [each for each in by_state[Delivery.SENT] if not fake.taken[each]]
    return {
        "messages": count,
        "lost": count - len(by_state[Delivery.SENT]) - len(by_state[Delivery.IN_DOUBT]) + len(unsent),
        "doubled": sum(times - 1 for times in fake.taken.values() if times > 1),
        "in_doubt": len(by_state[Delivery.IN_DOUBT]),
        "refused_by_channel": fake.refused,
    }


async def _in_hand(database: Database) -> list[str]:
    """The rows that the first process had taken out of the queue."""
    schema = "" if database.is_sqlite else "dbos."
    query = sa.text(f"SELECT workflow_uuid FROM {schema}workflow_status WHERE executor_id = 'worker-1' AND status = 'PENDING'")  # noqa: S608
    async with database.transaction(reads=True) as connection:
        return [str(name).rpartition(":a")[0] for name in (await connection.execute(query)).scalars()]


async def _open(database: Database, ids: list[str] | None = None, states: tuple[str, ...] = _OPEN) -> list[str]:
    query = sa.select(ledger.c.id).where(ledger.c.state.in_(states))
    async with database.transaction(reads=True) as connection:
        return list((await connection.execute(query if ids is None else query.where(ledger.c.id.in_(ids)))).scalars())


async def _settled(database: Database, ids: list[str] | None = None) -> float:
    """The moment at which nothing of `ids`, of all by default, is owed or being sent any more."""
    while await _open(database, ids):  # noqa: ASYNC110  # other processes do it
        await asyncio.sleep(_LOOK_S)
    return time.monotonic()

"""A PostgreSQL server that freezes on open connections, as one whose machine hangs: it counts as away, and nobody waits without end."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from bot.errors import StoreUnavailable
from bot.storage import migrate
from bot.storage.database import Database
from tests import samples
from tests.channel import message, pressed, thumb
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Bot, Start
from tests.team import plan_due_soon, text

Freeze = Callable[[], AbstractContextManager[None]]
QUESTION = "Is the import of opening balances in scope?"
ROLE = {"do": "role", "role": "partner"}


def desk() -> ScriptedDesk:
    """A desk that answers the question."""
    return ScriptedDesk({QUESTION: samples.verdict()})


async def role_text(bot: Bot) -> str:
    """What the one reads who says to be a partner."""
    return await (await bot.send(pressed(ROLE))).text()


async def until_kept(bot: Bot) -> None:
    """Until a write is taken again; the database is asked anew a moment after it was found silent."""
    while "as a partner" not in await role_text(bot):  # noqa: ASYNC110  # nobody tells
        await asyncio.sleep(0.1)


async def test_while_the_database_is_frozen_questions_are_answered_and_writes_refused(url: str, start: Start, freeze: Freeze) -> None:
    """As while it is away; once it goes on, so does the bot."""
    bot = await start(desk(), database_url=url)
    await bot.send(message(QUESTION, id="before"))
    async with asyncio.timeout(60):
        with freeze():
            asked = [
                (await bot.send(message(QUESTION, id=f"q{number}", scope=scope))).status
                for number, scope in enumerate(("personal", "channel"))
            ]
            role, rated, ready = await role_text(bot), await bot.send(thumb("like")), await bot.client.get("/readyz")
        await until_kept(bot)
        after = (await bot.send(thumb("like"))).status, (await bot.client.get("/readyz")).status

    assert asked == [200, 200]
    assert [bool(sent.card) for sent in bot.channel.messages[:3]] == [True] * 3
    assert "nothing was changed" in role
    assert (rated.status, ready.status, (await ready.json())["parts"]["database"]) == (503, 503, "failed")
    assert after == (200, 200)
    assert len(await bot.ratings()) == 1


async def test_who_waits_for_a_frozen_database_holds_up_nobody_else(url: str, start: Start, freeze: Freeze) -> None:
    """The event loop goes on meanwhile, and forty who ask at one time get their answers."""
    bot = await start(desk(), database_url=url)
    await bot.send(message(QUESTION, id="before"))
    async with asyncio.timeout(60):
        with freeze():
            waiting = [asyncio.create_task(bot.send(message(QUESTION, id=f"q{number}"))) for number in range(40)]
            healthy = (await bot.client.get("/healthz")).status
            none_yet = not any(one.done() for one in waiting)
            answered = [response.status for response in await asyncio.gather(*waiting)]

    assert (healthy, none_yet) == (200, True)
    assert answered == [200] * 40
    assert [bool(sent.card) for sent in bot.channel.messages] == [True] * 41


async def test_what_falls_due_while_the_database_is_frozen_is_posted_once_it_goes_on(url: str, start: Start, freeze: Freeze) -> None:
    """A checkpoint's card, once and not twice."""
    bot = await start(desk(), database_url=url, sends=True)
    await plan_due_soon(bot)
    before = len(bot.channel.messages)
    async with asyncio.timeout(60):
        with freeze():
            bot.clock.seconds += 60
            await asyncio.sleep(3)
            during = len(bot.channel.messages)
        await bot.channel.until_posts(before + 1)
        await asyncio.sleep(1)

    assert during == before
    assert [text(sent.body).count("Blockers") > 0 for sent in bot.channel.messages[before:]] == [True]


async def test_who_breaks_off_a_wait_for_a_frozen_database_is_let_go(url: str, freeze: Freeze) -> None:
    """The connection is thrown away, and the next one serves."""
    database = Database(url)
    await database.check()
    async with asyncio.timeout(30):
        with freeze(), pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await database.check()
        await asyncio.sleep(1.5)
        await database.check()
    await database.close()


async def test_a_command_finds_a_frozen_database_away(url: str, freeze: Freeze) -> None:
    """Also where it may take its time for what it does there."""
    database = Database(url)
    async with asyncio.timeout(30):
        with freeze(), pytest.raises(StoreUnavailable, match="connection timeout expired"):
            await migrate.upgrade(database)
    await database.close()


@pytest.mark.parametrize(
    ("setting", "patient", "limit"),
    [
        ("", False, "4500ms"),
        ("&connect_timeout=20", False, "18s"),
        ("", True, "9min"),
        ("&options=-cstatement_timeout%3D7s", False, "7s"),
    ],
    ids=["by default", "as connecting", "patient work", "as the URL says"],
)
async def test_the_server_is_told_when_to_give_up_a_statement(postgresql: str, setting: str, patient: bool, limit: str) -> None:
    """What the URL says of libpq's own settings goes before."""
    database = Database(postgresql + setting)
    async with database.transaction(reads=True, patient=patient) as connection:
        found = (await connection.exec_driver_sql("SHOW statement_timeout")).scalar_one()
    await database.close()

    assert found == limit


async def test_a_statement_that_takes_too_long_is_given_up_by_the_server(url: str) -> None:
    """The database is not away for it: the next statement is answered at once."""
    database = Database(url)
    async with asyncio.timeout(30):
        with pytest.raises(StoreUnavailable, match="canceling statement due to statement timeout"):
            await database.do(lambda connection: connection.exec_driver_sql("SELECT pg_sleep(20)"), reads=True)
        await database.check()
    await database.close()

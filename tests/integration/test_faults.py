"""A full disk, a database that is away, a channel that refuses: questions are answered, and no write is lost without a word."""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests import samples
from tests.channel import message, pressed, thumb
from tests.fakes import ScriptedDesk
from tests.faults import Wire, full_disk, wire
from tests.integration.conftest import Bot, Start
from tests.team import plan_due_soon, text

QUESTION = "Is the import of opening balances in scope?"
ROLE = {"do": "role", "role": "partner"}
SET_UP = {"do": "set_up", "customer": "Contoso", "timezone": "Europe/Berlin"}


def desk() -> ScriptedDesk:
    """A desk that answers the question."""
    return ScriptedDesk({QUESTION: samples.verdict()})


async def pressed_text(bot: Bot, data: dict[str, str], *, scope: str = "personal") -> str:
    """What the one who pressed the button reads."""
    return await (await bot.send(pressed(data, scope=scope))).text()


async def rate_until_refused(bot: Bot) -> list[int]:
    """The statuses that long comments get, up to the first that is not 200."""
    statuses = [200]
    while statuses[-1] == 200 and len(statuses) < 200:
        statuses.append((await bot.send(thumb("like", feedback="x" * 3000, replyToId=f"message-{len(statuses)}"))).status)
    return statuses[1:]


async def test_with_a_full_disk_questions_are_answered_and_writes_refused(start: Start, tmp_path: Path) -> None:
    """What was acknowledged is there, what could not be kept was said, and when there is room again all goes on."""
    file = tmp_path / "onramp.sqlite3"
    bot = await start(desk(), database_url=f"sqlite:///{file}")
    with full_disk():
        statuses = await rate_until_refused(bot)
        asked = [(await bot.send(message(QUESTION, id=f"q{number}"))).status for number in range(3)]
        role, set_up = await pressed_text(bot, ROLE), await pressed_text(bot, SET_UP, scope="channel")
    after = await pressed_text(bot, ROLE)

    kept = len(await bot.ratings())
    assert statuses[-1] == 503
    assert kept == len(statuses) - 1
    assert asked == [200] * 3
    assert [bool(sent.card) for sent in bot.channel.messages[:3]] == [True] * 3
    assert "nothing was changed" in role
    assert "nothing was changed" in set_up
    assert "as a partner" in after
    assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)


_NUMBERS = count(1)


@pytest.fixture
async def severed(postgresql: str) -> AsyncIterator[tuple[Wire, str]]:
    """A wire to an empty PostgreSQL database, and its URL."""
    behind, name = Path(parse_qs(urlsplit(postgresql).query)["host"][0]), f"severed_{next(_NUMBERS)}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short
        async with wire(Path(folder), behind) as made:
            yield made, f"postgresql://postgres:@/{name}?host={folder}&port=5432"


async def test_while_the_database_is_away_questions_are_answered_and_writes_refused(severed: tuple[Wire, str], start: Start) -> None:
    """The person reads that nothing was changed; the bot is not ready meanwhile, and recovers by itself."""
    line, url = severed
    bot = await start(desk(), database_url=url)
    await bot.send(message(QUESTION, id="before"))
    await line.cut()
    asked = [
        (await bot.send(message(QUESTION, id=f"q{number}", scope=scope))).status for number, scope in enumerate(("personal", "channel"))
    ]
    role, set_up = await pressed_text(bot, ROLE), await pressed_text(bot, SET_UP, scope="channel")
    rated, ready = await bot.send(thumb("like")), await bot.client.get("/readyz")
    await line.mend()
    after = (await pressed_text(bot, ROLE), (await bot.send(thumb("like"))).status, (await bot.client.get("/readyz")).status)

    assert asked == [200, 200]
    assert [bool(sent.card) for sent in bot.channel.messages[:3]] == [True] * 3
    assert "nothing was changed" in role
    assert "nothing was changed" in set_up
    assert (rated.status, ready.status, (await ready.json())["parts"]["database"]) == (503, 503, "failed")
    assert "as a partner" in after[0]
    assert after[1:] == (200, 200)
    assert len(await bot.ratings()) == 1


async def test_what_falls_due_while_the_database_is_away_is_posted_once_it_is_back(severed: tuple[Wire, str], start: Start) -> None:
    """A checkpoint's card, once and not twice."""
    line, url = severed
    bot = await start(desk(), database_url=url, sends=True)
    await plan_due_soon(bot)
    before = len(bot.channel.messages)
    await line.cut()
    bot.clock.seconds += 60
    await asyncio.sleep(3)  # the wake-ups look for what is due each second, and cannot
    during = len(bot.channel.messages)
    await line.mend()
    async with asyncio.timeout(120):
        await bot.channel.until_posts(before + 1)

    assert during == before
    assert [text(sent.body).count("Blockers") > 0 for sent in bot.channel.messages[before:]] == [True]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_channel_that_refuses_for_minutes_gets_the_answer_when_it_asks_again(start: Start, status: int) -> None:
    """The bot waits a while and then tells the channel, which sends the message again: it is no repetition then."""
    bot = await start(desk())
    bot.channel.answers = [(status, {})] * 40
    during = (await bot.send(message(QUESTION, id="same"))).status
    bot.channel.answers = []
    bot.clock.seconds += 180

    after = (await bot.send(message(QUESTION, id="same"))).status

    assert (during, after) == (500, 200)
    assert len(bot.channel.messages) == 1

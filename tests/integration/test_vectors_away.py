"""The database of shared vectors is away, cut off or frozen: people read so in plain words, and are answered again once it is back."""

import asyncio
import io
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import terminal
from bot.cli import main as onramp
from indexer.cli import main as onramp_index
from knowledge.adapters.pgvector_index import PgvectorStore
from knowledge.desk import Context, Desk
from knowledge.pack import Pack
from tests.building import CONTOSO, held_index
from tests.channel import message, pressed, search
from tests.fakes import WordCountEncoder
from tests.faults import wire
from tests.integration.conftest import Bot, Start
from tests.replicas import free_port
from tests.team import FORM, press

Freeze = Callable[[], AbstractContextManager[None]]
Away = Callable[[], AbstractAsyncContextManager[None]]
Serve = Callable[..., Awaitable[Bot]]
QUESTION, OTHER = "Who labels the shelves?", "Who counts the stock?"
_NUMBERS = count(1)


@pytest.fixture(params=["cut", "frozen"])
async def away(request: pytest.FixtureRequest, url: str, freeze: Freeze) -> AsyncIterator[tuple[str, Away]]:
    """The URL of the database, and what takes it away while entered, each way in turn."""
    behind = Path(parse_qs(urlsplit(url).query)["host"][0])
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short
        async with wire(Path(folder), behind) as line:

            @asynccontextmanager
            async def cut() -> AsyncIterator[None]:
                await line.cut()
                yield
                await line.mend()

            @asynccontextmanager
            async def stopped() -> AsyncIterator[None]:
                with freeze():
                    yield

            database = urlsplit(url).path
            yield f"postgresql://postgres:@{database}?host={folder}&port=5432&connect_timeout=2", cut if request.param == "cut" else stopped


def opened(pack: Pack, url: str) -> Desk:
    """A desk whose vectors stand in the database."""
    index = held_index(pack.manifest, pack.records, WordCountEncoder())
    store = PgvectorStore(url)
    store.prepare()
    with store.publishing("contoso", index.vectors.vectors()):
        pass
    return Desk(replace(index, vectors=store.open("contoso")))


@pytest.fixture
def serve(away: tuple[str, Away], contoso: Pack, start: Start) -> Serve:
    """Starts a bot whose index has its vectors in the database that can be taken away."""

    async def begin(**settings: object) -> Bot:
        desk = await asyncio.to_thread(opened, contoso, away[0])  # what the wire carries needs the loop
        bot: Bot = await start(desk, vectors_url=away[0], **settings)
        return bot

    return begin


async def until_answered(bot: Bot, words: str) -> None:
    """Until the question gets a card; a database that was just found silent is asked anew a moment later."""
    while True:
        await bot.send(message(words, id=f"again-{next(_NUMBERS)}"))
        if bot.channel.messages[-1].body.get("attachments"):
            return
        await asyncio.sleep(0.1)


async def test_a_question_is_answered_in_plain_words_and_the_next_one_by_the_record(
    away: tuple[str, Away], serve: Serve, logs: io.StringIO
) -> None:
    """That the knowledge is out of reach and nothing was decided; the log tells it apart from an error; nothing is started again."""
    bot = await serve()
    await bot.send(message(QUESTION, id="before"))
    async with asyncio.timeout(60), away[1]():
        statuses = [(await bot.send(message(OTHER, id="during"))).status]
        card = await (await bot.send(pressed({"do": "ask", "question": OTHER}))).text()
        hint = await (await bot.send(search("shelves"))).text()
        ready = await bot.client.get("/readyz")
        parts = (await ready.json())["parts"]
        told = bot.channel.messages[1]
    async with asyncio.timeout(60):
        await until_answered(bot, OTHER)
    after = await bot.client.get("/readyz")

    assert statuses == [200]
    for words in (told.body["text"], card, hint):
        assert "My knowledge is out of reach at the moment, so I have decided nothing. Please ask again in a minute, or ask " in words
    assert (ready.status, parts) == (503, {"desk": "ok", "vectors": "failed", "database": "ok", "credentials": "ok"})
    assert after.status == 200
    lines = [json.loads(line) for line in logs.getvalue().splitlines()]
    noted = [line for line in lines if line["event"] in ("knowledge_unavailable", "turn_failed")]
    assert {(line["event"], line["fault"]) for line in noted} == {("knowledge_unavailable", "VectorsAway")}


async def test_what_is_away_is_measured(away: tuple[str, Away], serve: Serve) -> None:
    """The vectors' database, apart from the one that everything is kept in."""
    port = free_port()
    bot = await serve(metrics_port=port)

    async def collected() -> dict[str, float]:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
            families = text_string_to_metric_families(await response.text())
            return {" ".join((sample.name, *sample.labels.values())): sample.value for family in families for sample in family.samples}

    before = await collected()
    async with asyncio.timeout(60), away[1]():
        await bot.send(message(QUESTION, id="during"))
        during = await collected()

    assert [each["onramp_vectors_up"] for each in (before, during)] == [1.0, 0.0]
    assert during["onramp_database_up"] == 1.0
    assert during["onramp_events_total knowledge_unavailable"] == 1.0
    assert during["onramp_events_total turn_failed"] == 0.0


async def test_facts_are_kept_though_earlier_answers_cannot_be_compared(away: tuple[str, Away], serve: Serve) -> None:
    """The card says so."""
    bot = await serve()
    await press(bot, FORM)
    await bot.send(message("Do you import the opening balances for us?", id="before", scope="channel"))
    async with asyncio.timeout(60), away[1]():
        shown = await (await bot.send(pressed({"do": "set_facts", "fact.seats": "12"}, scope="channel"))).text()

    assert "I cannot say which earlier answers turn with that" in shown
    assert "12" in shown


async def test_many_who_ask_while_the_vectors_are_frozen_all_hear_of_it(url: str, contoso: Pack, start: Start, freeze: Freeze) -> None:
    """Forty at one time wait for one and the same finding, and the event loop for none."""
    bot: Bot = await start(opened(contoso, url), vectors_url=url)
    async with asyncio.timeout(60):
        with freeze():
            waiting = [asyncio.create_task(bot.send(message(f"{QUESTION} {number}", id=f"q{number}"))) for number in range(40)]
            healthy = (await bot.client.get("/healthz")).status
            answered = [response.status for response in await asyncio.gather(*waiting)]

    assert (healthy, answered) == (200, [200] * 40)
    assert all("out of reach" in sent.body["text"] for sent in bot.channel.messages)


def test_a_chat_in_the_terminal_goes_on_while_the_vectors_are_frozen(
    url: str, contoso: Pack, freeze: Freeze, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what is wrong, and takes the next line."""
    desk = opened(contoso, url)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{QUESTION}\nbye\n"))
    with freeze():
        status = terminal.chat(desk, Context(as_of=date(2024, 10, 1)))
    shown = " ".join(capsys.readouterr().out.split())  # without its ends of line

    assert status == 0
    assert "ask again in a minute" in shown
    assert desk.wording.say("smalltalk.goodbye") in shown


@pytest.mark.usefixtures("sentence_encoder")
def test_a_command_says_in_one_line_that_the_vectors_are_frozen(
    url: str, tmp_path: Path, freeze: Freeze, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to do, and another status than 0."""
    monkeypatch.setenv("ONRAMP_VECTORS_URL", url)
    index = tmp_path / "index"
    assert onramp_index(["build", str(CONTOSO), "--out", str(index)]) == 0
    capsys.readouterr()
    with freeze():
        status = onramp(["ask", "--index", str(index), QUESTION])
    said = capsys.readouterr()

    assert (status, said.out, said.err.count("\n")) == (1, "", 1)
    assert "connection timeout expired; ask again in a minute, mend it, or name another in ONRAMP_VECTORS_URL" in said.err

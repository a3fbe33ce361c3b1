"""What the HTTP edge takes and refuses."""

from pathlib import Path
from typing import Any

import pytest

from tests import samples
from tests.channel import message
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Start

PARTS = {"desk": "ok", "database": "ok", "credentials": "ok"}


async def test_a_body_that_is_too_large_is_refused(start: Start) -> None:
    """413 beyond body_limit_kb."""
    bot = await start(body_limit_kb=16)

    response = await bot.send(message("x" * 20_000))

    assert response.status == 413
    assert bot.channel.posted == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"nonsense"])
async def test_a_body_that_is_no_json_is_refused(start: Start, body: bytes) -> None:
    """400, however it is broken."""
    bot = await start()

    response = await bot.client.post("/api/messages", data=body)

    assert response.status == 400


@pytest.mark.parametrize(
    "change",
    [
        {"type": None}, {"type": ""}, {"type": 7}, {"from": None}, {"from": {}}, {"recipient": "bot"}, {"conversation": None},
        {"conversation": {"id": 5}}, {"serviceUrl": "file:///etc"}, {"channelId": None}, {"id": 5}, {"text": {"a": 1}},
        {"membersAdded": "all"}, {"entities": "none"},
    ],
)  # fmt: skip
async def test_json_that_is_no_activity_is_refused(start: Start, change: dict[str, Any]) -> None:
    """400 with a sentence, never a server error."""
    bot = await start()

    response = await bot.client.post("/api/messages", json={**message("hello", service_url=bot.channel.url), **change})

    assert response.status == 400
    assert (await response.json())["error"]


@pytest.mark.parametrize("body", [None, 5, "text", [], [message("hello")]])
async def test_json_that_is_no_object_is_refused(start: Start, body: object) -> None:
    """400 as well."""
    bot = await start()

    response = await bot.client.post("/api/messages", json=body)

    assert response.status == 400


@pytest.mark.parametrize(
    "change",
    [
        {"channelData": None}, {"channelData": "x"}, {"channelData": {"tenant": "x"}}, {"entities": None}, {"value": None},
        {"entities": [{"type": "mention"}]}, {"entities": [{"type": "mention", "mentioned": None}]}, {"textFormat": "xml"},
        {"locale": None}, {"somethingNew": {"a": [1]}}, {"id": None},
    ],
)  # fmt: skip
async def test_an_activity_of_another_shape_is_answered_all_the_same(start: Start, change: dict[str, Any]) -> None:
    """What the bot does not need may be missing, empty or new."""
    bot = await start()

    response = await bot.send({**message("hello", scope="groupChat"), **change})

    assert response.status == 200
    assert len(bot.channel.messages) == 1


async def test_other_methods_are_refused(start: Start) -> None:
    """Activities are posted."""
    bot = await start()

    assert (await bot.client.get("/api/messages")).status == 405


async def test_a_living_bot_says_so(start: Start) -> None:
    """/healthz needs nothing but the process."""
    bot = await start()

    response = await bot.client.get("/healthz")

    assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_a_ready_bot_says_so_part_by_part(start: Start) -> None:
    """/readyz asks the desk, the store and the directory."""
    bot = await start()

    response = await bot.client.get("/readyz")

    assert (response.status, await response.json()) == (200, {"status": "ok", "parts": PARTS})


async def test_a_bot_whose_store_is_gone_is_not_ready(start: Start, tmp_path: Path) -> None:
    """503 names the part, and the bot lives on and answers."""
    store = tmp_path / "onramp.sqlite3"
    bot = await start(database_url=f"sqlite:///{store}")
    store.write_bytes(b"this is no database" * 100)

    response = await bot.client.get("/readyz")
    await bot.send(message("hello"))

    assert (response.status, (await response.json())["parts"]) == (503, {**PARTS, "database": "failed"})
    assert len(bot.channel.messages) == 1


async def test_a_local_bot_answers_on_this_machine_alone(start: Start) -> None:
    """Without authentication a web page could make the bot post anywhere, so other service addresses are refused."""
    bot = await start()

    response = await bot.client.post("/api/messages", json=message("hello", service_url="https://contoso.example/connector"))

    assert response.status == 401


async def test_what_another_replica_answered_is_not_answered_again(start: Start) -> None:
    """The channel delivers again what one could not acknowledge any more."""
    question = "Is the import of opening balances in scope?"
    first, second = [await start(ScriptedDesk({question: samples.verdict()})) for _ in range(2)]
    await first.send(message(question))
    again = await second.send(message(question))
    other = await second.send(message(question, id="activity-2"))

    assert (again.status, other.status) == (200, 200)
    assert len(first.channel.messages) == 2

"""What nobody well-meaning sends, over HTTP: to a local bot, so that all of it reaches the edge behind the token."""

import asyncio
import gzip
import json
from typing import Any

import pytest

from tests import samples
from tests.channel import ALEX, message, pressed, search, submitted, thumb
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Bot, Start

QUESTION = "Is the import of opening balances in scope?"


async def posted(bot: Bot, body: bytes, **headers: str) -> int:
    """The status that `body` gets."""
    async with bot.client.post("/api/messages", data=body, headers={"Content-Type": "application/json", **headers}) as response:
        return response.status


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml"])
async def test_a_body_of_another_type_is_refused(start: Start, kind: str) -> None:
    """415; among them are all that a web page may send to a bot on this machine without asking it."""
    bot = await start()
    body = json.dumps(message("hello", service_url=bot.channel.url)).encode()

    assert await posted(bot, body, **{"Content-Type": kind}) == 415
    assert bot.channel.posted == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "nonsense"])
async def test_a_body_in_a_broken_encoding_is_refused(start: Start, encoding: str) -> None:
    """A 4xx, never a server error."""
    bot = await start()

    assert 400 <= await posted(bot, b"{not compressed", **{"Content-Encoding": encoding}) < 500


async def test_a_body_that_swells_when_it_is_unpacked_is_refused(start: Start) -> None:
    """413: the limit holds for what comes out."""
    bot = await start(body_limit_kb=16)

    assert await posted(bot, gzip.compress(b" " * 50_000_000), **{"Content-Encoding": "gzip"}) == 413


async def test_a_body_that_does_not_arrive_in_time_is_given_up(start: Start) -> None:
    """408, and others are answered meanwhile."""
    bot = await start(body_within_s=0.2)
    reader, writer = await asyncio.open_connection(bot.client.host, bot.client.port)
    writer.write(b"POST /api/messages HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
    await bot.send(message("hello"))

    answer = await reader.read(100)

    assert answer.startswith(b"HTTP/1.1 408")
    assert len(bot.channel.messages) == 1
    writer.close()


@pytest.mark.parametrize(
    "text",
    [
        "x" * 30_000, "scope " * 5000, "<at>" * 5000, "<at " * 7000, "((((" * 7000, "\u202e" * 500, "\u200b" * 500, "a\x00b", "half \ud83d",
        "\ufeff\u2066mi\u200bgration\u2069", "👩\u200d💻" * 1000, "schedule checkpoints " + "every week " * 500,
        "-- '; DROP TABLE threads; {0} %s {correlation} ${x}", "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)  # fmt: skip
async def test_any_text_is_answered(start: Start, text: str) -> None:
    """With one message that is no fault, long, hidden or turned round as it may be."""
    bot = await start()

    response = await bot.send(message(text, scope="groupChat"))

    assert response.status == 200
    assert len(bot.channel.messages) == 1
    assert "Something went wrong" not in json.dumps(bot.channel.messages[0].body)


@pytest.mark.parametrize(
    "data",
    [
        {"do": "facts"}, {"do": "facts", "question": "x" * 30_000}, {"do": "facts", "question": 5},
        {"do": "facts", "question": QUESTION, "x": 1},
        {"do": "facts", "question": QUESTION, "history": ["a"] * 21}, {"do": "ask", "question": ["a"]}, {"do": "role", "role": "owner"},
        {"do": "facts", "question": QUESTION, **{f"fact.f{number}": 1 for number in range(51)}}, {"do": "erase"}, {"do": ["ask"]}, {},
        {"do": "tasks", "page": -1}, {"do": "tasks", "page": 10**30}, {"do": "set_task", "task": "x" * 300, "state": "done"}, [], "text", 7,
        {"do": "answer", "checkpoint": {"$ne": ""}}, {"do": "plan", "text": "x" * 500},
        {"do": "minutes", "checkpoint": "c", "minutes": "x" * 20_001},
        {"do": None}, {"do": "team", "msteams": {"type": "task"}, "__proto__": {"a": 1}},
    ],
)  # fmt: skip
async def test_a_submission_that_no_card_makes_is_told_to_be_old(start: Start, data: object) -> None:
    """Whatever is added, missing, of another type or too large; nothing is asked, and the sentence comes in the card's place."""
    bot = await start()

    answer = await (await bot.send(pressed(data))).json()
    await bot.send(submitted(data or {"do": None}, id="again"))

    assert "earlier version" in answer["value"]
    assert "earlier version" in bot.channel.messages[-1].body["text"]
    assert bot.desk.asked == []


@pytest.mark.parametrize(
    "value",
    [
        None, 5, [], {"action": 5}, {"action": {"data": 5}}, {"actionValue": {"reaction": "like", "feedback": "[" * 100_000}},
        {"actionValue": {"reaction": ["like"]}}, {"actionValue": {"reaction": "like", "feedback": {"a": 1}}},
        {"parameters": 5}, {"parameters": [5, {"name": 7, "value": {"a": []}}]}, {"parameters": [{"name": [], "value": "x"}]},
        {"parameters": [{"name": "query", "value": "x" * 30_000}], "queryOptions": {"skip": -1, "count": 10**30}},
        {"parameters": [{"name": "query", "value": "x"}], "queryOptions": {"skip": True, "count": "25"}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["adaptiveCard/action", "message/submitAction", "composeExtension/query", "task/fetch", None, 5])
async def test_an_invoke_of_any_shape_is_no_server_error(start: Start, name: object, value: object) -> None:
    """It is answered, or said not to be known: 501 is the protocol's word for that."""
    bot = await start()

    response = await bot.send({**pressed({}), "name": name, "value": value})

    assert response.status in (200, 400, 501)


@pytest.mark.parametrize("change", [{"entities": [None]}, {"entities": [{}]}, {"type": "conversationUpdate", "membersAdded": [None]}])
async def test_a_list_with_holes_is_no_fault(start: Start, change: dict[str, Any]) -> None:
    """What is missing in it is passed over."""
    bot = await start()

    response = await bot.send({**message("hello"), **change})

    assert response.status == 200
    assert "Something went wrong" not in str([sent.body for sent in bot.channel.messages])


@pytest.mark.parametrize(
    "url", ["http://", "http://host:port/", "http://host:99999", "https://a b", "http://[::1", "http://u:p@127.0.0.1/", "//x"]
)
async def test_a_service_address_that_nobody_could_call_is_refused(start: Start, url: str) -> None:
    """400, before anything is sent there."""
    bot = await start()

    response = await bot.client.post("/api/messages", json=message("hello", service_url=url))

    assert response.status == 400


async def test_facts_that_the_programme_does_not_have_are_not_taken(start: Start) -> None:
    """A forged form cannot tell the desk what no form asks for."""
    bot = await start(ScriptedDesk({QUESTION: samples.verdict()}))

    await bot.send(pressed({"do": "facts", "question": QUESTION, "fact.seats": 220, "fact.admin": "true", "fact.__class__": "x"}))

    assert bot.desk.asked[-1][1].facts == {"seats": 220}


async def test_who_sends_too_much_is_told_once(start: Start) -> None:
    """Then there is silence, other people are answered, and after a minute so is this one."""
    bot = await start(activities_per_minute=2)
    for number in range(6):
        await bot.send(message("hello", id=f"a{number}"))
    told = [sent.body.get("text", "") for sent in bot.channel.messages]
    await bot.send(message("hello", id="other") | {"from": ALEX})
    bot.clock.seconds += 60
    await bot.send(message("hello", id="later"))

    assert ["a lot at once" in text for text in told] == [False, False, True]
    assert len(bot.channel.messages) == 5


async def test_a_button_beyond_the_limit_is_answered_in_its_place(start: Start) -> None:
    """And a search, and a thumb: each in the form that its client shows."""
    bot = await start(activities_per_minute=1)
    await bot.send(message("hello"))
    button = await bot.send(pressed({"do": "ask", "question": QUESTION}))
    bot.clock.seconds += 60
    await bot.send(message("hello", id="again"))
    found = await bot.send(search("guide"))
    silent = await bot.send(thumb("like"))

    assert "a lot at once" in (await button.json())["value"]["message"]
    assert "a lot at once" in (await found.json())["composeExtension"]["text"]
    assert silent.status == 429


def tenant(name: str, **fields: Any) -> dict[str, Any]:
    """A message from the tenant `name`."""
    return message("hello", channelData={"tenant": {"id": name}}, conversation={"id": "c", "tenantId": name}, **fields)


async def test_a_tenant_that_is_not_on_the_list_is_refused(start: Start) -> None:
    """403, also for an activity that names two, or none."""
    bot = await start(tenants="Contoso-Tenant, fabrikam-tenant")
    two = tenant("contoso-tenant", id="two") | {"channelData": {"tenant": {"id": "other"}}}
    none = message("hello", id="none", channelData={}, conversation={"id": "c"})

    assert (await bot.send(tenant("CONTOSO-tenant"))).status == 200
    assert [(await bot.send(each)).status for each in (tenant("other", id="other"), two, none)] == [403, 403, 403]
    assert len(bot.channel.messages) == 1

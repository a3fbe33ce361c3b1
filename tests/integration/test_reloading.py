"""A new version of the index while the bot serves: over HTTP, on real indexes."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import build_app
from bot.reloading import Reloading
from bot.settings import Settings
from knowledge.adapters.onnx_encoder import OnnxEncoder
from knowledge.desk import Desk
from knowledge.index import file_hash, read_manifest
from knowledge.pack import Pack
from tests.building import write_index
from tests.channel import Connector, connector, message

QUESTION = "Is the import of opening balances in scope?"


@pytest.fixture
def index(tmp_path: Path, contoso: Pack, onnx_encoder: OnnxEncoder, exported_encoder: Path) -> Path:
    """An index of the test's own."""
    write_index(tmp_path / "index", pack=contoso, encoder=onnx_encoder, exported=exported_encoder)
    return tmp_path / "index"


@pytest.fixture
async def channel() -> AsyncIterator[Connector]:
    """The connector."""
    async with connector() as fake:
        yield fake


def publish(index: Path, version: str, contact: str) -> None:
    """Switch `index` to a copy of its first version in which the programme's contact is another."""
    shutil.copytree(index / "v0001", index / version)
    manifest, pack = index / version / "manifest.json", index / version / "pack.json"
    before = pack.read_bytes()
    pack.write_text(pack.read_text("utf-8").replace('"contact":"', f'"contact":"{contact} '), "utf-8")
    known = read_manifest(index / "v0001").files["pack.json"]
    manifest.write_text(manifest.read_text("utf-8").replace(known, file_hash(pack)), "utf-8")
    assert before != pack.read_bytes()
    (index / "CURRENT").write_text(version + "\n", "utf-8")


def reloading(index: Path, swapped: list[Desk]) -> Reloading:
    """What watches `index`, whose first version is served."""
    return Reloading(index=index, serving=index / "v0001", swap=swapped.append, retry_every=3)


async def test_the_version_that_is_served_is_not_opened_again(index: Path) -> None:
    """Nothing happens as long as CURRENT names it."""
    swapped: list[Desk] = []

    assert await reloading(index, swapped).look() is False
    assert swapped == []


async def test_a_new_version_is_taken_up(index: Path) -> None:
    """Once, with its pack."""
    publish(index, "v0002", "New")
    swapped: list[Desk] = []
    watching = reloading(index, swapped)

    assert [await watching.look() for _ in range(2)] == [True, False]
    assert [desk.pack.contact.startswith("New ") for desk in swapped] == [True]


@pytest.mark.parametrize("spoilt", ["vectors.faiss", "records.jsonl", "manifest.json", "pack.json"])
async def test_a_spoilt_version_is_left_out_until_it_is_mended(index: Path, spoilt: str) -> None:
    """The old one serves on; the new one is tried again after a while."""
    publish(index, "v0002", "New")
    good = (index / "v0002" / spoilt).read_bytes()
    (index / "v0002" / spoilt).write_bytes(good[: len(good) // 2])
    swapped: list[Desk] = []
    watching = reloading(index, swapped)
    refused = [await watching.look() for _ in range(2)]
    (index / "v0002" / spoilt).write_bytes(good)

    assert refused == [False, False]
    assert True in [await watching.look() for _ in range(3)]


@pytest.mark.parametrize("current", ["v0009\n", "", "../../etc\n", "\x00"])
async def test_a_current_that_names_nothing_is_left_out(index: Path, current: str) -> None:
    """Whatever was written there."""
    (index / "CURRENT").write_text(current, "utf-8")
    swapped: list[Desk] = []

    assert await reloading(index, swapped).look() is False
    assert swapped == []


async def test_no_question_fails_while_the_index_is_swapped(index: Path, channel: Connector, tmp_path: Path) -> None:
    """Questions that are asked all the while are answered, the later ones with what the new version says."""
    settings = Settings(local=True, index=index, database_url=f"sqlite:///{tmp_path / 'db.sqlite3'}", sends=False, index_check_s=0.05)
    app = build_app(settings)
    async with TestClient(TestServer(app)) as client:

        async def ask(name: str) -> int:
            body: dict[str, Any] = message("Is the weather in scope for penguins?", id=name, service_url=channel.url)
            async with client.post("/api/messages", json=body) as response:
                return response.status

        statuses = [await ask("before")]
        for number in range(2, 5):
            publish(index, f"v000{number}", f"Desk{number}")
            statuses += await asyncio.gather(*(ask(f"{number}-{each}") for each in range(10)))
            async with asyncio.timeout(30):
                while f"Desk{number}" not in str(channel.messages[-1].body):
                    statuses.append(await ask(f"{number}-{len(statuses)}"))

    assert set(statuses) == {200}
    assert len(channel.messages) == len(statuses)
    assert "Something went wrong" not in str([sent.body for sent in channel.messages])

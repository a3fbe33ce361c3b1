"""The service as it is started: from settings, over an index on disk."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import build_app
from bot.errors import PortTaken, StoreUnavailable
from bot.serve import serve
from bot.settings import Settings
from knowledge.errors import IndexRefused
from tests.channel import Connector, connector, message


@pytest.fixture
async def channel() -> AsyncIterator[Connector]:
    """The connector."""
    async with connector() as fake:
        yield fake


async def test_a_question_is_answered_from_the_index_that_settings_name(contoso_index: Path, channel: Connector, tmp_path: Path) -> None:
    """Nothing but settings is needed."""
    app = build_app(Settings(local=True, index=contoso_index, database_url=f"sqlite:///{tmp_path / 'onramp.sqlite3'}"))
    client: TestClient[Any, Any] = TestClient(TestServer(app))
    async with client:
        await client.post("/api/messages", json=message("Who labels the shelves?", service_url=channel.url))

    (sent,) = channel.messages
    assert "shelves" in sent.card["speak"]


def test_an_index_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Before anything is served."""
    with pytest.raises(IndexRefused, match="no index there"):
        build_app(Settings(local=True, index=tmp_path / "nowhere"))


def test_a_port_that_is_taken_is_named(contoso_index: Path, tmp_path: Path) -> None:
    """With what to do about it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"127\.0\.0\.1:{port}.*ONRAMP_PORT"):
            serve(Settings(local=True, port=port, index=contoso_index, database_url=f"sqlite:///{tmp_path / 'onramp.sqlite3'}"))


def test_a_port_for_metrics_that_is_taken_is_named(contoso_index: Path, tmp_path: Path) -> None:
    """With what to do about it."""
    url = f"sqlite:///{tmp_path / 'onramp.sqlite3'}"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTaken, match="ONRAMP_METRICS_PORT"):
            serve(Settings(local=True, port=0, metrics_port=other.getsockname()[1], index=contoso_index, database_url=url))


def test_a_store_that_cannot_be_used_is_named(contoso_index: Path, tmp_path: Path) -> None:
    """The service does not start without a place for ratings."""
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreUnavailable, match="ONRAMP_DATABASE_URL"):
        serve(Settings(local=True, port=0, index=contoso_index, database_url=f"sqlite:///{tmp_path / 'file' / 'onramp.sqlite3'}"))

"""The bot over real HTTP on the loopback address, with the channel played by `tests.channel`."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.app import FEEDBACK, World, build_app
from bot.conversation.ports import AnswerGiven, FeedbackStore, Rated
from bot.settings import Settings
from knowledge import pack as packs
from tests.building import CONTOSO
from tests.channel import Connector, Directory, connector
from tests.fakes import ScriptedDesk

NOW = datetime(2024, 10, 1, 9, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class Clock:
    """Time that stands still until it is moved. slept: the waits that were wished for, in seconds."""

    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Seconds that never run backwards."""
        return self.seconds

    def now(self) -> datetime:
        """The time."""
        return NOW + timedelta(seconds=self.seconds - 1000.0)

    async def sleep(self, wait_s: float) -> None:
        """Note the wish to wait, and do not."""
        self.slept.append(wait_s)


@dataclass(kw_only=True)
class Bot:
    """A running bot, what its desk was told to say, and the channel that it talks to."""

    client: TestClient[Any, Any]
    desk: ScriptedDesk
    channel: Connector
    clock: Clock = field(default_factory=Clock)

    async def send(self, activity: dict[str, Any], **headers: str) -> ClientResponse:
        """Send `activity` to the bot, which is to answer at the connector."""
        return await self.client.post("/api/messages", json={**activity, "serviceUrl": self.channel.url}, headers=headers)

    async def ratings(self) -> list[tuple[Rated, AnswerGiven | None]]:
        """What was rated."""
        assert self.client.app is not None
        store: FeedbackStore = self.client.app[FEEDBACK]
        return await store.ratings()


Start = Callable[..., Any]


@pytest.fixture
async def channel() -> AsyncIterator[Connector]:
    """The connector."""
    async with connector() as fake:
        yield fake


@pytest.fixture
async def start(channel: Connector, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts a bot; `settings` are those of a local one but for what is given."""
    running: list[TestClient[Any, Any]] = []

    async def begin(desk: ScriptedDesk | None = None, *, own_directory: Directory | None = None, **settings: Any) -> Bot:
        clock, desk = Clock(), desk or ScriptedDesk()
        made = Settings(
            **{
                "local": True,
                "database_url": f"sqlite:///{tmp_path / 'state' / 'onramp.sqlite3'}",
                "typing_after_s": 10,
                "sends": False,
                **settings,
            }
        )
        ids = iter(f"correlation-{number}" for number in range(1, 1000))
        world = World(clock=clock, now=clock.now, sleep=clock.sleep, chance=lambda: 0.0, new_id=lambda: next(ids))
        pack = packs.load(str(CONTOSO))
        app = build_app(made, desk=desk, pack=pack.manifest, records=pack.records, own_directory=own_directory, world=world)
        client: TestClient[Any, Any] = TestClient(TestServer(app))
        await client.start_server()
        running.append(client)
        return Bot(client=client, desk=desk, channel=channel, clock=clock)

    yield begin
    for client in running:
        await client.close()

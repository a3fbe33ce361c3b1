"""Replicas of the bot as processes of their own behind a proxy that deals requests out in turn."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from aiohttp import web
from aiohttp.test_utils import TestServer

PROJECT = Path(__file__).resolve().parents[1]
_STARTS_WITHIN_S = 60.0


@dataclass(kw_only=True)
class Replica:
    """One process of `onramp serve` at a port of its own. settings: what its environment sets, by the setting's name."""

    name: str
    settings: dict[str, str]
    port: int = field(default_factory=lambda: free_port())
    process: psutil.Popen | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it, and return once it is ready."""
        own = {"local": "1", "port": str(self.port), "replica": self.name, **self.settings}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ONRAMP_")}
        environment |= {f"ONRAMP_{name.upper()}": value for name, value in own.items()}
        self.process = psutil.Popen([sys.executable, "-m", "bot.cli", "serve"], cwd=PROJECT, env=environment, stderr=-3)
        async with asyncio.timeout(_STARTS_WITHIN_S), aiohttp.ClientSession() as session:
            while not await self._ready(session):
                if self.process.poll() is not None:
                    raise RuntimeError(f"{self.name} ended with {self.process.returncode}")
                await asyncio.sleep(0.05)

    async def _ready(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"{self.url}/readyz") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    async def kill(self) -> None:
        """End it as a fault would: at once."""
        assert self.process is not None
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    async def stop(self) -> None:
        """Tell it to stop, and return once it has."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            await asyncio.to_thread(self.process.wait)


@dataclass(kw_only=True)
class Proxy:
    """Deals requests out in turn. One that cannot be connected to is passed over; one that breaks off is answered with 502."""

    replicas: Sequence[Replica]
    url: str = ""
    _turn: int = 0
    _session: aiohttp.ClientSession = field(default_factory=aiohttp.ClientSession)

    async def pass_on(self, request: web.Request) -> web.Response:
        """What a replica answers to `request`."""
        body = await request.read()
        for _ in self.replicas:
            self._turn += 1
            replica = self.replicas[self._turn % len(self.replicas)]
            try:
                async with self._session.request(request.method, replica.url + request.path, data=body) as response:
                    return web.Response(status=response.status, body=await response.read(), content_type=response.content_type)
            except aiohttp.ClientConnectorError:
                continue
            except aiohttp.ClientError:
                break
        return web.Response(status=502)

    async def close(self) -> None:
        """Close the connections to the replicas."""
        await self._session.close()


@asynccontextmanager
async def replicas(count: int, **settings: Any) -> AsyncIterator[tuple[Proxy, list[Replica]]]:
    """`count` replicas with `settings`, ready, and the proxy before them."""
    shared = {**{name: str(value) for name, value in settings.items()}, "replicas": str(count)}
    made = [Replica(name=f"onramp-{number}", settings=shared) for number in range(1, count + 1)]
    proxy, app = Proxy(replicas=made), web.Application()
    app.router.add_route("*", "/{path:.*}", proxy.pass_on)
    try:
        await asyncio.gather(*(each.start() for each in made))
        async with TestServer(app) as server:
            proxy.url = str(server.make_url("")).rstrip("/")
            yield proxy, made
    finally:
        await proxy.close()
        await asyncio.gather(*(each.stop() for each in made))


def free_port() -> int:
    """A port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found

"""Telemetry over HTTP: a middleware that measures requests, and the address where metrics are collected."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import web

from bot.delivery.ledger import Backlog
from bot.errors import PortTaken, StoreUnavailable
from bot.observability import event
from bot.telemetry.metrics import Metrics
from knowledge.errors import VectorsAway
from knowledge.ports import Stages

_WITHIN_S = 5.0  # Prometheus gives up after ten
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def measured(metrics: Metrics, stages: Stages, clock: Callable[[], float]) -> Callable[..., Awaitable[web.StreamResponse]]:
    """A middleware that measures each request, and traces those of the channel as the stage `edge`. clock: seconds."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        began, status = clock(), int(HTTPStatus.INTERNAL_SERVER_ERROR)
        try:
            if request.method == "POST":
                with stages("edge"):
                    response = await handler(request)
            else:
                response = await handler(request)
            status = response.status
        except web.HTTPException as fault:
            status = fault.status
            raise
        finally:
            resource = request.match_info.route.resource
            metrics.request(resource.canonical if resource is not None else "other", status, clock() - began)
        return response

    return middleware


@asynccontextmanager
async def served(
    metrics: Metrics,
    backlog: Callable[[], Awaitable[Backlog]],
    host: str,
    port: int,
    *,
    vectors: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[None]:
    """Serve GET /metrics at an address of its own while entered. Raises PortTaken.

    backlog: how the ledger stands. vectors: raises VectorsAway unless their database answers, where there is one.
    """

    async def count() -> None:
        try:
            async with asyncio.timeout(_WITHIN_S):
                metrics.ledger(await backlog())
        except (StoreUnavailable, TimeoutError):
            metrics.ledger(None)

    async def look_for(vectors: Callable[[], Awaitable[None]]) -> None:
        try:
            async with asyncio.timeout(_WITHIN_S):
                await vectors()
            metrics.vectors(answered=True)
        except (VectorsAway, TimeoutError):
            metrics.vectors(answered=False)

    async def collect(_: web.Request) -> web.Response:
        await asyncio.gather(count(), *([look_for(vectors)] if vectors else ()))
        return web.Response(body=metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    app = web.Application()
    app.router.add_get("/metrics", collect)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                raise
            raise PortTaken(f"{host}:{port}: another program listens there; stop it, or set ONRAMP_METRICS_PORT") from None
        event("metrics_served", host=host, port=runner.addresses[0][1])
        yield
    finally:
        await runner.cleanup()

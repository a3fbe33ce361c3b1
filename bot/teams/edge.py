"""The HTTP edge: what comes in is checked here.

In this order: token, media type, size and time, JSON, activity, sender, tenant, seen before, how much the person sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web
from botbuilder.core import InvokeResponse

from bot.errors import KeysUnreachable, NotAnActivity, Unauthenticated
from bot.observability import correlation, event
from bot.teams.adapter import TeamsAdapter
from bot.teams.authentication import Authenticator
from bot.teams.body import parsed
from bot.teams.rate_limit import Admission, RateLimit
from bot.teams.recent_ids import RecentIds
from bot.teams.translate import person_of, read, tenants_of
from bot.teams.turns import Turns

Check = Callable[[], Awaitable[None]]
# The second is what a client sends that names none. Those that a web page may send unasked, text above all, are refused.
_MEDIA_TYPES = frozenset({"application/json", "application/octet-stream"})
_FROM_PEOPLE = frozenset({"message", "invoke"})  # the rest the channel tells by itself


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Serves the bot.

    turns: the turns over the index that is served now. checks: by name, what must hold for the bot to be ready; each raises when it
    does not. tenants: those that may use the bot; empty for all. limit: how much a person may send. body_within_s: how long a body may
    take to arrive. clock: seconds that never run backwards.
    """

    adapter: TeamsAdapter
    authenticator: Authenticator
    turns: Callable[[], Turns]
    checks: dict[str, Check]
    clock: Callable[[], float]
    tenants: frozenset[str] = frozenset()
    limit: RateLimit = field(default_factory=lambda: RateLimit(0))
    body_within_s: float = 10.0
    _seen: RecentIds = field(default_factory=RecentIds)

    def routes(self) -> list[web.RouteDef]:
        """The routes that the edge serves."""
        return [web.post("/api/messages", self.messages), web.get("/healthz", self.healthy), web.get("/readyz", self.ready)]

    async def messages(self, request: web.Request) -> web.Response:
        """Take an activity from the channel."""
        try:
            caller = await self.authenticator.check(request.headers.get("Authorization"))
            activity = read(parsed(await self._body(request)))
            caller.require(service_url=activity.service_url, channel=activity.channel_id)
        except Unauthenticated as fault:
            event("request_refused", reason=str(fault))
            return _fault(HTTPStatus.UNAUTHORIZED, "the request does not prove that it comes from the channel")
        except NotAnActivity as fault:
            event("request_unreadable")
            return _fault(HTTPStatus.BAD_REQUEST, str(fault))
        except KeysUnreachable:
            return _fault(HTTPStatus.SERVICE_UNAVAILABLE, "the request cannot be checked at the moment")
        if self.tenants and not tenants_of(activity) <= self.tenants:
            event("tenant_refused")
            return _fault(HTTPStatus.FORBIDDEN, "the bot does not serve this tenant")
        key = (activity.channel_id, activity.conversation.id, activity.id or "")
        # An invoke waits for its response and is not sent again, so it is never taken for a repetition.
        once = bool(activity.id) and activity.type != "invoke"
        if once and not self._seen.first(*key, now=self.clock()):
            event("activity_repeated", activity=activity.type)
            return web.Response(status=HTTPStatus.OK)
        turns, admission = self.turns(), Admission.ADMIT
        if activity.type in _FROM_PEOPLE:
            person = person_of(activity)
            admission = self.limit.admit(person.tenant, person.id, now=self.clock())
        if admission is Admission.SILENT:
            return web.Response(status=HTTPStatus.TOO_MANY_REQUESTS if activity.type == "invoke" else HTTPStatus.OK)
        try:
            return _answered(await self.adapter.process(caller, activity, turns.run if admission is Admission.ADMIT else turns.refuse))
        except BaseException:
            self._seen.forget(*key)  # the person got no answer, so a repetition is welcome
            raise

    async def _body(self, request: web.Request) -> bytes:
        """The body. Raises NotAnActivity, or the HTTP fault of one that is of another type, too large or too slow."""
        if request.content_type not in _MEDIA_TYPES:
            raise web.HTTPUnsupportedMediaType(text="activities are sent as application/json")
        try:
            async with asyncio.timeout(self.body_within_s):
                return await request.read()
        except TimeoutError:
            event("request_slow")
            raise web.HTTPRequestTimeout(text="the body did not arrive in time", headers={"Connection": "close"}) from None
        except (web.RequestPayloadError, ConnectionError):
            raise NotAnActivity("the body cannot be read") from None

    async def healthy(self, request: web.Request) -> web.Response:  # noqa: ARG002  # a handler's signature
        """Say that the process lives."""
        return web.json_response({"status": "ok"})

    async def ready(self, request: web.Request) -> web.Response:  # noqa: ARG002  # a handler's signature
        """Say whether the bot can answer, part by part."""
        parts: dict[str, str] = {}
        for name, check in self.checks.items():
            try:
                await check()
                parts[name] = "ok"
            except Exception as fault:  # whatever it is, the part is not ready
                event("not_ready", fault=fault, part=name)
                parts[name] = "failed"
        good = all(state == "ok" for state in parts.values())
        status = HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response({"status": "ok" if good else "failed", "parts": parts}, status=status)


def correlated(new_id: Callable[[], str]) -> Callable[..., Awaitable[web.StreamResponse]]:
    """A middleware that gives each request a correlation id, and answers a fault nobody handled with it. new_id: makes ids."""

    @web.middleware
    async def middleware(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
        token = correlation.set(new_id())
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as fault:  # the boundary: a fault is logged, and never shown
            event("request_failed", fault=fault, path=request.path)
            return _fault(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong", correlation=correlation.get())
        finally:
            correlation.reset(token)

    return middleware


def _answered(response: InvokeResponse | None) -> web.Response:
    if response is None:
        return web.Response(status=HTTPStatus.OK)
    if response.body is None:
        return web.Response(status=response.status)
    return web.json_response(response.body, status=response.status)


def _fault(status: HTTPStatus, message: str, **fields: str) -> web.Response:
    return web.json_response({"error": message, **fields}, status=status)

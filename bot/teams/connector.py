"""The channel's connector, which takes what the bot says: one HTTP session for all turns, patient when the channel is busy.

The SDK's own client is made anew for each turn (some 8 ms, and a connection each), works in threads, and does not try a post again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
from botbuilder.schema import Activity, Attachment, ChannelAccount, ResourceResponse
from yarl import URL

from bot.errors import ChannelRefused
from bot.observability import event
from bot.teams.own_token import OwnToken

_BUSY = frozenset({412, 429, 502, 503, 504})
_ATTEMPTS = 4
_CONVERSATIONS = "v3/conversations"
_LONGEST_WAIT_S = 8.0  # the channel gives up on an activity after 15 s
_TIMEOUT = aiohttp.ClientTimeout(total=15)


class Connector:
    """Talks to the channel wherever an activity came from. sleep: waits seconds. random: a number from 0 to 1 that spreads retries."""

    def __init__(self, token: OwnToken, *, sleep: Callable[[float], Awaitable[None]], random: Callable[[], float]) -> None:
        self._token, self._sleep, self._random = token, sleep, random
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()

    async def call(
        self, method: str, service_url: str, *path: str, body: object = None, attempts: int = _ATTEMPTS, root: str = _CONVERSATIONS
    ) -> dict[str, Any]:
        """The object that the channel answers to `method` at `path` below `root` of `service_url`; {} when it answers none.

        Makes up to `attempts` tries while the channel is busy, with pauses as long as it asks for, else longer each time, spread at random.
        Raises ChannelRefused, aiohttp.ClientError, TimeoutError, or PermissionError when the bot gets no token.
        """
        found = await self._call(method, service_url, root, *path, body=body, attempts=attempts)
        return found if isinstance(found, dict) else {}

    async def listed(self, service_url: str, *path: str) -> list[Any]:
        """The list that the channel answers at `path`; [] when it answers none. Raises what `call` raises."""
        found = await self._call("GET", service_url, _CONVERSATIONS, *path, body=None, attempts=_ATTEMPTS)
        return found if isinstance(found, list) else []

    async def _call(self, method: str, service_url: str, root: str, *path: str, body: object, attempts: int) -> object:
        if {".", ".."} & set(path):
            raise ChannelRefused("an id that would lead elsewhere is not called", status=HTTPStatus.BAD_REQUEST)
        url = URL("/".join([service_url.rstrip("/"), root, *(quote(part, safe="") for part in path)]), encoded=True)
        for attempt in range(1, attempts + 1):
            headers = await self._token.headers()
            # A redirection would lead where no token vouched for.
            async with self._session().request(method, url, json=body, headers=headers, allow_redirects=False) as response:
                if response.status < HTTPStatus.MULTIPLE_CHOICES:
                    return await response.json(content_type=None) if response.content_length != 0 else None
                asked_s = _seconds(response.headers.get("Retry-After"))
            wait_s = asked_s if asked_s is not None else 2.0 ** (attempt - 1) * (0.5 + self._random())
            if response.status not in _BUSY or attempt == attempts or wait_s > _LONGEST_WAIT_S:
                break
            event("channel_busy", status=response.status, attempt=attempt, wait_s=round(wait_s, 2))
            await self._sleep(wait_s)
        raise ChannelRefused(f"the channel answers {response.status} to {method}", status=response.status, retry_after_s=asked_s)

    def _session(self) -> aiohttp.ClientSession:
        """The session, made when it is first needed: it belongs to the running event loop."""
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=_TIMEOUT)
        return self._http


class Conversations:
    """The connector for activities of one service URL, with the methods by which the SDK's adapter calls it.

    attempts: how often it is tried to say something while the channel is busy.
    """

    def __init__(self, connector: Connector, service_url: str, *, attempts: int = _ATTEMPTS) -> None:
        self._connector, self._service_url, self._attempts = connector, service_url, attempts

    @property
    def conversations(self) -> Conversations:
        """Itself: the SDK's client has its methods one level down."""
        return self

    async def send_to_conversation(self, conversation_id: str, activity: Activity) -> ResourceResponse:
        """Say `activity`."""
        return await self._say("POST", activity, conversation_id, "activities")

    async def reply_to_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """Say `activity` in reply to another."""
        return await self._say("POST", activity, conversation_id, "activities", activity_id)

    async def update_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """Put `activity` in the place of another."""
        return await self._say("PUT", activity, conversation_id, "activities", activity_id)

    async def get_conversation_member(self, conversation_id: str, member_id: str) -> ChannelAccount:
        """A member of a conversation or team."""
        return ChannelAccount().deserialize(await self._connector.call("GET", self._service_url, conversation_id, "members", member_id))

    async def _say(self, method: str, activity: Activity, *path: str) -> ResourceResponse:
        answer = await self._connector.call(method, self._service_url, *path, body=_body(activity), attempts=self._attempts)
        return ResourceResponse(id=answer.get("id"))


def _body(activity: Activity) -> dict[str, Any]:
    """`activity` as JSON. A card's content is that already; the SDK would go through it value by value, for longer than deciding takes."""
    attachments = activity.attachments or []
    hollow = copy(activity)
    hollow.attachments = [_without_content(each) for each in attachments] or None
    body: dict[str, Any] = hollow.serialize()
    for made, given in zip(body.get("attachments", []), attachments, strict=True):
        if given.content is not None:
            made["content"] = given.content
    return body


def _without_content(attachment: Attachment) -> Attachment:
    hollow = copy(attachment)
    hollow.content = None
    return hollow


def _seconds(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text is not None else None
    except ValueError:
        return None

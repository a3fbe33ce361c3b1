"""The channel's side, as tests play it: the activities that it sends, the service that takes replies, and the issuer of its tokens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

APP_ID = "5f0c6f8e-contoso-bot"
ISSUER = "https://api.botframework.com"
BOT = {"id": "28:bot", "name": "Onramp"}
ADELE = {"id": "29:adele", "name": "Adele Vance", "aadObjectId": "aad-adele"}
ALEX = {"id": "29:alex", "name": "Alex Wilber", "aadObjectId": "aad-alex"}
TENANT = "contoso-tenant"


@dataclass(frozen=True, kw_only=True)
class Posted:
    """Something that the bot sent: POST for a new activity, PUT for one in the place of `activity_id`."""

    method: str
    conversation: str
    activity_id: str
    body: dict[str, Any]
    authorization: str = ""

    @property
    def card(self) -> dict[str, Any]:
        """The card that was sent."""
        content: dict[str, Any] = self.body["attachments"][0]["content"]
        return content


@dataclass(kw_only=True)
class Connector:
    """The service that takes what the bot says.

    answers: statuses to give first, oldest first, before it takes anything. blocked: conversations that take nothing.
    """

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    team_name: str = "Contoso Onboarding"
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def messages(self) -> list[Posted]:
        """What was sent without the typing signs."""
        return [sent for sent in self.posted if sent.body.get("type") == "message"]

    async def until_posts(self, count: int) -> None:
        """Return once the bot has sent `count` messages."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.messages) >= count)

    async def until_told(self, conversation: str) -> None:
        """Return once the bot has posted to `conversation`."""
        async with self._news:
            await self._news.wait_for(lambda: any(sent.conversation == conversation for sent in self.posted))

    async def until(self, kind: str) -> None:
        """Return once the bot has sent an activity of `kind`."""
        async with self._news:
            await self._news.wait_for(lambda: any(sent.body.get("type") == kind for sent in self.posted))

    def app(self) -> web.Application:
        """The service's routes."""
        app = web.Application()
        root = "/v3/conversations/{conversation}"
        app.add_routes(
            [
                web.post("/v3/conversations", self._open),
                web.post(f"{root}/activities", self._take),
                web.post(f"{root}/activities/{{activity}}", self._take),
                web.put(f"{root}/activities/{{activity}}", self._take),
                web.get("/v3/teams/{team}", self._team),
                web.get(f"{root}/members", self._members),
                web.get(f"{root}/members/{{member}}", self._member),
            ]
        )
        return app

    async def _open(self, request: web.Request) -> web.Response:
        member = (await request.json())["members"][0]["id"]
        return web.json_response({"id": f"chat with {member}"}, status=201)

    async def _take(self, request: web.Request) -> web.Response:
        if self.answers:
            status, headers = self.answers.pop(0)
            return web.json_response({"error": {"code": "Busy"}}, status=status, headers=headers)
        path = request.match_info
        if path["conversation"] in self.blocked:
            return web.json_response({"error": {"code": "MessageWritesBlocked"}}, status=403)
        sent = Posted(
            method=request.method,
            conversation=path["conversation"],
            activity_id=path.get("activity", ""),
            body=await request.json(),
            authorization=request.headers.get("Authorization", ""),
        )
        async with self._news:
            self.posted.append(sent)
            self._news.notify_all()
        # A text and a card in one activity are taken apart, and then there is no one id to give back.
        split = bool(sent.body.get("text")) and bool(sent.body.get("attachments"))
        return web.Response(status=202) if split else web.json_response({"id": f"message-{len(self.posted)}"}, status=201)

    async def _team(self, request: web.Request) -> web.Response:
        return web.json_response({"id": request.match_info["team"], "name": self.team_name})

    async def _members(self, request: web.Request) -> web.Response:
        return web.json_response([ADELE, ALEX])

    async def _member(self, request: web.Request) -> web.Response:
        member = request.match_info["member"]
        if member not in self.members:
            return web.json_response({"error": {"code": "MemberNotFoundInConversation"}}, status=404)
        return web.json_response({"id": member, "name": self.members[member]})


@asynccontextmanager
async def connector() -> AsyncIterator[Connector]:
    """A connector service on the loopback address."""
    fake = Connector()
    async with TestServer(fake.app()) as server:
        fake.url = str(server.make_url("")).rstrip("/")
        yield fake


class Issuer:
    """Signs the channel's tokens. reachable: whether its keys can be fetched; fetches: how often they were.

    may_answer: holds the answer back while it is not set.
    """

    def __init__(self) -> None:
        self.metadata_url, self.reachable, self.fetches = "", True, 0
        self._keys = {"key-1": rsa.generate_private_key(public_exponent=65537, key_size=2048)}
        self.endorsements = ["msteams"]
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    def add_key(self, name: str) -> None:
        """Publish another key."""
        self._keys[name] = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def private_key(self, name: str) -> rsa.RSAPrivateKey:
        """The key called `name`, to sign what `token` would not."""
        return self._keys[name]

    def token(self, service_url: str, *, kid: str = "key-1", signed_by: rsa.RSAPrivateKey | None = None, **claims: object) -> str:
        """A token that is good for an hour, but for what `claims` and the others say. signed_by: another key than the one it names."""
        now = int(time.time())
        good = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 60, "exp": now + 3600, "serviceurl": service_url}
        return jwt.encode({**good, **claims}, signed_by or self._keys[kid], algorithm="RS256", headers={"kid": kid})

    def app(self) -> web.Application:
        """The issuer's routes."""
        app = web.Application()
        app.add_routes([web.get("/openid", self._metadata), web.get("/keys", self._jwks)])
        return app

    async def _metadata(self, request: web.Request) -> web.Response:
        self.fetches += 1
        await self.may_answer.wait()
        if not self.reachable:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": self.metadata_url.replace("/openid", "/keys")})

    async def _jwks(self, request: web.Request) -> web.Response:
        algorithm = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
        keys = [
            {**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": name, "endorsements": self.endorsements}
            for name, key in self._keys.items()
        ]
        return web.json_response({"keys": keys})


@asynccontextmanager
async def issuer() -> AsyncIterator[Issuer]:
    """An OpenID issuer on the loopback address."""
    fake = Issuer()
    async with TestServer(fake.app()) as server:
        fake.metadata_url = str(server.make_url("/openid"))
        yield fake


class Directory:
    """Gives out the bot's own token. refuses: whether it gives none."""

    def __init__(self) -> None:
        self.refuses = False

    def get_access_token(self) -> str:
        """The token."""
        if self.refuses:
            raise PermissionError("the secret has expired")
        return "the-bot-s-own-token"


def activity(kind: str, *, service_url: str = "http://127.0.0.1:9/connector", scope: str = "personal", **fields: Any) -> dict[str, Any]:
    """An activity of `kind` as the channel sends it from Adele, in the scope named; `fields` replace or join what it holds."""
    conversation: dict[str, Any] = {"id": f"conversation-{scope}", "conversationType": scope, "tenantId": TENANT}
    data: dict[str, Any] = {"tenant": {"id": TENANT}}
    if scope == "channel":
        conversation |= {"id": "channel-1;messageid=1700000000000", "isGroup": True}
        data |= {"team": {"id": "team-1"}, "channel": {"id": "channel-1"}}
    elif scope == "groupChat":
        conversation |= {"isGroup": True}
    return {
        "type": kind, "id": "activity-1", "channelId": "msteams", "serviceUrl": service_url, "from": ADELE, "recipient": BOT,
        "conversation": conversation, "channelData": data, "locale": "en-US", **fields,
    }  # fmt: skip


def message(text: str, *, scope: str = "personal", **fields: Any) -> dict[str, Any]:
    """A typed message; outside a personal chat with the mention of the bot that Teams asks for there."""
    if scope == "personal":
        return activity("message", scope=scope, text=text, textFormat="plain", **fields)
    mention = {"type": "mention", "mentioned": BOT, "text": "<at>Onramp</at>"}
    return activity("message", scope=scope, text=f"<at>Onramp</at> {text}", textFormat="plain", **{"entities": [mention], **fields})


def pressed(data: object, *, card: str = "message-1", scope: str = "personal", **fields: Any) -> dict[str, Any]:
    """The invoke of a card's button, Action.Execute."""
    value = {"action": {"type": "Action.Execute", "title": "Go", "verb": "onramp", "data": data}}
    return activity("invoke", scope=scope, name="adaptiveCard/action", value=value, replyToId=card, **fields)


def submitted(data: object, *, card: str = "message-1", scope: str = "personal", **fields: Any) -> dict[str, Any]:
    """The message of a card's button, Action.Submit."""
    return activity("message", scope=scope, value=data, replyToId=card, **fields)


def thumb(reaction: str, *, feedback: str = "", scope: str = "personal", **fields: Any) -> dict[str, Any]:
    """The invoke of a thumb under a message."""
    value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": feedback}}
    return activity("invoke", scope=scope, name="message/submitAction", value=value, **fields)


def search(query: str, *, skip: int = 0, count: int = 25, **fields: Any) -> dict[str, Any]:
    """The invoke of a search from the compose box."""
    parameters = [{"name": "query", "value": query}]
    value = {"commandId": "searchGuidance", "parameters": parameters, "queryOptions": {"skip": skip, "count": count}}
    return activity("invoke", name="composeExtension/query", value=value, **fields)


def installed(*, scope: str = "personal", **fields: Any) -> dict[str, Any]:
    """The bot was installed."""
    return activity("installationUpdate", scope=scope, action="add", **{"from": {"id": "29:adele", "aadObjectId": "aad-adele"}, **fields})


def members_added(*ids: str, scope: str = "personal", **fields: Any) -> dict[str, Any]:
    """Members joined a conversation."""
    return activity("conversationUpdate", scope=scope, membersAdded=[{"id": one} for one in ids], **fields)

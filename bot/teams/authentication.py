"""Whether a request comes from the channel: its token is checked with PyJWT, and then held against the activity it came with.

The SDK's own check lets an unsigned request pass when the app id is empty and fails with a server error on an expired or malformed token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import jwt

from bot.errors import KeysUnreachable, Unauthenticated
from bot.settings import is_loopback
from bot.teams.signing_keys import SigningKeys

_LEEWAY_S = 300  # by how much two clocks may differ
_ALGORITHM = "RS256"  # the one the channel signs with; any other, `none` above all, is refused


class Caller(Protocol):
    """Who sent a request, once its token is checked."""

    @property
    def claims(self) -> Mapping[str, Any]:
        """What the token says."""

    def require(self, *, service_url: str, channel: str) -> None:
        """Raise Unauthenticated unless the caller may send an activity of `channel` that is answered at `service_url`."""


class Authenticator(Protocol):
    """Checks the Authorization header of a request."""

    async def check(self, header: str | None) -> Caller:
        """Who sent the request. Raises Unauthenticated, or KeysUnreachable when nothing can be checked."""


@dataclass(frozen=True, kw_only=True)
class ChannelCaller:
    """The channel, proven by a token. endorsements: the channels that the signing key may sign for (empty: any)."""

    claims: Mapping[str, Any]
    endorsements: frozenset[str]

    def require(self, *, service_url: str, channel: str) -> None:
        """Raise Unauthenticated unless the token names `service_url` and its key may sign for `channel`."""
        if self.claims.get("serviceurl") != service_url:
            raise Unauthenticated("the token is for another service URL")
        if self.endorsements and channel not in self.endorsements:
            raise Unauthenticated("the signing key is not endorsed for the activity's channel")


class TokenAuthenticator:
    """Accepts tokens that `issuer` signed for the bot `app_id`."""

    def __init__(self, keys: SigningKeys, *, app_id: str, issuer: str) -> None:
        self._keys, self._app_id, self._issuer = keys, app_id, issuer

    async def check(self, header: str | None) -> ChannelCaller:
        """The channel. Raises Unauthenticated, or KeysUnreachable when the signing keys cannot be fetched."""
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("there is no bearer token")
        try:
            head = jwt.get_unverified_header(token)
            if head.get("alg") != _ALGORITHM:
                raise Unauthenticated("the token is not signed with RS256")
            key = await self._keys.find(str(head.get("kid") or ""))
            if key is None:
                raise Unauthenticated("the token is signed with a key that the channel does not have")
            claims = jwt.decode(
                token, key.key, algorithms=[_ALGORITHM], audience=self._app_id, issuer=self._issuer, leeway=_LEEWAY_S,
                options={"require": ["exp", "iss", "aud"]},
            )  # fmt: skip
        except (Unauthenticated, KeysUnreachable):
            raise
        except Exception as fault:  # PyJWT's own errors, and whatever its JSON and numbers raise over a forged one
            raise Unauthenticated(f"the token is refused ({type(fault).__name__})") from None
        return ChannelCaller(claims=claims, endorsements=key.endorsements)


@dataclass(frozen=True, kw_only=True)
class LocalCaller:
    """A client on this machine, unproven."""

    claims: Mapping[str, Any] = field(default_factory=dict)

    def require(self, *, service_url: str, channel: str) -> None:  # noqa: ARG002  # the signature of Caller
        """Raise Unauthenticated unless answers stay on this machine: else a web page could make the bot post anywhere."""
        try:
            host = urlsplit(service_url).hostname or ""
        except ValueError:
            host = ""
        if not is_loopback(host):
            raise Unauthenticated("without authentication, answers go to this machine alone")


class LocalAuthenticator:
    """Accepts every request: for development, behind a server that listens on the loopback address alone."""

    async def check(self, header: str | None) -> LocalCaller:  # noqa: ARG002  # the signature of Authenticator
        """A client on this machine."""
        return LocalCaller()

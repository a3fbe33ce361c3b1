"""The channel's signing keys, fetched without holding up the event loop and kept for a day.

The SDK's own fetch blocks the loop, has no time limit, and does not look again when it meets a key that it does not know.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt

from bot.errors import KeysUnreachable
from bot.observability import event

_FRESH_FOR_S = 24 * 3600.0  # the channel announces a new key days before it signs with it
_PAUSE_S = 300.0  # between fetches for keys that are not known: anyone can make up a key's name
_RETRY_S = 5.0  # after a fetch that failed
_TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A public key, and the channels that it may sign for (empty: any)."""

    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """Finds keys by name in what the OpenID document at `metadata_url` points to. clock: seconds that never run backwards."""

    def __init__(self, metadata_url: str, *, clock: Callable[[], float]) -> None:
        self._url, self._clock = metadata_url, clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._failed_at: float | None = None
        self._lock = asyncio.Lock()

    async def find(self, name: str) -> SigningKey | None:
        """The key called `name`, None when the channel has no such key. Raises KeysUnreachable when none could be fetched yet."""
        if self._due(name):
            async with self._lock:  # who calls with a known key does not wait for a fetch that a forged one causes
                if self._due(name):
                    await self._refresh()
        return self._keys.get(name)

    def _due(self, name: str) -> bool:
        age = None if self._fetched_at is None else self._clock() - self._fetched_at
        return age is None or age > _FRESH_FOR_S or (name not in self._keys and age > _PAUSE_S)

    async def _refresh(self) -> None:
        """Fetch the keys; when that fails, keep those at hand."""
        resting = self._failed_at is not None and self._clock() - self._failed_at < _RETRY_S
        if not resting:
            try:
                self._keys = await self._fetch()
                self._fetched_at, self._failed_at = self._clock(), None
                event("signing_keys_fetched", count=len(self._keys))
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError, jwt.PyJWTError) as fault:
                self._failed_at = self._clock()
                event("signing_keys_unreachable", fault=fault)
        if self._fetched_at is None:
            raise KeysUnreachable(f"{self._url}: the channel's signing keys cannot be fetched; see that this address can be reached")

    async def _fetch(self) -> dict[str, SigningKey]:
        async with aiohttp.ClientSession(timeout=_TIMEOUT, raise_for_status=True) as http:
            async with http.get(self._url) as response:
                document = await response.json(content_type=None)
            async with http.get(document["jwks_uri"]) as response:
                found = (await response.json(content_type=None))["keys"]
        return {
            key["kid"]: SigningKey(key=jwt.PyJWK(key, algorithm="RS256").key, endorsements=frozenset(key.get("endorsements") or ()))
            for key in found
            if key.get("kty") == "RSA" and key.get("kid")
        }

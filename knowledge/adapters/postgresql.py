"""Connections to PostgreSQL on which nobody waits without end, neither for a server that is stopped nor for a network that swallows.

What libpq can do by itself, it does: `connect_timeout`, keepalives and `tcp_user_timeout` find a network that is gone, `statement_timeout`
has the server give up what takes too long. A server process that is stopped on a machine that runs on still acknowledges what is sent
and never answers; that is found here, by how long a connection has been silent, and the connection is thrown away.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.waiting import Ready

WITHIN_S = 5.0  # a channel waits 15 s for an answer; that may take two databases, one after the other
_NETWORK_S = 10.0
_REST_S = 1.0
_CANCEL_S = 1.0
_KEEPALIVES = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3}
RV = TypeVar("RV")
_Row = tuple[Any, ...]


class Silent(psycopg.OperationalError):
    """The server did not answer in time, or has not a moment ago."""


@dataclass(kw_only=True)
class Patience:
    """How long the server of one database is waited for, and that it was just found silent.

    Once it was, nobody waits for it for another second: a turn asks it several times, and is held up once. What the database's URL says
    of libpq's own settings goes before what is said here. patience_s: how long a connection may be silent while it is asked; when None,
    as long as connecting may take: `connect_timeout` of the URL, or 5 s. clock: seconds that never run backwards.
    """

    patience_s: float | None = None
    clock: Callable[[], float] = field(default=time.monotonic)
    _silent_until: float = -math.inf

    def connect(self, *arguments: Any, **given: Any) -> psycopg.Connection[_Row]:
        """As `psycopg.Connection.connect`, but bounded. Raises psycopg.Error."""
        self._require_not_silent()
        within_s = self._within_s(given)
        try:
            made = _Bounded.connect(*arguments, **_options(given, within_s))
        except psycopg.errors.ConnectionTimeout as fault:
            self._note_silence()
            raise Silent(str(fault)) from None
        made.within_s, made.silent = within_s, self._note_silence
        return made

    async def connect_async(self, *arguments: Any, **given: Any) -> psycopg.AsyncConnection[_Row]:
        """As `psycopg.AsyncConnection.connect`, but bounded. Raises psycopg.Error."""
        self._require_not_silent()
        within_s = self._within_s(given)
        try:
            made = await _BoundedAsync.connect(*arguments, **_options(given, within_s))
        except psycopg.errors.ConnectionTimeout as fault:
            self._note_silence()
            raise Silent(str(fault)) from None
        made.within_s, made.silent = within_s, self._note_silence
        return made

    def _within_s(self, given: Mapping[str, Any]) -> float:
        return self.patience_s or float(given.get("connect_timeout") or WITHIN_S)

    def _note_silence(self) -> None:
        self._silent_until = self.clock() + _REST_S

    def _require_not_silent(self) -> None:
        if self.clock() < self._silent_until:
            raise Silent("it did not answer a moment ago")


def _options(given: Mapping[str, Any], within_s: float) -> dict[str, Any]:
    """libpq's settings for `given` and whatever that leaves open. The server gives up a little before the client does."""
    statement_ms = max(1, int(within_s * 900))
    ours = {
        "connect_timeout": math.ceil(min(within_s, WITHIN_S)), "tcp_user_timeout": int(min(within_s, _NETWORK_S) * 1000),
        "application_name": "onramp",
    }  # fmt: skip
    options = f"-c statement_timeout={statement_ms} {given.get('options') or ''}".rstrip()  # of two, the later counts
    return {**_KEEPALIVES, **ours, **given, "options": options}


class _Bounded(psycopg.Connection[_Row]):
    """A connection that is closed once the server was silent for `within_s` while it was asked; `silent` is told."""

    within_s: float = WITHIN_S
    silent: Callable[[], None]

    def wait(self, gen: PQGen[RV], *arguments: Any, **named: Any) -> RV:
        try:
            return super().wait(_answered(gen, lambda: self.within_s), *arguments, **named)
        except Silent:
            self.pgconn.finish()
            self.silent()
            raise

    def cancel_safe(self, *, timeout: float = _CANCEL_S) -> None:
        self.within_s = _CANCEL_S  # whoever breaks off does not wait as long again
        super().cancel_safe(timeout=min(timeout, _CANCEL_S))


class _BoundedAsync(psycopg.AsyncConnection[_Row]):
    """As _Bounded, for the event loop."""

    within_s: float = WITHIN_S
    silent: Callable[[], None]

    async def wait(self, gen: PQGen[RV], *arguments: Any, **named: Any) -> RV:
        try:
            return await super().wait(_answered(gen, lambda: self.within_s), *arguments, **named)
        except Silent:
            self.pgconn.finish()
            self.silent()
            raise

    async def cancel_safe(self, *, timeout: float = _CANCEL_S) -> None:  # noqa: ASYNC109  # psycopg's signature
        self.within_s = _CANCEL_S  # whoever breaks off does not wait as long again
        await super().cancel_safe(timeout=min(timeout, _CANCEL_S))


def _answered(asking: PQGen[RV], within_s: Callable[[], float]) -> PQGen[RV]:
    """`asking`, which raises Silent once nothing has come for `within_s`: psycopg resumes it every tenth of a second in any case."""
    try:
        state, heard = next(asking), time.monotonic()
        while True:
            ready = yield state
            if ready != Ready.NONE:
                heard = time.monotonic()
            elif time.monotonic() - heard > within_s():
                raise Silent(f"it did not answer within {within_s():g} s")
            state = asking.send(ready)
    except StopIteration as done:
        answer: RV = done.value
        return answer

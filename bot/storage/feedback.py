"""Answers given and their ratings, in one SQLite file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.conversation.ports import AnswerGiven, Rated
from bot.errors import StoreUnavailable

P = ParamSpec("P")
T = TypeVar("T")

# Times are ISO 8601 in UTC, so their order as text is their order in time.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    tenant TEXT NOT NULL, conversation TEXT NOT NULL, message_id TEXT NOT NULL, at TEXT NOT NULL,
    question TEXT NOT NULL, kind TEXT NOT NULL, docids TEXT NOT NULL,
    PRIMARY KEY (tenant, conversation, message_id)
) STRICT;
CREATE INDEX IF NOT EXISTS answers_by_time ON answers (tenant, conversation, at);
CREATE TABLE IF NOT EXISTS ratings (
    tenant TEXT NOT NULL, conversation TEXT NOT NULL, message_id TEXT, person TEXT NOT NULL, at TEXT NOT NULL,
    reaction TEXT NOT NULL CHECK (reaction IN ('like', 'dislike')), comment TEXT NOT NULL,
    UNIQUE (tenant, conversation, message_id, person)
) STRICT;
"""
_LATEST = "SELECT message_id FROM answers WHERE tenant = ? AND conversation = ? ORDER BY at DESC, rowid DESC LIMIT 1"
_JOINED = """
SELECT r.tenant, r.conversation, r.message_id, r.person, r.at, r.reaction, r.comment, a.at, a.question, a.kind, a.docids
FROM ratings r LEFT JOIN answers a USING (tenant, conversation, message_id) ORDER BY r.at, r.rowid
"""


class SqliteFeedback:
    """A FeedbackStore in the file `path`. Every call runs on one thread of its own, so the event loop never waits for the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="feedback")

    async def open(self, *, now: datetime, keep_days: int) -> None:
        """Make the file ready and drop what is older than `keep_days` before `now`. Raises StoreUnavailable."""
        await self._run(self._open, (now - timedelta(days=keep_days)).astimezone(UTC).isoformat())

    async def check(self) -> None:
        """Raise StoreUnavailable unless the file can be read."""
        await self._run(self._ratings_held)

    async def close(self) -> None:
        """Let go of the thread once its work is done."""
        await asyncio.to_thread(self._thread.shutdown)

    async def keep(self, given: AnswerGiven) -> None:
        """Keep an answer; one with the same message id gives way to it. Raises StoreUnavailable."""
        row = (given.tenant, given.conversation, given.message_id, _utc(given.at), given.question, given.kind, " ".join(given.docids))
        await self._run(self._write, "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    async def rate(self, rated: Rated) -> None:
        """Store a rating; the same person's earlier one of the message gives way to it. Raises StoreUnavailable."""
        await self._run(self._rate, rated)

    async def ratings(self) -> list[tuple[Rated, AnswerGiven | None]]:
        """All ratings, oldest first, each with its answer when that is still kept. Raises StoreUnavailable."""
        return await self._run(self._ratings)

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(*args, **kwargs))
        except (sqlite3.Error, OSError) as fault:
            raise StoreUnavailable(f"{self._path}: ratings cannot be kept there ({fault}); mend the file or set ONRAMP_FEEDBACK") from None

    def _ratings_held(self) -> int:
        with closing(self._connect()) as connection:
            return int(connection.execute("SELECT count(*) FROM ratings").fetchone()[0])

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=5.0)

    def _open(self, before: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection, connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA)
            connection.execute("DELETE FROM answers WHERE at < ?", (before,))
            connection.execute("DELETE FROM ratings WHERE at < ?", (before,))

    def _write(self, statement: str, row: tuple[str | None, ...]) -> None:
        with closing(self._connect()) as connection, connection:
            connection.execute(statement, row)

    def _rate(self, rated: Rated) -> None:
        with closing(self._connect()) as connection, connection:
            latest = None if rated.message_id else connection.execute(_LATEST, (rated.tenant, rated.conversation)).fetchone()
            message_id = latest[0] if latest else rated.message_id
            row = (rated.tenant, rated.conversation, message_id, rated.person, _utc(rated.at), rated.reaction, rated.comment)
            connection.execute("INSERT OR REPLACE INTO ratings VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def _ratings(self) -> list[tuple[Rated, AnswerGiven | None]]:
        with closing(self._connect()) as connection:
            return [_pair(row) for row in connection.execute(_JOINED)]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _pair(row: tuple[str, ...]) -> tuple[Rated, AnswerGiven | None]:
    tenant, conversation, message_id, person, rated_at, reaction, comment = row[:7]
    rated = Rated(
        tenant=tenant, conversation=conversation, message_id=message_id, person=person, at=datetime.fromisoformat(rated_at),
        reaction="like" if reaction == "like" else "dislike", comment=comment,
    )  # fmt: skip
    kept: tuple[str | None, ...] = row[7:]
    at, question, kind, docids = kept
    if at is None or question is None or kind is None or docids is None:
        return rated, None
    return rated, AnswerGiven(
        tenant=tenant, conversation=conversation, message_id=message_id, at=datetime.fromisoformat(at), question=question, kind=kind,
        docids=tuple(docids.split()),
    )  # fmt: skip

"""The one database: an SQLite file, or PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.delivery.ledger import Owed
from bot.errors import SettingsError, StoreUnavailable
from bot.storage.together import Together
from knowledge.adapters.postgresql import WITHIN_S, Patience

T = TypeVar("T")
Wake = Callable[[AsyncConnection, Owed], Awaitable[None]]
_BUSY_S = 10.0  # how long a writer of an SQLite file waits for another to end
_AGAIN_S = 0.02  # after which it is tried again to switch a new file to its log
_PATIENT_S = 600.0  # how long PostgreSQL may take for what goes through whole tables


def address(url: str) -> URL:
    """`url` with the driver that is used here. Raises SettingsError for a database that Onramp cannot keep its records in."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError(["ONRAMP_DATABASE_URL: this is no database URL; give postgresql://USER@HOST/NAME or sqlite:///FILE"]) from None
    match parsed.get_backend_name():
        case "sqlite" if parsed.database:
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise SettingsError([f"ONRAMP_DATABASE_URL: found a {other} database without a file; give postgresql://… or sqlite:///FILE"])


class Database:
    """Connections to the database at `url`."""

    def __init__(self, url: str) -> None:
        self.url = address(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engines: dict[bool, AsyncEngine] = {}  # that of patient work apart
        self._file: int | None = None
        # SQLite has one writer at a time, and those who wait for it look again and again: in here they queue instead
        self._writing = asyncio.Lock() if self.is_sqlite else None
        self._together: dict[bool, Together] = {}  # readers apart from writers: these wait for one another

    async def check(self) -> None:
        """Raise StoreUnavailable unless the database answers, and the file of an SQLite one is still in its place."""
        if self.is_sqlite and not await asyncio.to_thread(self._has_its_file, Path(str(self.url.database))):
            told = "found no SQLite database there; name another in ONRAMP_DATABASE_URL, or make one with: onramp database upgrade"
            raise StoreUnavailable(f"{self.url.database}: {told}")
        async with self.transaction(reads=True) as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Let go of the connections."""
        for together in self._together.values():
            await together.close()
        self._together.clear()
        for engine in self._engines.values():
            await engine.dispose()
        self._engines.clear()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @asynccontextmanager
    async def transaction(self, *, reads: bool = False, snapshot: bool = False, patient: bool = False) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction: committed when left well, rolled back when left by an error. Raises StoreUnavailable.

        reads: it writes nothing, so it need not wait for others who do; each of its statements sees what stands then.
        snapshot: with `reads`, all of its statements see what stood when the first of them began.
        patient: it goes through whole tables, and nobody in a chat waits for it; PostgreSQL may then take ten minutes for a statement.
        """
        turn = nullcontext() if reads or self._writing is None else self._writing
        try:
            async with turn, self._opened(patient).execution_options(**self._options(reads, snapshot)).begin() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise self._unavailable(_words(fault)) from fault

    async def do(self, work: Callable[[Connection], T], *, reads: bool = False) -> T:
        """What `work` gives on a connection, once it is committed; on SQLite with whatever else waits for one.

        For what every turn keeps and recalls: a power cut, not a crash, may undo what it wrote a moment before, so that SQLite need not
        wait for the disk. work: may be done again, where it was rolled back. reads: it writes nothing.
        Raises StoreUnavailable, or what `work` raises.
        """
        if not self.is_sqlite:
            async with self.transaction(reads=reads) as connection:
                return await connection.run_sync(work)
        try:
            return await self._joined(reads).do(work)  # type: ignore[no-any-return]  # together, works of several types
        except SQLAlchemyError as fault:
            raise self._unavailable(_words(fault)) from fault

    def _joined(self, reads: bool) -> Together:
        """The works that share transactions, made when they are first needed: they belong to the running event loop."""
        if reads not in self._together:
            try:
                engine = _sqlite_in_threads(self.url).execution_options(reads=reads, light=True)
            except OSError as fault:
                raise self._unavailable(fault.strerror or str(fault)) from None
            self._together[reads] = Together(engine, turn=None if reads else self._writing)
        return self._together[reads]

    def _options(self, reads: bool, snapshot: bool) -> dict[str, object]:
        if self.is_sqlite or not reads:
            return {"reads": reads}
        # on PostgreSQL a reader needs no transaction, and saves two ways to the server and back
        return {"isolation_level": "REPEATABLE READ" if snapshot else "AUTOCOMMIT"}

    def _has_its_file(self, path: Path) -> bool:
        """Whether `path` holds a database, the same as before: a connection that is open would not notice that its file was taken away.

        The file stays open. Once it were closed the system would drop all locks of the process on it (POSIX), and another process would
        then take away the log of changes (WAL) that this one still writes to.
        """
        try:
            if self._file is None:
                self._file = os.open(path, os.O_RDONLY)
            return os.path.samestat(os.fstat(self._file), path.stat()) and os.pread(self._file, 16, 0) == b"SQLite format 3\0"
        except OSError:
            return False

    def _unavailable(self, reason: str) -> StoreUnavailable:
        place = self.url.render_as_string(hide_password=True)
        return StoreUnavailable(f"{place}: nothing can be kept there ({reason}); mend it or set ONRAMP_DATABASE_URL")

    def _opened(self, patient: bool) -> AsyncEngine:
        """The engine, made when it is first needed: it belongs to the running event loop."""
        kind = patient and not self.is_sqlite
        if kind not in self._engines:
            try:
                self._engines[kind] = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url, patient)
            except OSError as fault:
                raise self._unavailable(fault.strerror or str(fault)) from None
        return self._engines[kind]


def _postgresql(url: URL, patient: bool) -> AsyncEngine:
    if patient:
        return create_async_engine(
            url, poolclass=NullPool, connect_args={"async_creator_fn": Patience(patience_s=_PATIENT_S).connect_async}
        )
    return create_async_engine(
        url, pool_pre_ping=True, pool_size=8, pool_timeout=WITHIN_S, connect_args={"async_creator_fn": Patience().connect_async}
    )


def _words(fault: SQLAlchemyError) -> str:
    return str(getattr(fault, "orig", None) or fault).splitlines()[0]


def _sqlite(url: URL) -> AsyncEngine:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, connect_args={"timeout": _BUSY_S})
    _prepare(engine.sync_engine)
    return engine


def _sqlite_in_threads(url: URL) -> Engine:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), connect_args={"timeout": _BUSY_S, "check_same_thread": False})
    _prepare(engine)
    return engine


def _write_ahead(cursor: Any) -> None:
    """Have a file keep a write-ahead log. Where several make it at once, SQLite refuses without waiting all but the first to switch."""
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_S)


def _prepare(engine: Engine) -> None:
    """Have `engine` make SQLite's connections and begin their transactions as they are needed here."""

    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions are begun below: the driver would begin them late and as readers
        cursor = connection.cursor()
        for pragma in ("foreign_keys = ON", f"busy_timeout = {int(_BUSY_S * 1000)}"):
            cursor.execute(f"PRAGMA {pragma}")
        _write_ahead(cursor)
        cursor.close()

    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        # FULL: what was taken for sending is known even after a power cut, so that nothing is sent twice
        connection.exec_driver_sql(f"PRAGMA synchronous = {'NORMAL' if options.get('light') else 'FULL'}")
        # a reader that turns writer would fail where another wrote meanwhile
        connection.exec_driver_sql("BEGIN" if options.get("reads") else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)

"""Vectors in PostgreSQL by pgvector, for replicas that read one store: exact while small, HNSW once exact search would be felt.

Each version of an index has a table of its own in the schema `onramp_vectors`, named by its key and listed in `versions`. Both are
committed together: a version is there whole or not at all, and who still answers from another is not disturbed.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import psycopg
from pgvector import Vector
from pgvector.psycopg import register_vector
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from knowledge.adapters.postgresql import Patience, Silent
from knowledge.errors import IndexRefused, VectorsAway
from knowledge.ports import Vectors

# Measured on two cores: exact search takes 9 ms at 10,000 vectors, HNSW 0.7 ms. Of halves of the numbers the index is half as large, and
# finds as many of the nearest; the vectors themselves are whole, and give the cosines.
HNSW_FROM = 10_000
_LINKS, _CANDIDATES_BUILDING, _CANDIDATES_SEARCHING = 32, 100, 200
_SCHEMA, _PREPARING = "onramp_vectors", 0x6F6E72616D70  # a number that publishers of this schema agree on
_PUBLISHING_S = 3600.0  # making the index of millions of vectors takes long, and in silence
_LISTED = sql.Identifier(_SCHEMA, "versions")
_Connection = psycopg.Connection[tuple[Any, ...]]
T = TypeVar("T")


class PgvectorStore:
    """The vectors of any number of versions in one PostgreSQL database."""

    def __init__(self, url: str) -> None:
        """url: postgresql://USER:PASSWORD@HOST/NAME. Raises IndexRefused where it is none; the URL itself is never shown."""
        try:
            parts = conninfo_to_dict(url) if url.startswith(("postgresql://", "postgres://")) else {}
        except psycopg.ProgrammingError:
            parts = {}
        if not parts:
            raise IndexRefused("the vectors' URL is no URL of a PostgreSQL database; give postgresql://USER:PASSWORD@HOST/NAME")
        self._parts = parts
        self._patience, self._publishing = Patience(), Patience(patience_s=_PUBLISHING_S)
        self.place = f"PostgreSQL at {parts.get('host') or 'this machine'}, database {parts.get('dbname') or 'of the user'}"

    def prepare(self) -> None:
        """Make what all versions share, where it is not there yet. Raises IndexRefused where nothing can be published here."""
        with self.connected(patiently=True) as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_PREPARING,))
            try:
                with connection.transaction():
                    connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
            except (errors.FeatureNotSupported, errors.UndefinedFile, errors.InsufficientPrivilege):
                self._require_extension(connection)
            if connection.execute("SELECT to_regnamespace(%s)", (_SCHEMA,)).fetchone() == (None,):
                connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(_SCHEMA)))
                columns = "key text PRIMARY KEY, rows bigint NOT NULL, dimensions int NOT NULL, approximate bool NOT NULL"
                published = "published_at timestamptz NOT NULL DEFAULT now()"
                connection.execute(sql.SQL("CREATE TABLE {} ({}, {})").format(_LISTED, sql.SQL(columns), sql.SQL(published)))

    @contextmanager
    def publishing(self, key: str, vectors: Vectors, *, hnsw_from: int = HNSW_FROM) -> Iterator[None]:
        """Write `vectors`, shape (n, dimensions) and of unit length, under a new `key`; they are there once the block is left well.

        The store must be prepared. hnsw_from: how many make an approximate index worth while. Raises IndexRefused.
        """
        count, dimensions = vectors.shape
        table, approximate = sql.Identifier(_SCHEMA, key), count >= hnsw_from
        with self.connected(patiently=True) as connection:
            register_vector(connection)
            with connection.transaction():
                of = sql.SQL("CREATE TABLE {} (row bigint PRIMARY KEY, vector vector({}) STORAGE PLAIN NOT NULL)")
                connection.execute(of.format(table, sql.Literal(dimensions)))
                copy = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(table)
                with connection.cursor() as cursor, cursor.copy(copy) as rows:
                    rows.set_types(["int8", "vector"])
                    for row, vector in enumerate(vectors):
                        rows.write_row((row, Vector(vector)))
                if approximate:
                    graph = sql.SQL("CREATE INDEX ON {} USING hnsw ({} halfvec_ip_ops) WITH (m = {}, ef_construction = {})")
                    connection.execute(graph.format(table, _half(dimensions), sql.Literal(_LINKS), sql.Literal(_CANDIDATES_BUILDING)))
                connection.execute(sql.SQL("ANALYZE {}").format(table))
                listing = sql.SQL("INSERT INTO {} (key, rows, dimensions, approximate) VALUES (%s, %s, %s, %s)").format(_LISTED)
                connection.execute(listing, (key, count, dimensions, approximate))
                yield

    def open(self, key: str) -> PgvectorIndex:
        """The vectors under `key`. Raises IndexRefused where the store lacks pgvector or the key; VectorsAway where it does not answer."""
        with self.connected() as connection:
            self._require_extension(connection)
            try:
                found = connection.execute(
                    sql.SQL("SELECT rows, dimensions, approximate FROM {} WHERE key = %s").format(_LISTED), (key,)
                ).fetchone()
            except (errors.UndefinedTable, errors.InvalidSchemaName):
                found = None
        if found is None:
            raise IndexRefused(
                f"{self.place}: holds no vectors of this version ({key}); publish them there with onramp-index build --vectors"
            )
        return PgvectorIndex(self, key, size=found[0], dimensions=found[1], approximate=found[2])

    def drop(self, key: str) -> None:
        """Remove the vectors under `key`, if there are any. Raises IndexRefused where the store does not answer."""
        with self.connected(patiently=True) as connection:
            if connection.execute("SELECT to_regnamespace(%s)", (_SCHEMA,)).fetchone() != (None,):
                with connection.transaction():
                    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(_SCHEMA, key)))
                    connection.execute(sql.SQL("DELETE FROM {} WHERE key = %s").format(_LISTED), (key,))

    def connect(self, *, patiently: bool = False) -> _Connection:
        """A connection that commits each statement. Raises psycopg.Error. patiently: for what takes long."""
        return (self._publishing if patiently else self._patience).connect(autocommit=True, **self._parts)

    @contextmanager
    def connected(self, *, patiently: bool = False) -> Iterator[_Connection]:
        """As `connect`, closed in the end. Raises IndexRefused for whatever the database refuses inside."""
        try:
            with self.connect(patiently=patiently) as connection:
                yield connection
        except psycopg.Error as fault:
            raise self.refusal(fault) from None

    def refusal(self, fault: Exception) -> IndexRefused:
        """What `fault` comes to for who asked, in one line; VectorsAway where it may pass by itself."""
        if isinstance(fault, errors.UndefinedTable):
            return IndexRefused(f"{self.place}: the vectors of this version have been dropped; serve a newer one")
        reason = str(fault).strip().partition("\n")[0] or type(fault).__name__
        if isinstance(fault, psycopg.OperationalError):
            return VectorsAway(f"{self.place}: {reason}; ask again in a minute, mend it, or name another in ONRAMP_VECTORS_URL")
        return IndexRefused(f"{self.place}: {reason}; mend it, or name another in ONRAMP_VECTORS_URL")

    def _require_extension(self, connection: _Connection) -> None:
        if connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'vector'").fetchone() is None:
            raise IndexRefused(
                f"{self.place}: lacks the extension pgvector; have its administrator install it and run CREATE EXTENSION vector"
            )


class PgvectorIndex:
    """The vectors of one version: nearest neighbours by cosine. Safe to ask from several threads; a broken connection is made anew.

    Raises VectorsAway, an IndexRefused, where the database cannot be reached or is silent for too long.
    """

    def __init__(self, store: PgvectorStore, key: str, *, size: int, dimensions: int, approximate: bool) -> None:
        self.size, self.dimensions = size, dimensions
        self._store, self._table, self._approximate = store, sql.Identifier(_SCHEMA, key), approximate
        self._nearest: dict[int, sql.Composed] = {}
        of_rows = "SELECT -(vector <#> %(query)s) FROM unnest(%(rows)s::bigint[]) WITH ORDINALITY AS asked (row, place) JOIN {} USING (row)"
        self._of_rows = sql.SQL(of_rows + " ORDER BY place").format(self._table)
        self._idle: deque[_Connection] = deque()  # no more than there are threads that ask
        weakref.finalize(self, _close, self._idle)

    def search(self, query: Vectors, k: int) -> tuple[Vectors, npt.NDArray[np.int64]]:
        """Cosines and row numbers, each of shape (len(query), k); row -1 where fewer than k are held. Raises IndexRefused."""
        statement = self._statement(k)
        cosines, rows = np.full((len(query), k), -np.inf, dtype=np.float32), np.full((len(query), k), -1, dtype=np.int64)
        for number, vector in enumerate(query):
            found = self._asked(lambda c, v=vector: c.execute(statement, {"query": Vector(v)}, binary=True).fetchall())  # type: ignore[misc]
            if found:
                rows[number, : len(found)], cosines[number, : len(found)] = zip(*found, strict=True)
        return cosines, rows

    def cosines(self, query: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The cosine of each of `rows` with one query of shape (dimensions,), shape (len(rows),). Raises IndexRefused."""
        asked = {"query": Vector(query), "rows": rows.tolist()}
        found = self._asked(lambda connection: connection.execute(self._of_rows, asked, binary=True).fetchall())
        return np.array([cosine for (cosine,) in found], dtype=np.float32)

    def vectors(self) -> Vectors:
        """All vectors, shape (size, dimensions), as stored. Raises IndexRefused."""
        held = np.empty((self.size, self.dimensions), dtype=np.float32)
        with self._store.connected(patiently=True) as connection:
            register_vector(connection)
            with connection.transaction(), connection.cursor("all", binary=True) as cursor:
                cursor.itersize = 10_000
                cursor.execute(sql.SQL("SELECT row, vector FROM {}").format(self._table))
                for row, vector in cursor:
                    held[row] = vector.to_numpy()
        return held

    def _statement(self, k: int) -> sql.Composed:
        if k not in self._nearest:
            query = sql.SQL("%(query)s::halfvec({})").format(sql.Literal(self.dimensions)) if self._approximate else sql.SQL("%(query)s")
            by = _half(self.dimensions) if self._approximate else sql.SQL("vector")
            near = "SELECT row, -(vector <#> %(query)s) AS cosine FROM {} ORDER BY {} <#> {} LIMIT {}"
            inner = sql.SQL(near).format(self._table, by, query, sql.Literal(k))
            self._nearest[k] = sql.SQL("SELECT row, cosine FROM ({}) AS near ORDER BY cosine DESC, row").format(inner)
        return self._nearest[k]

    def _asked(self, ask: Callable[[_Connection], T]) -> T:
        """What `ask` gives; over a new connection where one that was idle turns out to be cut."""
        try:
            with suppress(IndexError):
                idle = self._idle.pop()
                try:
                    return self._over(idle, ask)
                except errors.QueryCanceled:
                    raise
                except psycopg.OperationalError as fault:
                    _close(self._idle)  # the others are most likely cut or unheard as well
                    if isinstance(fault, Silent):
                        raise
            connection = self._store.connect()
            self._configure(connection)
            return self._over(connection, ask)
        except psycopg.Error as fault:
            raise self._store.refusal(fault) from None

    def _over(self, connection: _Connection, ask: Callable[[_Connection], T]) -> T:
        try:
            answer = ask(connection)
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return answer

    def _configure(self, connection: _Connection) -> None:
        register_vector(connection)
        settings = {"jit": "off", "max_parallel_workers_per_gather": "0"}  # one thread a question, as with the other index
        if self._approximate:
            settings |= {"enable_seqscan": "off", "hnsw.ef_search": str(_CANDIDATES_SEARCHING), "hnsw.iterative_scan": "strict_order"}
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))


def _half(dimensions: int) -> sql.Composed:
    """The vector in halves of its numbers; search must write it as the index does."""
    return sql.SQL("(vector::halfvec({}))").format(sql.Literal(dimensions))


def _close(idle: deque[_Connection]) -> None:
    while idle:
        with suppress(IndexError):  # another thread took it meanwhile
            idle.pop().close()

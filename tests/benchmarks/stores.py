"""The two stores of vectors side by side, FAISS in a file and pgvector in PostgreSQL: python -m tests.benchmarks.stores [--counts N ...]

Vectors are those of the benchmark `million`. Every query is asked of each in turn, so that what else the machine does strikes both alike.
PostgreSQL is a server of the benchmark's own on the same machine, with 2 GB of shared buffers and 4 GB for making an index.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
import psycopg
from rich.console import Console
from rich.table import Table

from knowledge.adapters.faiss_index import FaissIndex
from knowledge.adapters.pgvector_index import PgvectorStore
from knowledge.ports import VectorIndex, Vectors
from tests.benchmarks.figures import median_ms, seconds
from tests.benchmarks.million import clustered, nearest
from tests.benchmarks.parts import tell
from tests.benchmarks.servers import Server, postgresql

_WARM_UP, _K = 200, 10
_POOL, _ROWS = 150, 300  # what the retriever asks of the index for one question: so many nearest, then the cosines of so many rows
_SETTINGS = {"shared_buffers": "2GB", "maintenance_work_mem": "4GB"}


@dataclass(kw_only=True)
class Store:
    """What one store gave. publishing_s: to hold the vectors; opening_s: to open them; memory_mb: more in this process once it searched."""

    name: str
    index: VectorIndex
    publishing_s: float
    opening_s: float
    disk_mb: float
    memory_mb: float = 0.0
    found: list[list[int]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    question_times: list[float] = field(default_factory=list)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.stores", description="Measure FAISS and pgvector side by side.")
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000], help="vectors (default: 10000 100000)")
    arguments = parser.parse_args(argv)
    with postgresql() as server, tempfile.TemporaryDirectory(prefix="onramp-bench-") as folder:
        with psycopg.connect(server.url, autocommit=True) as connection:
            for name, value in _SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        server.restart()
        results = {count: _measure(count, Path(folder) / f"{count}.faiss", server) for count in arguments.counts}
    _show(results)
    return 0


def _measure(count: int, file: Path, server: Server) -> list[Store]:
    tell(f"{count:,} vectors")
    vectors, queries = clustered(count)
    exact = nearest(vectors, queries)[_WARM_UP:]
    stores = [_in_file(vectors, file), _in_server(vectors, server.url, f"of_{count}")]
    rows = np.random.default_rng(0).integers(count, size=_ROWS)
    for store in stores:
        before = psutil.Process().memory_info().rss
        for query in queries[:_WARM_UP]:
            _ask(store.index, query, rows)
        store.memory_mb += (psutil.Process().memory_info().rss - before) / 1e6
    for query in queries[_WARM_UP:]:
        for store in stores:
            store.times.append(seconds(lambda store=store, query=query: store.found.append(_nearest(store.index, query))))  # type: ignore[misc]
            store.question_times.append(seconds(lambda store=store, query=query: _ask(store.index, query, rows)))  # type: ignore[misc]
    for store in stores:
        store.found = [sorted(set(found) & set(best)) for found, best in zip(store.found, exact.tolist(), strict=True)]
    return stores


def _in_file(vectors: Vectors, file: Path) -> Store:
    publishing_s = seconds(lambda: FaissIndex.build(vectors).save(file))
    index, opening_s, memory_mb = _opened(lambda: FaissIndex.open(file))
    disk_mb = file.stat().st_size / 1e6
    return Store(name="FAISS", index=index, publishing_s=publishing_s, opening_s=opening_s, disk_mb=disk_mb, memory_mb=memory_mb)


def _in_server(vectors: Vectors, url: str, key: str) -> Store:
    store = PgvectorStore(url)

    def publish() -> None:
        store.prepare()
        with store.publishing(key, vectors):
            pass

    publishing_s = seconds(publish)
    index, opening_s, memory_mb = _opened(lambda: store.open(key))
    with psycopg.connect(url) as connection:
        size = connection.execute("SELECT pg_total_relation_size(%s::regclass) / 1e6", (f"onramp_vectors.{key}",)).fetchone()
    assert size is not None
    return Store(name="pgvector", index=index, publishing_s=publishing_s, opening_s=opening_s, disk_mb=float(size[0]), memory_mb=memory_mb)


def _opened(opening: Callable[[], VectorIndex]) -> tuple[VectorIndex, float, float]:
    """The index, the seconds and the megabytes that opening it took."""
    before, made = psutil.Process().memory_info().rss, []
    took = seconds(lambda: made.append(opening()))
    return made[0], took, (psutil.Process().memory_info().rss - before) / 1e6


def _nearest(index: VectorIndex, query: Vectors) -> list[int]:
    return [int(row) for row in index.search(query[None], _K)[1][0]]


def _ask(index: VectorIndex, query: Vectors, rows: np.ndarray) -> None:
    """As the retriever asks for one question."""
    index.search(query[None], _POOL)
    index.cosines(query, rows)


def _show(results: dict[int, list[Store]]) -> None:
    """Print a table for people, and JSON."""
    columns = ("vectors", "store", "recall@10", "p50", "p95", "a question, p50", "open", "published in", "on disk", "memory here")
    table, rows = Table(*columns, title="The ten nearest, one query at a time, on one thread", title_justify="left"), []
    for count, stores in results.items():
        for one in stores:
            figures = {
                "recall_10": sum(map(len, one.found)) / _K / len(one.found), "p50_ms": median_ms(one.times),
                "p95_ms": float(np.quantile(one.times, 0.95)) * 1000, "question_p50_ms": median_ms(one.question_times),
                "open_ms": one.opening_s * 1000, "published_s": one.publishing_s, "disk_mb": one.disk_mb, "memory_mb": one.memory_mb,
            }  # fmt: skip
            units = ("", " ms", " ms", " ms", " ms", " s", " MB", " MB")
            table.add_row(f"{count:,}", one.name, *(f"{x:,.4g}{unit}" for x, unit in zip(figures.values(), units, strict=True)))
            rows.append({"vectors": count, "store": one.name} | {name: round(value, 4) for name, value in figures.items()})
    Console(stderr=True, width=160).print(table)
    sys.stdout.write(json.dumps({"title": "stores", "figures": rows}, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())

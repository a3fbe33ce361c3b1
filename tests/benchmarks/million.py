"""A million passages in the product's own vector index: python -m tests.benchmarks.million [--count N] [--cache DIR]

Vectors are made up: 384 dimensions, in clusters as texts are, always the same. Building takes some minutes and is kept in the cache.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import psutil

from knowledge.adapters.faiss_index import FaissIndex
from knowledge.index import file_hash
from knowledge.ports import Vectors
from tests.benchmarks.figures import Figure, at_least, at_most, median_ms, seconds, show

_DIMENSIONS, _QUERIES, _K, _OPENINGS = 384, 200, 10, 5


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.million", description="Measure a large vector index.")
    parser.add_argument("--count", type=int, default=1_000_000, help="vectors (default: %(default)s)")
    parser.add_argument("--cache", type=Path, default=Path(".onramp/bench"), help="default: %(default)s")
    arguments = parser.parse_args(argv)
    arguments.cache.mkdir(parents=True, exist_ok=True)
    path = arguments.cache / f"clustered-{arguments.count}.faiss"
    building = 0.0
    vectors, queries = clustered(arguments.count)
    if not path.is_file():
        start = time.perf_counter()
        FaissIndex.build(vectors).save(path)
        building = time.perf_counter() - start
    exact = nearest(vectors, queries)
    del vectors
    checking = seconds(lambda: file_hash(path))  # as before every start, which also brings the file into the system's memory
    process, before = psutil.Process(), psutil.Process().memory_info().rss
    opening = [seconds(lambda: FaissIndex.open(path)) for _ in range(_OPENINGS)]
    index = FaissIndex.open(path)
    opened = process.memory_info().rss
    index.search(queries[:_QUERIES], _K)  # pages in what is asked for
    times, found = [], []
    for query in queries[_QUERIES:]:
        start = time.perf_counter()
        found.append(index.search(query[None], _K)[1][0])
        times.append(time.perf_counter() - start)
    recall = float(np.mean([len(set(a.tolist()) & set(b.tolist())) / _K for a, b in zip(found, exact[_QUERIES:], strict=True)]))
    show(
        f"{index.size:,} vectors of {_DIMENSIONS} dimensions, {path.stat().st_size / 1e9:.2f} GB on disk",
        [
            *([Figure(name="built and written", value=building, unit="s")] if building else []),
            Figure(name="check of its hash, before it is opened", value=checking, unit="s"),
            at_most(50, f"open, median of {_OPENINGS}", median_ms(opening), "ms"),
            at_most(1, f"search, the {_K} nearest, median", median_ms(times), "ms"),
            Figure(name="search, p95", value=float(np.quantile(times, 0.95)) * 1000, unit="ms"),
            at_least(0.99, f"recall@{_K} against exact search", recall, ""),
            Figure(name="memory when opened", value=(opened - before) / 1e6, unit="MB"),
            Figure(name="memory after 400 searches", value=(process.memory_info().rss - before) / 1e6, unit="MB"),
        ],
    )
    return 0


def clustered(count: int) -> tuple[Vectors, Vectors]:
    """So many unit vectors around a thousandth as many centres, and queries around the same, half to warm up with."""
    random = np.random.default_rng(0)
    centres = random.standard_normal((max(count // 1000, 10), _DIMENSIONS), dtype=np.float32)

    def around(number: int) -> Vectors:
        made = centres[random.integers(len(centres), size=number)] + 0.7 * random.standard_normal((number, _DIMENSIONS), dtype=np.float32)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        return np.asarray(made, dtype=np.float32)

    return around(count), around(2 * _QUERIES)


def nearest(vectors: Vectors, queries: Vectors) -> np.ndarray:
    """The rows of the nearest of `vectors` for each query, exactly, shape (queries, k)."""
    best = np.full((len(queries), _K), -np.inf, dtype=np.float32)
    rows = np.zeros((len(queries), _K), dtype=np.int64)
    for start in range(0, len(vectors), 50_000):
        cosines = queries @ vectors[start : start + 50_000].T
        both = np.hstack((best, cosines))
        numbers = np.hstack((rows, np.broadcast_to(np.arange(start, start + cosines.shape[1]), cosines.shape)))
        top = np.argpartition(-both, _K - 1, axis=1)[:, :_K]
        best, rows = np.take_along_axis(both, top, axis=1), np.take_along_axis(numbers, top, axis=1)
    return rows


if __name__ == "__main__":
    sys.exit(main())

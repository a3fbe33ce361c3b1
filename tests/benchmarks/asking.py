"""How fast an answer is: python -m tests.benchmarks.asking [--index DIR]

Every question is asked once of each of three, turn by turn in one run, so that what else the machine does strikes all alike:
the whole desk; its encoder and an exact search alone; sentence-transformers and FAISS as a plain script has them.
No question comes twice, so nothing is answered from memory.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import faiss
import torch

from knowledge.adapters.faiss_index import FaissIndex
from knowledge.adapters.sentence_encoder import SentenceEncoder
from knowledge.desk import Context, Desk
from tests.benchmarks.figures import Figure, at_least, at_most, median_ms, questions, seconds, show

_WARM_UP = 20


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.asking", description="Measure how fast an answer is.")
    parser.add_argument("--index", type=Path, default=Path(".onramp/index"), help="default: %(default)s")
    arguments = parser.parse_args(argv)
    torch.set_num_threads(1)  # as the others
    desk, plain = Desk.open(arguments.index), SentenceEncoder()
    flat = FaissIndex.build(desk.index.vectors.vectors())
    of_script = faiss.IndexFlatIP(plain.dimensions)
    of_script.add(flat.vectors())
    day = Context(as_of=date(2026, 11, 26))
    ways: dict[str, Callable[[str], object]] = {
        "desk": lambda text: desk.ask(text, day),
        "alone": lambda text: flat.search(desk.index.encoder.encode([text]), 10),
        "script": lambda text: of_script.search(plain.encode([text]), 10),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number, text in enumerate(questions()):
        for name, way in ways.items():
            took = seconds(lambda way=way, text=text: way(text))  # type: ignore[misc]
            if number >= _WARM_UP:
                times[name].append(took)
    desk_ms, alone_ms, script_ms = (median_ms(times[name]) for name in ways)
    show(
        f"Asking, {len(times['desk'])} questions, {flat.size} rows",
        [
            Figure(name="Desk.ask, median", value=desk_ms, unit="ms"),
            Figure(name="encode + flat search alone, median", value=alone_ms, unit="ms"),
            Figure(name="sentence-transformers + FAISS, median", value=script_ms, unit="ms"),
            at_most(1.5, "Desk.ask over encode + flat search, medians", desk_ms / alone_ms, "×"),
            Figure(name="… all questions together", value=sum(times["desk"]) / sum(times["alone"]), unit="×"),
            at_least(3, "sentence-transformers + FAISS over Desk.ask, medians", script_ms / desk_ms, "×"),
            Figure(name="… over encode + flat search alone", value=script_ms / alone_ms, unit="×"),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How fast an index is built: python -m tests.benchmarks.building [--files N]

A library of made-up documents is built whole, the texts that it gave are encoded alone with the same model on the same threads, one
document is changed, and the library is built again. The encoder is loaded once, before anything is timed, and exported already.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.build import build
from indexer.publish import Published, publish
from knowledge import pack as packs
from knowledge.adapters.sentence_encoder import SentenceEncoder
from knowledge.index import open_index, search_texts
from knowledge.models import Indexed
from knowledge.pack import Pack
from tests.benchmarks.figures import Figure, at_least, at_most, questions, show

_SECTIONS = 12  # of a document


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.building", description="Measure building and rebuilding an index.")
    parser.add_argument("--files", type=int, default=200, help="documents (default: %(default)s)")
    arguments = parser.parse_args(argv)
    encoder, chance = SentenceEncoder(), random.Random(0)  # noqa: S311  # made-up texts
    encoder.fingerprint  # noqa: B018  # is computed once
    with tempfile.TemporaryDirectory() as place:
        root, index = Path(place) / "library", Path(place) / "index"
        root.mkdir()
        for number in range(arguments.files):
            _write(root / f"{number}.md", chance)
        pack = _pack(arguments.files)
        bare = replace(pack, manifest=pack.manifest.model_copy(update={"indexed": ()}))
        _publish(bare, root, index, encoder)  # exports the encoder, and encodes what the pack itself holds
        start = time.perf_counter()
        whole = _publish(pack, root, index, encoder)
        full_s = time.perf_counter() - start
        stored = open_index(index)
        texts = [text for record in stored.records for text in search_texts(record, stored.pack)][-whole.encoded :]
        start = time.perf_counter()
        encoder.encode(texts)
        raw_s = time.perf_counter() - start
        _write(root / "7.md", chance)
        start = time.perf_counter()
        again = _publish(pack, root, index, encoder)
        again_s = time.perf_counter() - start
    show(
        f"Building {arguments.files} documents, {whole.encoded} texts",
        [
            Figure(name="full build", value=full_s, unit="s"),
            Figure(name="the encoder alone", value=len(texts) / raw_s, unit="texts/s"),
            at_least(0.9, "full build over the encoder alone, texts a second", raw_s / full_s, "×"),
            Figure(name=f"rebuild after one changed file, {again.encoded} texts encoded", value=again_s, unit="s"),
            at_most(3, "rebuild over full build", 100 * again_s / full_s, "%"),
        ],
    )
    return 0


def _pack(count: int) -> Pack:
    pack = packs.load("fasttrack")
    source = pack.manifest.sources[0].id
    indexed = tuple(Indexed(source=source, path=f"{number}.md") for number in range(count))
    return replace(pack, manifest=pack.manifest.model_copy(update={"indexed": indexed}), calibration=None)


def _publish(pack: Pack, root: Path, index: Path, encoder: SentenceEncoder) -> Published:
    return publish(build(pack, root=root, encoder=encoder), index, encoder=encoder, now=datetime.now(UTC))


def _write(path: Path, chance: random.Random) -> None:
    """A document of made-up sections, each of some paragraphs."""
    words = sorted({word for text in questions() for word in text.split()})
    lines = [f"# {' '.join(chance.sample(words, 4))}"]
    for _ in range(_SECTIONS):
        lines.append(f"## {' '.join(chance.sample(words, 5))}")
        lines += [" ".join(chance.choices(words, k=chance.randint(30, 120))) + "." for _ in range(3)]
    path.write_text("\n\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

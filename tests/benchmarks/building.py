"""How fast an index is built: python -m tests.benchmarks.building [--files N]

A library of made-up documents is built by the command, whole; the texts that it gave are encoded alone, by the same encoder on as many
threads, half before the build and half after it; one document is changed, and the command builds the library again. The start of the
process counts as a part of both builds. The encoder is exported before: that is done once for each model.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from indexer.encoders import in_place
from indexer.reading import Read, Reader
from knowledge import pack as packs
from knowledge.adapters.sentence_encoder import SentenceEncoder
from knowledge.index import open_index
from knowledge.rows import search_texts
from tests.benchmarks.figures import Figure, at_least, at_most, questions, seconds, show

_SECTIONS = 12  # of a document
_SAMPLED = 16  # of so many texts one is encoded by the original model


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.building", description="Measure building and rebuilding an index.")
    parser.add_argument("--files", type=int, default=200, help="documents (default: %(default)s)")
    arguments = parser.parse_args(argv)
    chance = random.Random(0)  # noqa: S311  # made-up texts
    with tempfile.TemporaryDirectory() as place:
        root, index = Path(place) / "library", Path(place) / "index"
        root.mkdir()
        for number in range(arguments.files):
            _write(root / f"{number}.md", chance)
        _declare(Path(place) / "pack", arguments.files)
        _build("fasttrack", root, index)  # exports the encoder, and encodes what the pack itself holds
        encoder = in_place(index)
        texts = _texts(Path(place) / "pack", root, index)
        before_s = seconds(lambda: encoder.encode(texts[::2]))
        full_s = seconds(lambda: _build(str(Path(place) / "pack"), root, index))
        alone_s = before_s + seconds(lambda: encoder.encode(texts[1::2]))
        held = set(open_index(index).hashes)
        _write(root / "7.md", chance)
        again_s = seconds(lambda: _build(str(Path(place) / "pack"), root, index))
        again = len(set(open_index(index).hashes) - held)
        unchanged_s = seconds(lambda: _build(str(Path(place) / "pack"), root, index))
        original, sample = SentenceEncoder(), texts[::_SAMPLED]
        original_s = seconds(lambda: original.encode(sample))
    show(
        f"Building {arguments.files} documents, {len(texts)} texts",
        [
            Figure(name="full build", value=full_s, unit="s"),
            Figure(name="full build", value=len(texts) / full_s, unit="texts/s"),
            Figure(name="the encoder alone", value=len(texts) / alone_s, unit="texts/s"),
            Figure(name="the original model alone, by sentence-transformers", value=len(sample) / original_s, unit="texts/s"),
            at_least(0.9, "full build over the encoder alone, texts a second", alone_s / full_s, "×"),
            Figure(name=f"rebuild after one changed file, {again} texts encoded", value=again_s, unit="s"),
            at_most(3, "rebuild over full build", 100 * again_s / full_s, "%"),
            Figure(name="rebuild of what is unchanged", value=unchanged_s, unit="s"),
        ],
    )
    return 0


def _build(pack: str, root: Path, index: Path) -> None:
    subprocess.run([sys.executable, "-m", "indexer", "build", pack, "--source-root", root, "--out", index], check=True, capture_output=True)


def _texts(pack: Path, root: Path, index: Path) -> list[str]:
    """What the documents give to encode."""
    loaded = packs.load(str(pack))
    reader = Reader(pack=loaded.manifest, root=root, encoder=in_place(index), max_bytes=10_000_000)
    reads = [read for indexed in loaded.manifest.indexed if isinstance(read := reader(indexed), Read)]
    return [text for read in reads for record in read.records for text in search_texts(record, loaded.manifest)]


def _declare(folder: Path, count: int) -> None:
    """A pack that adds the documents to the bundled one."""
    folder.mkdir()
    source = packs.load("fasttrack").manifest.sources[0].id
    lines = [f'{key} = "made-up"' for key in ("name", "title", "programme", "version")] + ['extends = "fasttrack"']
    lines += [f'\n[[indexed]]\nsource = "{source}"\npath = "{number}.md"' for number in range(count)]
    (folder / "pack.toml").write_text("\n".join(lines), encoding="utf-8")


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

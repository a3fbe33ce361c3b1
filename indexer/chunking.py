"""Sections to passages that the encoder reads whole: cut at blocks, then at sentences, at last between words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer import sentences
from indexer.extract.records import record_id
from indexer.loaders.document import Block, Lines
from indexer.sections import Section
from knowledge.models import Citation, PackManifest, Passage
from knowledge.ports import Encoder
from knowledge.rows import search_texts

_LEAST = 32  # tokens: with headings longer than the encoder reads, something of the text must still stand


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A stretch of one block. `joint`: what stands between it and the piece before."""

    text: str
    block: Block
    joint: str = "\n"


def passages(section: Section, *, source: str, workloads: tuple[str, ...], encoder: Encoder, pack: PackManifest) -> Iterator[Passage]:
    """The passages of `section`, in order, each within `encoder.max_tokens`, its heading path as encoded included."""

    def passage(pieces: Sequence[_Piece]) -> Passage:
        text = "".join(piece.text if at == 0 else piece.joint + piece.text for at, piece in enumerate(pieces))
        return Passage(
            id=record_id(source, text, *section.heading),
            text=text,
            topic=section.heading[-1] if section.heading else "",
            citation=Citation(source=source, heading=section.heading, lines=_lines(pieces)),
            workloads=workloads,
        )

    bare = Passage(id=source, text="-", citation=Citation(source=source, heading=section.heading), workloads=workloads)
    budget = max(_LEAST, encoder.max_tokens - encoder.count_tokens(search_texts(bare, pack)[0]))
    chunk: list[_Piece] = []
    used = 0
    for piece in _pieces(section, budget, encoder):
        size = encoder.count_tokens(piece.text)
        if chunk and used + size > budget:
            yield passage(chunk)
            chunk, used = [], 0
        chunk.append(piece)
        used += size
    if chunk:
        yield passage(chunk)


def _pieces(section: Section, budget: int, encoder: Encoder) -> Iterator[_Piece]:
    shown: tuple[str, ...] = ()
    said: set[str] = set()
    for block in section.blocks:
        below = block.heading[len(section.heading) :]
        above = block.within[-1] if block.within and block.within[-1] not in said else ""  # it became a record; the text needs it still
        title = f"{': '.join(below)}:\n" if below and below != shown else ""
        shown = below
        said |= {block.text, above}
        text = f"{title}{above}\n" if above else title
        text += f"- {block.text}" if block.kind == "item" else block.text
        if encoder.count_tokens(text) <= budget:
            yield _Piece(text=text, block=block)
            continue
        for at, part in enumerate(_cut(text, budget, encoder)):
            yield _Piece(text=part, block=block, joint=" " if at else "\n")


def _cut(text: str, budget: int, encoder: Encoder) -> Iterator[str]:
    """The sentences of `text`; one that is too long is halved between words until its parts fit."""
    for sentence in sentences.split(text):
        words = sentence.split(" ")
        if len(words) > 1 and encoder.count_tokens(sentence) > budget:
            half = len(words) // 2
            yield from _cut(" ".join(words[:half]), budget, encoder)
            yield from _cut(" ".join(words[half:]), budget, encoder)
        else:
            yield sentence


def _lines(pieces: Sequence[_Piece]) -> Lines | None:
    spans = [piece.block.lines for piece in pieces if piece.block.lines is not None]
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None

"""What no reading took, gathered into sections: stretches of a document under the same headings or in the same table row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer import sentences
from indexer.loaders.document import Block


@dataclass(frozen=True, kw_only=True)
class Section:
    """Blocks that belong together; `heading` is the path that they share."""

    heading: tuple[str, ...]
    blocks: tuple[Block, ...]


def gather(blocks: Sequence[Block]) -> list[Section]:
    """The sections of `blocks`, which stand in the order of their document."""
    kept = [block for at, block in enumerate(blocks) if not _says_nothing(block, blocks[at + 1] if at + 1 < len(blocks) else None)]
    sections = []
    for _, members in groupby(kept, key=_place):
        found = tuple(members)
        sections.append(Section(heading=_shared(found), blocks=found))
    return sections


def _place(block: Block) -> tuple[object, ...]:
    row = (block.row.table, block.row.number) if block.row is not None else None
    return block.heading[: block.section] if block.kind != "label" else (*block.heading, block.text), row


def _shared(blocks: Sequence[Block]) -> tuple[str, ...]:
    shared = blocks[0].heading
    for block in blocks[1:]:
        length = next(
            (at for at, (left, right) in enumerate(zip(shared, block.heading, strict=False)) if left != right),
            min(len(shared), len(block.heading)),
        )
        shared = shared[:length]
    return shared


def _says_nothing(block: Block, following: Block | None) -> bool:
    """A row's label beside other cells, and a sentence that opens a list whose items became records."""
    if block.kind == "label":
        return block.row is not None and any(text for _, text in block.row.cells[1:])
    if block.kind == "paragraph" and block.text.endswith(":") and len(sentences.split(block.text)) == 1:
        return following is None or following.lead != block.text or (following.kind != "item" and following.row is None)
    return False

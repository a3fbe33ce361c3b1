"""A source file as the indexer sees it: a flat list of blocks, each of which knows where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lines = tuple[int, int]
Kind = Literal["paragraph", "item", "note", "label"]
_LABEL_CHARACTERS = 120


@dataclass(frozen=True, kw_only=True)
class Row:
    """A table row: the number of its table in the document, its own number in the table (from 1), its cells as (header, text)."""

    table: int
    number: int
    cells: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        """The text of the first cell."""
        return self.cells[0][1] if self.cells else ""

    def cell(self, header: str) -> str | None:
        """The text under the column whose header begins with `header` (any case); None when there is no such column."""
        return next((text for name, text in self.cells if begins(name, header)), None)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph, list item, note, or the label that heads a table row.

    heading: the headings above it, outermost first; in a table, the row's label, the column's header and bold lines of the cell follow.
    section: how many of those headings are the document's own, a row's label included.
    lead: the paragraph or bold line that introduces the list. within: the list items that it stands under, outermost first.
    introduces: whether list items stand under it. lines: first and last, from 1; None where the file has none.
    """

    kind: Kind
    text: str
    heading: tuple[str, ...] = ()
    section: int = 0
    lines: Lines | None = None
    lead: str = ""
    within: tuple[str, ...] = ()
    introduces: bool = False
    row: Row | None = None
    column: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a loader makes of a file. `title` is its first heading, or empty."""

    title: str
    blocks: tuple[Block, ...]


def straight(text: str) -> str:
    """`text` with one kind of quote and dash and single spaces, as patterns expect it."""
    for found, plain in (("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u2013", "-"), ("\u2014", "-")):
        text = text.replace(found, plain)
    return " ".join(text.split())


def fold(text: str) -> str:
    """`text` for comparison: straight and in lower case."""
    return straight(text).lower()


def begins(text: str, words: str) -> bool:
    """Whether `text` begins with `words`, any case."""
    return fold(text).startswith(fold(words))


def shorten(label: str) -> str:
    """`label` as a heading: a first cell may hold a whole paragraph, which no heading should."""
    return label if len(label) <= _LABEL_CHARACTERS else f"{label[:_LABEL_CHARACTERS].rsplit(' ', 1)[0]}…"

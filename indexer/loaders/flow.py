"""Running text to blocks: words are gathered as they come, and end as a heading, a paragraph, a note, a label or an item.

A bold line that stands alone counts as a heading inside a cell or section.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from indexer.loaders.document import Block, Kind, Row
from indexer.loaders.paragraphs import clean, parts


@dataclass
class Item:
    """A list item being read: its words once known, and where its block stands."""

    text: str = ""
    at: int | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """The table cell being read; `path` continues the document's headings."""

    path: tuple[str, ...] = ()
    row: Row | None = None
    column: str = ""
    labelled: int = 0


class Flow:
    """Gathers blocks in reading order, each with the headings, the cell and the items that it stands under.

    open: the list items being read, the innermost last. note: whether what is said is a note. title: the first heading.
    """

    def __init__(self, *, numbered: bool) -> None:
        """numbered: whether blocks know their lines."""
        self.blocks: list[Block] = []
        self.title = ""
        self.open: list[Item] = []
        self.note = False
        self._numbered = numbered
        self._line = self._first = self._last = 1
        self._words = ""
        self._headings: list[tuple[int, str]] = []
        self._bold = self._lead = ""
        self._cell = Place()
        self._plain = False

    @property
    def awaits_item(self) -> bool:
        """Whether the words of a list item are being gathered."""
        return bool(self.open) and self.open[-1].at is None

    def go_to(self, line: int | None) -> None:
        """Let what is said next stand on `line`, where that is known."""
        self._line = line or self._line

    def say(self, text: str | None) -> None:
        """Add the words of `text`, whose line ends count."""
        if not text:
            return
        if text.strip():
            if not clean(self._words):
                self._first = self._line + text[: len(text) - len(text.lstrip())].count("\n")
            self._last = self._line + text.rstrip().count("\n")
        self._words += text
        self._line += text.count("\n")

    def mark(self, mark: str) -> None:
        """Put `mark` between the words: a space, or where bold begins or ends."""
        self._words += mark

    def flush(self) -> None:
        """End the paragraph or item being gathered."""
        marked, self._words = self._words, ""
        if self.awaits_item:
            item, text = self.open[-1], clean(marked)
            if text:
                item.text, item.at = text, len(self.blocks)
                self._emit("item", text, self._first, self._last)
            return
        for part in parts(marked, headings=not (self._plain or self.note or self.open)):
            if part.kind == "heading":
                self._bold = self._lead = part.text
            elif part.kind == "lead":
                self._lead = part.text
            else:
                kind: Kind = "note" if self.note else part.kind
                self._emit(kind, part.text, self._first + part.offset, self._last)
                if kind == "paragraph" and part.text.endswith(":"):
                    self._lead = part.text

    def heading(self, text: str, level: int) -> None:
        """End what was gathered, and let `text` head what follows: the section, or in a table's cell the rest of the cell."""
        self.flush()
        if not text:
            return
        if self._cell.row is not None:
            self._bold = self._lead = text
            return
        self.title = self.title or text
        self._headings = [(depth, name) for depth, name in self._headings if depth < level] + [(level, text)]
        self._bold = self._lead = ""

    @contextmanager
    def table(self) -> Iterator[tuple[str, ...]]:
        """Read a table by itself, with what was open before open again behind it. Gives the headings, beyond the sections', above it."""
        kept = (self._cell, self.open, self._bold, self._lead, self._plain)
        self.open = []
        yield self._cell.path + ((self._bold,) if self._bold else ())
        self._cell, self.open, self._bold, self._lead, self._plain = kept

    def enter(self, cell: Place, *, plain: bool) -> None:
        """Let what follows stand in `cell`; plain: bold lines are words like others in it."""
        self._cell, self._plain = cell, plain
        self._bold = self._lead = ""

    def _emit(self, kind: Kind, text: str, first: int, last: int) -> None:
        own = tuple(name for _, name in self._headings)
        within = tuple(item.text for item in self.open if item.text and not (kind == "item" and item is self.open[-1]))
        self.blocks.append(
            Block(
                kind=kind,
                text=text,
                heading=(*own, *self._cell.path, *((self._bold,) if self._bold else ())),
                section=len(own) + self._cell.labelled,
                lines=(first, max(first, last)) if self._numbered else None,
                lead=self._lead,
                within=within,
                row=self._cell.row,
                column=self._cell.column,
            )
        )

"""HTML, as malformed as it comes, to a document.

libxml2 mends the tree (cells and items never closed, stray end tags) and keeps line numbers. Beyond that, bold lines that stand alone
count as headings inside a cell or section, and a list misplaced between two items belongs to the item before it when that introduces it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import lxml.html  # type: ignore[import-untyped]
from lxml import etree
from lxml.html import defs

from indexer.loaders.document import Block, Document, Kind, Row, shorten
from indexer.loaders.paragraphs import BOLD, PLAIN, clean, parts
from indexer.loaders.tables import Cell, Grid, grid

_Element = Any  # lxml has no types of its own
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SKIPPED = frozenset(("head", "script", "style", "template", "nav", "noscript", "svg", "colgroup", "img"))
_BLOCKS = frozenset(("p", "ul", "ol", "table", "td"))
_STRUCTURE = frozenset(("thead", "tbody", "tfoot", "tr"))
_INLINE = (defs.font_style_tags | defs.phrase_tags | defs.special_inline_tags | {"del", "ins", "label", "mark", "time"}) - {"br"}


def parse(html: str, *, numbered: bool = True) -> Document:
    """The document in `html`; `numbered` False leaves line numbers out, where they would not be those of the file."""
    if not html.strip():
        return Document(title="", blocks=())
    try:
        tree = lxml.html.document_fromstring(html)
    except etree.ParserError:  # comments alone, for instance
        return Document(title="", blocks=())
    flow = _Flow(numbered=numbered)
    flow.children(tree)
    flow.flush()
    found = tree.find(".//title")
    title = clean(found.text_content()) if found is not None else ""
    return Document(title=flow.title or title, blocks=tuple(flow.blocks))


@dataclass
class _Open:
    """A list item being read: its words once known, and where its block stands."""

    text: str = ""
    at: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Place:
    """The table cell being read; `path` continues the document's headings."""

    path: tuple[str, ...] = ()
    row: Row | None = None
    column: str = ""
    labelled: int = 0


class _Flow:
    """Walks a tree in reading order and gathers blocks."""

    def __init__(self, *, numbered: bool) -> None:
        self.blocks: list[Block] = []
        self.title = ""
        self._numbered = numbered
        self._line = self._first = self._last = 1
        self._words = ""
        self._headings: list[tuple[int, str]] = []
        self._bold = self._lead = ""
        self._open: list[_Open] = []
        self._cell = _Place()
        self._note = self._plain = False
        self._tables = 0

    def children(self, element: _Element) -> None:
        """Read what is in `element`."""
        self._say(element.text)
        for child in element:
            self._line = child.sourceline or self._line
            if isinstance(child.tag, str):  # a comment's tag is a function
                self._node(child)
            self._say(child.tail)

    def flush(self) -> None:
        """End the paragraph or item being gathered."""
        marked, self._words = self._words, ""
        if self._open and self._open[-1].at is None:
            item, text = self._open[-1], clean(marked)
            if text:
                item.text, item.at = text, len(self.blocks)
                self._emit("item", text, self._first, self._last)
            return
        for part in parts(marked, headings=not (self._plain or self._note or self._open)):
            if part.kind == "heading":
                self._bold = self._lead = part.text
            elif part.kind == "lead":
                self._lead = part.text
            else:
                kind: Kind = "note" if self._note else part.kind
                self._emit(kind, part.text, self._first + part.offset, self._last)
                if kind == "paragraph" and part.text.endswith(":"):
                    self._lead = part.text

    def _node(self, element: _Element) -> None:
        tag = element.tag
        if tag in _SKIPPED:
            return
        if tag in _INLINE:
            bold = tag in ("b", "strong")
            self._words += BOLD if bold else ""
            self.children(element)
            self._words += PLAIN if bold else ""
        elif self._open and self._open[-1].at is None and tag in ("br", "p", "div", *_HEADINGS):
            self._words += " "  # still the words of the item
            self.children(element)
            self._words += " "
        elif tag in _HEADINGS and not any(inner.tag in _BLOCKS for inner in element.iter()):
            self._heading(element)  # one that holds blocks is a heading never closed: text like other
        elif tag in ("ul", "ol"):
            self.flush()
            self._list(element)
        elif tag == "li":
            self._item(element)
        elif tag == "table":
            self.flush()
            self._table(element)
        else:
            self.flush()
            note, self._note = self._note, self._note or tag == "blockquote"
            self.children(element)
            self.flush()
            self._note = note

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if text.strip():
            if not clean(self._words):
                self._first = self._line + text[: len(text) - len(text.lstrip())].count("\n")
            self._last = self._line + text.rstrip().count("\n")
        self._words += text
        self._line += text.count("\n")

    def _heading(self, element: _Element) -> None:
        self.flush()
        text, level = clean(element.text_content()), _HEADINGS[element.tag]
        if not text:
            return
        if self._cell.row is not None:
            self._bold = self._lead = text
            return
        self.title = self.title or text
        self._headings = [(depth, name) for depth, name in self._headings if depth < level] + [(level, text)]
        self._bold = self._lead = ""

    def _list(self, element: _Element) -> None:
        before: _Open | None = None
        self._say(element.text)
        for child in element:
            self._line = child.sourceline or self._line
            if child.tag == "li":
                before = self._item(child)
            elif child.tag in ("ul", "ol") and before is not None and _introduces(before.text):
                self._nested(before, child)
            elif child.tag in ("ul", "ol"):
                self._list(child)
            elif isinstance(child.tag, str):
                self._node(child)
            self._say(child.tail)
        self.flush()

    def _item(self, element: _Element) -> _Open:
        self.flush()
        item = _Open()
        self._open.append(item)
        self._say(element.text)
        for child in element:
            self._line = child.sourceline or self._line
            if child.tag in ("ul", "ol"):
                self.flush()
                self._open.pop()
                self._nested(item, child)
                self._open.append(item)
            elif isinstance(child.tag, str):
                self._node(child)
            self._say(child.tail)
        self.flush()
        self._open.pop()
        return item

    def _nested(self, parent: _Open, element: _Element) -> None:
        """Read a list that stands under an item."""
        if parent.at is None:
            self._list(element)
            return
        count = len(self.blocks)
        self._open.append(parent)
        self._list(element)
        self._open.pop()
        if len(self.blocks) > count:
            self.blocks[parent.at] = replace(self.blocks[parent.at], introduces=True)

    def _table(self, element: _Element) -> None:
        found = grid(element)
        if found is None:
            self.children(element)
            self.flush()
            return
        self._tables += 1
        kept = (self._cell, self._open, self._bold, self._lead, self._plain)
        outer = self._cell.path + ((self._bold,) if self._bold else ())
        self._open, number = [], self._tables
        for count, cells in enumerate(found.rows, start=1):
            texts = tuple((found.header(cell.column), cell.text) for cell in cells)
            self._row(Row(table=number, number=count, cells=texts), cells, found, outer)
        self._cell, self._bold, self._lead, self._plain = _Place(path=outer), "", "", False
        self._strays(element)
        self.flush()
        self._cell, self._open, self._bold, self._lead, self._plain = kept

    def _strays(self, element: _Element) -> None:
        """Read what stands in a table but in none of its cells, as where a cell's start tag is missing."""
        self._say(element.text)
        for child in element:
            self._line = child.sourceline or self._line
            if child.tag in _STRUCTURE:
                self._strays(child)
            elif isinstance(child.tag, str) and (child.tag not in ("td", "th") or element.tag != "tr"):
                self._node(child)
            self._say(child.tail)

    def _row(self, row: Row, cells: list[Cell], found: Grid, outer: tuple[str, ...]) -> None:
        label = ""
        for cell in cells:
            column = found.header(cell.column)
            if cell.column == 0:
                label = self._row_label(row, cell, column, outer)
            elif cell.element is not None:
                path = (*outer, *filter(None, (label, column)))
                self._enter(cell.element, _Place(path=path, row=row, column=column, labelled=1 if label else 0), plain=False)

    def _row_label(self, row: Row, cell: Cell, column: str, outer: tuple[str, ...]) -> str:
        """Read the first cell of a row: its first paragraph is the row's label, the rest stands under it."""
        if cell.element is None:
            return shorten(cell.text)
        first = len(self.blocks)
        self._enter(cell.element, _Place(path=outer, row=row, column=column), plain=True)
        if len(self.blocks) == first:
            return ""
        label = shorten(self.blocks[first].text)
        rest = [replace(block, heading=(*block.heading, label), section=block.section + 1) for block in self.blocks[first + 1 :]]
        self.blocks[first:] = [replace(self.blocks[first], kind="label"), *rest]
        return label

    def _enter(self, element: _Element, cell: _Place, *, plain: bool) -> None:
        self._cell, self._plain = cell, plain
        self._bold = self._lead = ""
        self._line = element.sourceline or self._line
        self.children(element)
        self.flush()

    def _emit(self, kind: Kind, text: str, first: int, last: int) -> None:
        own = tuple(name for _, name in self._headings)
        within = tuple(item.text for item in self._open if item.text and not (kind == "item" and item is self._open[-1]))
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


def _introduces(text: str) -> bool:
    """Whether an item can introduce the list misplaced after it: it ends in a colon or is a single sentence."""
    return text.endswith(":") or not re.search(r"[.!?]\s+\S", text)

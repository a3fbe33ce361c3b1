"""HTML, as malformed as it comes, to a document.

libxml2 mends the tree (cells and items never closed, stray end tags) and keeps line numbers. Beyond that,
a list misplaced between two items belongs to the item before it when that introduces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import lxml.html  # type: ignore[import-untyped]
from lxml import etree
from lxml.html import defs

from indexer.loaders.document import Document, Row, shorten
from indexer.loaders.flow import Flow, Item, Place
from indexer.loaders.paragraphs import BOLD, PLAIN, clean
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
    flow = Flow(numbered=numbered)
    _Walk(flow).children(tree)
    flow.flush()
    found = tree.find(".//title")
    title = clean(found.text_content()) if found is not None else ""
    return Document(title=flow.title or title, blocks=tuple(flow.blocks))


class _Walk:
    """Walks a tree in reading order and tells a flow what it comes by."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._tables = 0

    def children(self, element: _Element) -> None:
        """Read what is in `element`."""
        for child in self._through(element):
            self._node(child)

    def _through(self, element: _Element) -> Iterator[_Element]:
        """The elements in `element`, each once the text before it was said."""
        self._flow.say(element.text)
        for child in element:
            self._flow.go_to(child.sourceline)
            if isinstance(child.tag, str):  # a comment's tag is a function
                yield child
            self._flow.say(child.tail)

    def _node(self, element: _Element) -> None:
        flow, tag = self._flow, element.tag
        if tag in _SKIPPED:
            return
        if tag in _INLINE:
            bold = tag in ("b", "strong")
            flow.mark(BOLD if bold else "")
            self.children(element)
            flow.mark(PLAIN if bold else "")
        elif flow.awaits_item and tag in ("br", "p", "div", *_HEADINGS):
            flow.mark(" ")  # still the words of the item
            self.children(element)
            flow.mark(" ")
        elif tag in _HEADINGS and not any(inner.tag in _BLOCKS for inner in element.iter()):
            flow.heading(clean(element.text_content()), _HEADINGS[tag])  # with blocks inside it was never closed: text like other
        elif tag in ("ul", "ol"):
            flow.flush()
            self._list(element)
        elif tag == "li":
            self._item(element)
        elif tag == "table":
            flow.flush()
            self._table(element)
        else:
            flow.flush()
            note, flow.note = flow.note, flow.note or tag == "blockquote"
            self.children(element)
            flow.flush()
            flow.note = note

    def _list(self, element: _Element) -> None:
        before: Item | None = None
        for child in self._through(element):
            if child.tag == "li":
                before = self._item(child)
            elif child.tag in ("ul", "ol") and before is not None and _introduces(before.text):
                self._nested(before, child)
            elif child.tag in ("ul", "ol"):
                self._list(child)
            else:
                self._node(child)
        self._flow.flush()

    def _item(self, element: _Element) -> Item:
        flow, item = self._flow, Item()
        flow.flush()
        flow.open.append(item)
        for child in self._through(element):
            if child.tag in ("ul", "ol"):
                flow.flush()
                flow.open.pop()
                self._nested(item, child)
                flow.open.append(item)
            else:
                self._node(child)
        flow.flush()
        flow.open.pop()
        return item

    def _nested(self, parent: Item, element: _Element) -> None:
        """Read a list that stands under an item."""
        if parent.at is None:
            self._list(element)
            return
        blocks = self._flow.blocks
        count = len(blocks)
        self._flow.open.append(parent)
        self._list(element)
        self._flow.open.pop()
        if len(blocks) > count:
            blocks[parent.at] = replace(blocks[parent.at], introduces=True)

    def _table(self, element: _Element) -> None:
        found = grid(element)
        if found is None:
            self.children(element)
            self._flow.flush()
            return
        self._tables += 1
        number = self._tables
        with self._flow.table() as above:
            for count, cells in enumerate(found.rows, start=1):
                texts = tuple((found.header(cell.column), cell.text) for cell in cells)
                self._row(Row(table=number, number=count, cells=texts), cells, found, above)
            self._flow.enter(Place(path=above), plain=False)
            self._strays(element)
            self._flow.flush()

    def _strays(self, element: _Element) -> None:
        """Read what stands in a table but in none of its cells, as where a cell's start tag is missing."""
        for child in self._through(element):
            if child.tag in _STRUCTURE:
                self._strays(child)
            elif child.tag not in ("td", "th") or element.tag != "tr":
                self._node(child)

    def _row(self, row: Row, cells: list[Cell], found: Grid, above: tuple[str, ...]) -> None:
        label = ""
        for cell in cells:
            column = found.header(cell.column)
            if cell.column == 0:
                label = self._label(row, cell, column, above)
            elif cell.element is not None:
                path = (*above, *filter(None, (label, column)))
                self._cell(cell.element, Place(path=path, row=row, column=column, labelled=1 if label else 0), plain=False)

    def _label(self, row: Row, cell: Cell, column: str, above: tuple[str, ...]) -> str:
        """Read the first cell of a row: its first paragraph is the row's label, the rest stands under it."""
        if cell.element is None:
            return shorten(cell.text)
        blocks = self._flow.blocks
        first = len(blocks)
        self._cell(cell.element, Place(path=above, row=row, column=column), plain=True)
        if len(blocks) == first:
            return ""
        label = shorten(blocks[first].text)
        rest = [replace(block, heading=(*block.heading, label), section=block.section + 1) for block in blocks[first + 1 :]]
        blocks[first:] = [replace(blocks[first], kind="label"), *rest]
        return label

    def _cell(self, element: _Element, place: Place, *, plain: bool) -> None:
        self._flow.enter(place, plain=plain)
        self._flow.go_to(element.sourceline)
        self.children(element)
        self._flow.flush()


def _introduces(text: str) -> bool:
    """Whether an item can introduce the list misplaced after it: it ends in a colon or is a single sentence."""
    return text.endswith(":") or not re.search(r"[.!?]\s+\S", text)

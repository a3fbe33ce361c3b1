"""The grid of an HTML table: its header, and its rows with spans resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indexer.loaders.paragraphs import clean

_Element = Any  # lxml has no types of its own


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell of a row: its column (from 0), its words, and its element; None where the cell spans down from a row above."""

    column: int
    text: str
    element: _Element


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table's header texts, and its rows below them."""

    headers: tuple[str, ...]
    rows: list[list[Cell]]

    def header(self, column: int) -> str:
        """The header of a column; empty where the table names none."""
        return self.headers[column] if column < len(self.headers) else ""


def grid(table: _Element) -> Grid | None:
    """The grid of `table`; None when it has no rows of its own."""
    found = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    rows = _resolved([[cell for cell in row if cell.tag in ("td", "th")] for row in found])
    rows = [row for row in rows if any(cell.text for cell in row)]
    if not rows:
        return None
    if len(rows) == 1 or any(cell.element is not None and cell.element.find(".//li") is not None for cell in rows[0]):
        return Grid(headers=(), rows=rows)  # laid out as a table, without a header
    named = {cell.column: cell.text for cell in rows[0]}
    return Grid(headers=tuple(named.get(column, "") for column in range(max(named) + 1)), rows=rows[1:])


def _resolved(rows: list[list[_Element]]) -> list[list[Cell]]:
    """Give each cell its column; a cell that spans rows stands, without element, in the rows below too."""
    spanning: dict[int, tuple[str, int]] = {}  # column: words, rows left
    grid_rows = []
    for cells in rows:
        row: list[Cell] = []
        column = 0
        for element in [*cells, None]:
            while column in spanning:
                text, left = spanning.pop(column)
                row.append(Cell(column=column, text=text, element=None))
                if left > 1:
                    spanning[-column - 1] = (text, left - 1)
                column += 1
            if element is None:
                break
            text = clean(element.text_content())
            row.append(Cell(column=column, text=text, element=element))
            down = _span(element, "rowspan")
            if down > 1:
                spanning[-column - 1] = (text, down - 1)
            column += _span(element, "colspan")
        spanning = {(-key - 1 if key < 0 else key): value for key, value in spanning.items()}
        grid_rows.append(row)
    return grid_rows


def _span(element: _Element, name: str) -> int:
    found = (element.get(name) or "1").strip()
    return max(1, min(int(found), 1000)) if found.isdigit() else 1

"""CSV to a document: the first row names the columns, the first cell of each further row labels it."""

from __future__ import annotations

import csv
import io

from indexer.errors import BadSource
from indexer.loaders.document import Block, Document, Row, shorten


def parse(text: str) -> Document:
    """The document in `text`, separated by commas, semicolons, tabs or bars. Raises BadSource when it is no table."""
    text = text.removeprefix("\ufeff")
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = "excel"  # a single column, or too little to tell
    reader = csv.reader(io.StringIO(text, newline=""), dialect)
    headers: list[str] = []
    blocks: list[Block] = []
    count = 0
    try:
        for record in reader:
            cells = [" ".join(cell.split()) for cell in record]
            if not any(cells):
                continue
            if not headers:
                headers = cells
                continue
            count += 1
            if len(cells) > len(headers):
                raise BadSource(
                    f"line {reader.line_num} has {len(cells)} cells under {len(headers)} headers; quote cells that hold the separator"
                )
            blocks += _row(Row(table=1, number=count, cells=tuple(zip(headers, cells, strict=False))), reader.line_num)
    except csv.Error as fault:
        raise BadSource(f"line {reader.line_num} cannot be read as CSV: {fault}") from None
    return Document(title="", blocks=tuple(blocks))


def _row(row: Row, line: int) -> list[Block]:
    label = shorten(row.label)
    blocks = [Block(kind="label", text=row.label, lines=(line, line), row=row, column=row.cells[0][0])] if label else []
    for column, text in row.cells[1:]:
        if text:
            path = tuple(filter(None, (label, column)))
            blocks.append(
                Block(kind="paragraph", text=text, heading=path, section=1 if label else 0, lines=(line, line), row=row, column=column)
            )
    return blocks

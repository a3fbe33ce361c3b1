"""Plain text to a document: short lines between blank ones are headings, bullets and numbers are items nested by their indent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.loaders.document import Block, Document, Lines

_BULLET = re.compile(r"^(?P<indent>\s*)(?:[•·▪‣◦*–-]|\d{1,3}[.)])\s+(?=\S)")
_HEADING_WORDS = 12
_Line = tuple[int, str]


def parse(text: str, *, numbered: bool = True) -> Document:
    """The document in `text`. The first heading is its title and heads all others, which are of one level."""
    lines = list(enumerate(text.removeprefix("\ufeff").splitlines(), start=1))
    blocks: list[Block] = []
    title, heading, lead = "", "", ""
    open_items: list[tuple[int, int]] = []  # indent, number of the block
    for piece in _paragraphs(lines):
        words = " ".join(" ".join(line for _, line in piece).split())
        span: Lines | None = (piece[0][0], piece[-1][0]) if numbered else None
        path = tuple(filter(None, (title, heading)))
        item = _BULLET.match(piece[0][1])
        if item:
            indent = len(item["indent"].expandtabs())
            open_items = [(depth, at) for depth, at in open_items if depth < indent]
            within = tuple(blocks[at].text for _, at in open_items)
            if open_items:
                blocks[open_items[-1][1]] = replace(blocks[open_items[-1][1]], introduces=True)
            open_items.append((indent, len(blocks)))
            words = _BULLET.sub("", words)
            blocks.append(Block(kind="item", text=words, heading=path, section=len(path), lines=span, lead=lead, within=within))
            continue
        open_items = []
        if _is_heading(lines, piece):
            title, heading = (title, words) if title else (words, "")
            lead = ""
            continue
        blocks.append(Block(kind="paragraph", text=words, heading=path, section=len(path), lines=span, lead=lead))
        lead = words if words.endswith(":") else lead
    return Document(title=title, blocks=tuple(blocks))


def _paragraphs(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Gather lines: a new one starts a paragraph unless it goes on with the sentence before, in lower case."""
    piece: list[_Line] = []
    for number, line in lines:
        if (
            piece
            and line.strip()
            and line.strip()[0].islower()
            and not _BULLET.match(line)
            and not piece[-1][1].rstrip().endswith((".", ":", "!", "?"))
        ):
            piece.append((number, line))
            continue
        if piece:
            yield piece
        piece = [(number, line)] if line.strip() else []
    if piece:
        yield piece


def _is_heading(lines: list[_Line], piece: list[_Line]) -> bool:
    """Whether a paragraph is a single short line with blank lines around it that ends like no sentence."""
    number, line = piece[0]
    blank_before = number == 1 or not lines[number - 2][1].strip()
    blank_after = number < len(lines) and not lines[number][1].strip()
    short = len(line.split()) <= _HEADING_WORDS and not line.rstrip().endswith((".", ":", ";", ","))
    return len(piece) == 1 and blank_before and blank_after and short and line.strip()[0].isupper() and "|" not in line

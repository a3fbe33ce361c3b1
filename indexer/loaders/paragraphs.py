"""What a paragraph of running text is: plain, a note, a line that introduces a list, or a bold line that serves as a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from indexer.loaders.document import fold

BOLD, PLAIN = "\x01", "\x02"  # stand in a text where bold begins and ends
_LABELS = frozenset(("note", "notes", "important", "tip", "warning", "caution"))
_LONGEST_HEADING = 120  # characters: bold words beyond are a sentence that is stressed
_BOLD_FIRST = re.compile(rf"\s*{BOLD}(?P<bold>[^{PLAIN}]*){PLAIN}(?P<rest>.*)", re.DOTALL)
_ALERT = re.compile(r"\[!\w+\]")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a paragraph. `offset`: how many line ends stand before it in the paragraph."""

    kind: Literal["heading", "lead", "note", "paragraph"]
    text: str
    offset: int


def clean(marked: str) -> str:
    """The words of a marked text: no marks, no escapes of Markdown, no stars of footnotes at its ends, single spaces."""
    plain = marked.replace(BOLD, "").replace(PLAIN, "").replace("\\*", "*").replace("\\_", "_")
    return " ".join(plain.strip().strip("*").split())


def parts(marked: str, *, headings: bool = True) -> Iterator[Part]:
    """The parts of a paragraph whose bold stretches are marked; `headings` False takes bold lines as words like others."""
    for offset, piece in _pieces(marked):
        for part in _classify(piece, headings=headings):
            yield Part(kind=part.kind, text=part.text, offset=offset + part.offset)


def _pieces(marked: str) -> Iterator[tuple[int, str]]:
    """Cut at alert marks and before each line that opens with a bold label; each piece with the line ends before it."""
    offset = 0
    for stretch in _ALERT.split(re.sub(rf"{PLAIN}(\s*){BOLD}", r"\1", marked)):
        piece, start = "", offset
        for at, line in enumerate(stretch.split("\n")):
            found = _BOLD_FIRST.fullmatch(line)
            if piece and found and _is_label(found["bold"], found["rest"]):
                yield start, piece
                piece, start = line, offset + at
            else:
                piece = f"{piece}\n{line}" if at else line
        yield start, piece
        offset += stretch.count("\n")


def _is_label(bold: str, rest: str) -> bool:
    rest = rest.strip()
    return not rest or bold.strip().endswith(":") or rest.startswith((":", "(")) or rest[0].isupper()


def _classify(piece: str, *, headings: bool) -> Iterator[Part]:
    whole = clean(piece)
    found = _BOLD_FIRST.fullmatch(piece)
    if not whole:
        return
    if found is None or not clean(found["bold"]):
        yield Part(kind="paragraph", text=whole, offset=0)
        return
    bold, rest = clean(found["bold"]), clean(found["rest"])
    if fold(bold).strip(" :") in _LABELS:
        words = rest.lstrip(": ")
        yield Part(kind="note", text=words, offset=0) if words else Part(kind="lead", text=bold, offset=0)
    elif not headings or len(bold) > _LONGEST_HEADING or bold.endswith("."):
        yield Part(kind="paragraph", text=whole, offset=0)
    elif not rest:
        yield Part(kind="lead" if bold.endswith(":") else "heading", text=bold, offset=0)
    elif re.fullmatch(r"\([^()]*\)", rest):
        yield Part(kind="heading", text=whole, offset=0)
    elif rest[0].isupper() and not bold.endswith(":"):
        yield Part(kind="heading", text=bold, offset=0)
        yield Part(kind="paragraph", text=rest, offset=0)
    else:
        yield Part(kind="paragraph", text=whole, offset=0)

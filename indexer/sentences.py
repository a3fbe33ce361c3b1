"""Where sentences end."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?][\")\u201d\u2019]*\s+(?=[\"(\u201c]?[A-Z0-9])")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|No)\.\s+$")


def split(text: str) -> list[str]:
    """The sentences of `text`, in order; together they hold all of its words."""
    found, start = [], 0
    for end in _END.finditer(text):
        if not _ABBREVIATED.search(text, start, end.end()):
            found.append(text[start : end.end()].rstrip())
            start = end.end()
    return [*found, text[start:]] if text[start:] else found

"""Patterns of a pack, searched for in any case, with straight quotes and dashes."""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.loaders.document import straight


def search(pattern: str, text: str) -> re.Match[str] | None:
    """The first place where `pattern` fits in `text`."""
    return _compiled(pattern).search(straight(text))


def spans(pattern: str, text: str) -> list[tuple[int, int]]:
    """All places where `pattern` fits in `text`, as positions in its straight form."""
    return [found.span() for found in _compiled(pattern).finditer(straight(text))]


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)

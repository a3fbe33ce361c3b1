"""Where sentences end."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\betc\.)(?<!\bvs\.)[\")\u201d\u2019]*\s+(?=[\"(\u201c]?[A-Z0-9])")


def split(text: str) -> list[str]:
    """The sentences of `text`, in order; together they hold all of its words."""
    return [sentence for sentence in _END.split(text) if sentence]

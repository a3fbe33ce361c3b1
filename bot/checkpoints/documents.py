"""Minutes as a Word document."""

from __future__ import annotations

import io
import re

import docx

_ESCAPED = re.compile(r"\\(.)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # a Word document cannot hold them


def as_docx(markdown: str) -> bytes:
    """The document that says what `markdown`, as `minutes.draft` makes it, says: headings, lists and paragraphs."""
    document = docx.Document()
    for line in _CONTROL.sub("", markdown).splitlines():
        text = _ESCAPED.sub(r"\1", line.lstrip("#").removeprefix("- ").strip())
        if not text:
            continue
        if line.startswith("#"):
            document.add_heading(text, level=min(len(line) - len(line.lstrip("#")), 4))
        else:
            document.add_paragraph(text, style="List Bullet" if line.startswith("- ") else None)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()

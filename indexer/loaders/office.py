"""Word, PowerPoint, Excel and PDF to a document, through markitdown's Markdown."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from indexer.errors import BadSource
from indexer.loaders import markdown, text
from indexer.loaders.document import Document

_EMPTY_CELL = re.compile(r"(?<=\|)\s*(?:NaN|Unnamed: \d+)\s*(?=\|)")  # what pandas writes for an empty cell
_ANCHOR = re.compile(r"<!-- Slide number: \d+ -->")


def parse(path: Path) -> Document:
    """The document at `path`, without line numbers: those of the conversion are not the file's. Raises BadSource."""
    converted = _convert(path)
    if path.suffix.lower() == ".pdf":  # its text has bullets as characters and no marked headings
        return text.parse(converted, numbered=False)
    return markdown.parse(_EMPTY_CELL.sub(" ", _ANCHOR.sub("", converted)), numbered=False)


def _convert(path: Path) -> str:
    try:
        return str(_converter().convert_local(str(path)).text_content)
    except Exception as fault:  # markitdown wraps whatever its many readers raise
        if "password" in f"{type(fault).__name__} {fault}".lower():
            raise BadSource("it is encrypted; save it without a password") from None
        first = str(fault).strip().splitlines()
        raise BadSource(f"its content cannot be read, it may be damaged ({first[0][:160] if first else type(fault).__name__})") from None


@lru_cache(maxsize=1)
def _converter() -> Any:
    try:
        from markitdown import MarkItDown
    except ImportError:
        raise BadSource("reading it needs markitdown; install the indexer's packages: pip install 'onramp[index]'") from None
    return MarkItDown(enable_plugins=False)

"""Markdown to a document, by way of HTML in which every element stands on the line that it has in the Markdown.

So HTML inside the Markdown, cut into pieces by blank lines as the real files have it, is one stream again, as a browser would see it.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from indexer.loaders import html
from indexer.loaders.document import Document

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*\n", re.DOTALL)
_DIRECTIVE = re.compile(r"^:::.*$", re.MULTILINE)  # of site builders, such as :::image


def parse(text: str, *, numbered: bool = True) -> Document:
    """The document in `text`; front matter and site builders' directives are left out."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    text = _FRONT_MATTER.sub(lambda found: "\n" * found.group().count("\n"), text)
    return html.parse(_aligned(_DIRECTIVE.sub("", text)), numbered=numbered)


def _aligned(text: str) -> str:
    parser = MarkdownIt("commonmark").enable("table")
    rendered, line = [], 0
    for token in parser.parse(text):
        missing = (token.map[0] if token.map else 0) - line
        if missing > 0:
            rendered.append("\n" * missing)
            line += missing
        piece = parser.renderer.render([token], parser.options, {})
        if token.type != "html_block":
            piece = piece.strip("\n")
        rendered.append(piece)
        line += piece.count("\n")
    return "".join(rendered)

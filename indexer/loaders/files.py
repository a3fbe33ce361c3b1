"""A file to a document: chooses the loader by suffix and refuses, with the reason, what cannot be read whole."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from indexer.errors import BadSource
from indexer.loaders import html, markdown, office, tabular, text
from indexer.loaders.document import Document

MAX_BYTES = 50 * 1024 * 1024
_TEXT: dict[str, Callable[[str], Document]] = {
    ".md": markdown.parse,
    ".markdown": markdown.parse,
    ".html": html.parse,
    ".htm": html.parse,
    ".txt": text.parse,
    ".csv": tabular.parse,
}
_ZIPPED = {".docx": "word/", ".pptx": "ppt/", ".xlsx": "xl/"}
_SUFFIXES = (*_TEXT, *_ZIPPED, ".pdf")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BINARY = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP or Office file",
    _OLE: "an old or encrypted Office file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"\x1f\x8b": "gzip data",
}


def load(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """The document in the file at `path`. Raises BadSource with the reason when it is missing, empty, larger than `max_bytes`,
    encrypted, truncated, of an unknown format, or not what its suffix says."""
    suffix = path.suffix.lower()
    if not path.is_file():
        raise BadSource("there is no such file; check the path, or the source root it is taken from")
    if suffix not in _SUFFIXES:
        raise BadSource(f"the format {suffix or 'without suffix'} is not read; use one of {', '.join(_SUFFIXES)}")
    try:
        size = path.stat().st_size
        if size == 0:
            raise BadSource("it is empty (0 bytes)")
        _check_size(size, max_bytes)
        document = _load(path, suffix, max_bytes)
    except OSError as fault:
        raise BadSource(f"it cannot be opened: {fault.strerror}") from None
    if not document.blocks:
        raise BadSource("no text was found in it; if it holds scanned pages, run text recognition first")
    return document


def _load(path: Path, suffix: str, max_bytes: int) -> Document:
    with path.open("rb") as stream:
        head = stream.read(8)
    if suffix in _TEXT:
        return _TEXT[suffix](_decoded(path.read_bytes(), suffix))
    if suffix == ".pdf":
        _check_pdf(path, head)
    else:
        _check_zipped(path, suffix, head, max_bytes)
    return office.parse(path)


def _decoded(content: bytes, suffix: str) -> str:
    for magic, name in _BINARY.items():
        if content.startswith(magic):
            raise BadSource(f"its suffix is {suffix}, its content is {name}; give it its right suffix")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        decoded = content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise BadSource(f"it is not UTF-8 text (byte {fault.start}); save it as UTF-8") from None
    if "\x00" in decoded:
        raise BadSource(f"its suffix is {suffix}, its content is binary; give it its right suffix")
    return decoded


def _check_pdf(path: Path, head: bytes) -> None:
    if not head.startswith(b"%PDF-"):
        raise BadSource("its suffix is .pdf, its content is not; give it its right suffix")
    if b"%%EOF" not in path.read_bytes()[-2048:]:
        raise BadSource("it is truncated: the end mark of a PDF is missing; fetch it again")


def _check_zipped(path: Path, suffix: str, head: bytes, max_bytes: int) -> None:
    if head.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        raise BadSource(
            "it is encrypted; save it without a password" if encrypted else f"it is an old binary Office file; save it as {suffix}"
        )
    if not head.startswith(b"PK"):
        raise BadSource(f"its suffix is {suffix}, its content is not; give it its right suffix")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise BadSource("it is truncated or damaged; fetch it again") from None
    if not any(member.filename.startswith(_ZIPPED[suffix]) for member in members):
        raise BadSource(f"its suffix is {suffix}, its content is another kind of ZIP file; give it its right suffix")
    _check_size(sum(member.file_size for member in members), max_bytes)


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise BadSource(
            f"it is too large: {size / 1e6:.1f} MB, the limit is {max_bytes / 1e6:.1f} MB; raise the limit with --max-mb, or split the file"
        )

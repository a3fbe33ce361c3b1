"""Which files are read, and why others are not."""

import io
import zipfile
from pathlib import Path

import pytest

from indexer.errors import BadSource
from indexer.loaders import files

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def reason(path: Path, content: bytes, *, max_bytes: int = files.MAX_BYTES) -> str:
    """Why a file with `content` is refused."""
    path.write_bytes(content)
    with pytest.raises(BadSource) as refused:
        files.load(path, max_bytes=max_bytes)
    return str(refused.value)


def zipped(**members: str) -> bytes:
    """A ZIP file with `members`; two underscores stand for a slash."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", "# One\n\nText"),
        ("a.html", "<h1>One</h1><p>Text"),
        ("a.txt", "One\n\nText"),
        ("a.csv", "One,Two\nText,x"),
        ("A.MD", "Text"),
    ],
)
def test_text_files_are_read_by_their_suffix(tmp_path: Path, name: str, content: str) -> None:
    """In any case of the suffix, as UTF-8 with or without a byte order mark, or UTF-16 with one."""
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (tmp_path / name).write_text(content, encoding=encoding)
        assert files.load(tmp_path / name).blocks[0].text == "Text"


def test_a_missing_file_is_named_so(tmp_path: Path) -> None:
    """A folder is no file."""
    with pytest.raises(BadSource, match="no such file"):
        files.load(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """As is one that holds no words."""
    assert "empty" in reason(tmp_path / "a.md", b"")
    assert "no text was found" in reason(tmp_path / "a.md", b"---\nauthor: x\n---\n\n")


def test_a_file_over_the_limit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    """The limit is a setting."""
    assert "2.5 MB, the limit is 1.0 MB" in reason(tmp_path / "a.txt", b"x" * 2_500_000, max_bytes=1_000_000)


def test_a_small_archive_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    """The limit holds for what an Office file unpacks to."""
    assert "too large" in reason(tmp_path / "a.docx", zipped(word__document="x" * 2_000_000), max_bytes=1_000_000)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.md", b"%PDF-1.4", "its content is a PDF"),
        ("a.csv", zipped(xl__workbook=""), "its content is a ZIP or Office file"),
        ("a.txt", b"text\x00\x01", "its content is binary"),
        ("a.pdf", b"# Markdown", "its suffix is .pdf, its content is not"),
        ("a.docx", b"plain", "its suffix is .docx, its content is not"),
        ("a.docx", zipped(xl__workbook=""), "another kind of ZIP file"),
        ("a.exe", b"MZ", "format .exe is not read"),
        ("a", b"x", "format without suffix is not read"),
    ],
)
def test_a_file_that_is_not_what_its_suffix_says_is_refused(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    """The reason says what it is instead."""
    assert expected in reason(tmp_path / name, content)


def test_text_of_another_encoding_is_refused_with_its_place(tmp_path: Path) -> None:
    """Guessing would store wrong letters."""
    assert "not UTF-8 text (byte 3)" in reason(tmp_path / "a.txt", b"caf\xe9 ole")


def test_encrypted_office_files_are_told_from_old_ones(tmp_path: Path) -> None:
    """Both have the same first bytes."""
    assert "encrypted" in reason(tmp_path / "a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"))
    assert "old binary Office file" in reason(tmp_path / "a.docx", OLE + b"WordDocument")


def test_truncated_files_are_told_so(tmp_path: Path) -> None:
    """A PDF lacks its end mark, an archive its directory."""
    assert "truncated" in reason(tmp_path / "a.pdf", b"%PDF-1.4\n1 0 obj")
    assert "truncated" in reason(tmp_path / "a.docx", zipped(word__document="x" * 500)[:80])


def test_a_damaged_office_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """Whatever its reader raises."""
    said = reason(tmp_path / "a.docx", zipped(word__document="<not xml"))
    assert "may be damaged" in said
    assert "\n" not in said

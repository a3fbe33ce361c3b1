"""One document, and the key under which what it gave is known."""

from pathlib import Path

import pytest

from indexer.reading import Read, Reader
from knowledge.models import Indexed
from knowledge.pack import Pack
from tests.fakes import WordCountEncoder

INDEXED = Indexed(source="handbook", path="a.md")


@pytest.fixture
def reader(contoso: Pack, tmp_path: Path) -> Reader:
    """Reads one document."""
    (tmp_path / "a.md").write_text("# Relay\n\nRelays come in red and blue.\n")
    return Reader(pack=contoso.manifest, root=tmp_path, encoder=WordCountEncoder(), max_bytes=1000)


def again(reader: Reader, **change: object) -> Reader:
    """The same reader, made anew, with a change."""
    return Reader(**{"pack": reader.pack, "root": reader.root, "encoder": reader.encoder, "max_bytes": reader.max_bytes} | change)  # type: ignore[arg-type]


def test_a_document_gives_records_or_the_reason_why_not(reader: Reader) -> None:
    """Never an exception: one bad document is no reason to stop."""
    read = reader(INDEXED)
    assert isinstance(read, Read)
    assert len(read.records) == 1
    assert str(reader(Indexed(source="handbook", path="b.md"))).startswith("there is no such file")


def test_the_key_of_what_is_unchanged_is_the_same(reader: Reader) -> None:
    """From one run to the next, wherever the library stands, and whatever other documents the pack names."""
    more = reader.pack.model_copy(update={"indexed": (INDEXED,)})
    assert reader.key(INDEXED) == again(reader, pack=more).key(INDEXED) != ""


def test_the_key_changes_with_what_the_records_depend_on(reader: Reader, tmp_path: Path) -> None:
    """The content, how it is read, the pack, the limit of size."""
    before = reader.key(INDEXED)
    renamed = reader.pack.model_copy(update={"version": "2"})
    others = {
        again(reader, pack=renamed).key(INDEXED),
        again(reader, max_bytes=999).key(INDEXED),
        reader.key(INDEXED.model_copy(update={"workload": "relay"})),
    }
    (tmp_path / "a.md").write_text("# Relay\n\nRelays come in red.\n")
    others.add(reader.key(INDEXED))
    assert len(others - {before}) == 4


def test_what_cannot_be_read_has_no_key(reader: Reader) -> None:
    """So it is tried again each time."""
    assert reader.key(Indexed(source="handbook", path="missing.md")) == ""
    assert again(reader, max_bytes=3).key(INDEXED) == ""
    assert again(reader, root=None).key(INDEXED) == ""

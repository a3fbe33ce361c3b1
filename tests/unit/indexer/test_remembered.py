"""What an index knows of its documents."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.build import build
from indexer.publish import publish
from indexer.reading import Read, Reader
from indexer.remembered import remembered
from knowledge.index import current_version
from knowledge.models import Indexed
from knowledge.pack import Pack
from tests.fakes import StorableEncoder

FINGERPRINT = StorableEncoder().fingerprint[:16]
SAME = "# One\n\nSame.\n\n# Two\n\n## One\n\nOther.\n\n# One\n\nSame.\n\n- Label shelves.\n"


@pytest.fixture
def index(contoso: Pack, tmp_path: Path) -> Path:
    """An index of a pack with one document, whose passages share an id and bear a phrase, and one that cannot be read."""
    (tmp_path / "a.md").write_text(SAME)
    build_into(library(contoso), tmp_path)
    return tmp_path / "index"


def library(contoso: Pack) -> Pack:
    """The Contoso pack with its documents."""
    task = {"as": "task", "party": "customer"}
    paths = ("missing.md", "a.md")
    indexed = tuple(Indexed.model_validate({"source": "handbook", "path": path, "readings": [task]}) for path in paths)
    return Pack(manifest=contoso.manifest.model_copy(update={"indexed": indexed}), records=contoso.records, folder=contoso.folder)


def build_into(pack: Pack, root: Path) -> None:
    """Build and publish into the folder `index` of `root`."""
    plain = build(pack, root=root, encoder=StorableEncoder())
    pack = Pack(manifest=pack.manifest, records=pack.records, folder=pack.folder, phrases={plain.records[-1].id: ("alike",)})
    built = build(pack, root=root, encoder=StorableEncoder())
    publish(built, root / "index", encoder=StorableEncoder(), now=datetime(2024, 10, 1, tzinfo=UTC))


def test_a_document_is_remembered_as_it_was_read(contoso: Pack, index: Path) -> None:
    """Before equal ids were numbered and phrases were added, and with what was not understood."""
    pack = library(contoso)
    reader = Reader(pack=pack.manifest, root=index.parent, encoder=StorableEncoder(), max_bytes=1_000_000)
    (read,) = remembered(index, fingerprint=FINGERPRINT).values()

    assert isinstance(read, Read)
    assert read == reader(pack.manifest.indexed[1])
    assert read.issues


def test_what_another_encoder_counted_is_not_remembered(index: Path) -> None:
    """Its passages may be too long for this one."""
    assert remembered(index, fingerprint="b" * 16) == {}


@pytest.mark.parametrize("name", ["records.jsonl", "sources.json", "manifest.json"])
def test_a_spoilt_version_is_not_remembered(index: Path, name: str) -> None:
    """It is read anew, and what is built is sound."""
    (current_version(index) / name).write_text("{}")
    assert remembered(index, fingerprint=FINGERPRINT) == {}


def test_no_index_remembers_nothing(tmp_path: Path) -> None:
    """The first build reads everything."""
    assert remembered(tmp_path, fingerprint=FINGERPRINT) == {}

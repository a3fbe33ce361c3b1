"""A pack and its documents to records."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indexer.build import Built, build
from indexer.reading import Read, Reader
from knowledge.models import Indexed, Passage
from knowledge.pack import Pack
from tests.fakes import WordCountEncoder

Phrases = Mapping[str, tuple[str, ...]]
DOCUMENT = "# Relay\n\nWe guide:\n\n- Pairing.\n\nRelays come in red and blue.\n"


def built(
    contoso: Pack, root: Path | None, *paths: str, max_bytes: int = 1_000_000, phrases: Phrases | None = None, **indexed: Any
) -> Built:
    """The Contoso pack built with the documents `paths` below `root`, all read alike."""
    reading = {"lead": "guide", "as": "rule", "coverage": "entitled"}
    documents = tuple(Indexed.model_validate({"source": "handbook", "path": path, "readings": [reading], **indexed}) for path in paths)
    manifest = contoso.manifest.model_copy(update={"indexed": documents})
    pack = Pack(manifest=manifest, records=contoso.records, folder=contoso.folder, phrases=phrases or {})
    return build(pack, root=root, encoder=WordCountEncoder(), max_bytes=max_bytes)


def test_curated_records_and_those_of_documents_stand_side_by_side(contoso: Pack, tmp_path: Path) -> None:
    """Rules from lists, passages from the rest."""
    (tmp_path / "a.md").write_text(DOCUMENT)
    found = built(contoso, tmp_path, "a.md").records
    assert found[: len(contoso.records)] == contoso.records
    rule, passage = found[len(contoso.records) :]
    assert (rule.type, passage.type) == ("rule", "passage")
    assert isinstance(passage, Passage)
    assert passage.text == "Relays come in red and blue."
    assert passage.workloads == ("relay",)


def test_a_bad_document_is_named_with_its_reason_and_the_rest_is_built(contoso: Pack, tmp_path: Path) -> None:
    """One bad file loses nothing but itself."""
    (tmp_path / "good.md").write_text(DOCUMENT)
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "not.pdf").write_text("plain")
    (tmp_path / "large.txt").write_text("Word. " * 500)
    found = built(contoso, tmp_path, "empty.md", "missing.md", "not.pdf", "large.txt", "good.md", max_bytes=1000)
    assert len(found.records) == len(contoso.records) + 2
    assert list(found.failed) == ["empty.md", "missing.md", "not.pdf", "large.txt"]
    assert "empty" in found.failed["empty.md"]


def test_what_a_document_leaves_unclear_is_told_with_its_path(contoso: Pack, tmp_path: Path) -> None:
    """It is an issue, no failure."""
    (tmp_path / "a.md").write_text("# Work\n\n- Label shelves.\n")
    found = built(contoso, tmp_path, "a.md", readings=[{"as": "task", "party": "customer"}])
    assert found.failed == {}
    assert found.issues[0].startswith("a.md: line 3: no phase is named")


def test_equal_passages_get_ids_of_their_own(contoso: Pack, tmp_path: Path) -> None:
    """An index needs them unique."""
    (tmp_path / "a.md").write_text("# One\n\nSame.\n\n# Two\n\n## One\n\nOther.\n\n# One\n\nSame.\n")
    ids = [record.id for record in built(contoso, tmp_path, "a.md").records]
    assert len(ids) == len(set(ids))


def test_documents_without_a_source_root_are_left_out_with_what_to_do(contoso: Pack) -> None:
    """The curated records still make an index."""
    found = built(contoso, None, "a.md")
    assert "--source-root" in found.failed["a.md"]
    assert found.records == contoso.records


def test_the_pack_may_name_its_source_root(contoso: Pack, tmp_path: Path) -> None:
    """Relative to its folder; a root given goes before."""
    (tmp_path / "pack" / "library").mkdir(parents=True)
    (tmp_path / "pack" / "library" / "a.md").write_text(DOCUMENT)
    indexed = (Indexed(source="handbook", path="a.md"),)
    manifest = contoso.manifest.model_copy(update={"indexed": indexed, "source_root": "library"})
    pack = Pack(manifest=manifest, records=(), folder=tmp_path / "pack")
    assert build(pack, root=None, encoder=WordCountEncoder()).failed == {}
    assert list(build(pack, root=tmp_path, encoder=WordCountEncoder()).failed) == ["a.md"]


def test_documents_known_before_are_not_read_again(contoso: Pack, tmp_path: Path) -> None:
    """What they gave then stands in its place among the others."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(DOCUMENT.replace("Relay", f"Relay {name}"))
    indexed = tuple(Indexed(source="handbook", path=f"{name}.md") for name in ("a", "b"))
    pack = Pack(manifest=contoso.manifest.model_copy(update={"indexed": indexed}), records=contoso.records, folder=contoso.folder)
    reader = Reader(pack=pack.manifest, root=tmp_path, encoder=WordCountEncoder(), max_bytes=1_000_000)
    remembered = Read(records=contoso.records[:1], issues=("said before",))

    found = build(pack, root=tmp_path, encoder=WordCountEncoder(), max_bytes=1_000_000, known={reader.key(indexed[0]): remembered})

    assert found.issues == ("a.md: said before",)
    first, second = found.sources
    assert first.ids == (contoso.records[0].id,)
    assert [record.id for record in found.records[first.first :][:1]] == [f"{contoso.records[0].id}.2"]
    assert [record.id for record in found.records[second.first :]] == list(second.ids)


def test_phrases_serve_records_of_the_pack_and_of_its_documents(contoso: Pack, tmp_path: Path) -> None:
    """Each after its own; one that names no record is told."""
    (tmp_path / "a.md").write_text(DOCUMENT)
    plain = built(contoso, tmp_path, "a.md")
    curated, extracted = contoso.records[0], next(record for record in plain.records if record.type == "rule" and ":" in record.id)
    phrases = {curated.id: ("big enough for it",), extracted.id: ("marry two relays",), "handbook:gone": ("nothing",)}

    found = built(contoso, tmp_path, "a.md", phrases=phrases)
    said = {record.id: record.phrases for record in found.records}

    assert said[curated.id] == (*curated.phrases, "big enough for it")
    assert said[extracted.id] == ("marry two relays",)
    assert found.issues == ("phrases: handbook:gone: there is no such record (any more); mend the id or drop its phrases",)

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from knowledge.adapters.lexical_index import LexicalIndex
from knowledge.adapters.onnx_encoder import OnnxEncoder
from knowledge.errors import EncoderMissing, IndexRefused
from knowledge.index import current_version, file_hash, open_index, read_manifest, text_hash
from knowledge.models import Citation, Passage, Record
from knowledge.pack import Pack
from knowledge.rows import search_texts
from tests.building import BUILT_AT, ENCODER_FOLDER, write_index
from tests.fakes import WordCountEncoder

VERSION = "v0001"


@pytest.fixture
def index(contoso_index: Path, tmp_path: Path) -> Path:
    """A copy of the made-up programme's index, to be spoilt."""
    return shutil.copytree(contoso_index, tmp_path / "index", symlinks=True)


def edit(path: Path, **values: object) -> None:
    """Put other values into a JSON file."""
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), encoding="utf-8")


def own_encoder(index: Path) -> Path:
    """A copy of the encoder inside `index`, in place of the link."""
    folder = index / ENCODER_FOLDER
    original = folder.resolve()
    folder.unlink()
    return shutil.copytree(original, folder)


def test_an_index_holds_what_was_written(contoso_index: Path, contoso: Pack, onnx_encoder: OnnxEncoder) -> None:
    """The pack, the records in their order, and for each row its text's hash, its record and its vector."""
    opened = open_index(contoso_index)
    rows = [(number, text) for number, record in enumerate(contoso.records) for text in search_texts(record, contoso.manifest)]

    assert opened.pack == contoso.manifest
    assert opened.records == contoso.records
    assert opened.owners == tuple(number for number, _ in rows)
    assert opened.hashes == tuple(text_hash(text) for _, text in rows)
    assert_allclose(opened.vectors.vectors(), onnx_encoder.encode([text for _, text in rows]), atol=1e-5)


def test_a_manifest_says_what_was_built(contoso_index: Path, contoso: Pack) -> None:
    """Counts by type, the encoder, the time, and the hash of every file."""
    folder = current_version(contoso_index)
    manifest = read_manifest(folder)

    assert (manifest.pack, manifest.pack_version, manifest.built_at) == ("contoso", "1", BUILT_AT)
    assert (manifest.encoder, manifest.dimensions, manifest.failed) == ("all-MiniLM-L6-v2", 384, {})
    assert manifest.counts["rule"] == sum(record.type == "rule" for record in contoso.records)
    assert manifest.counts["rows"] == len(open_index(contoso_index).owners)
    assert manifest.files == {
        str(path.relative_to(folder)): file_hash(path) for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"
    }


def test_a_text_finds_its_own_row(contoso_index: Path, contoso: Pack) -> None:
    """By meaning and by words, each the nearest to itself."""
    opened = open_index(contoso_index)
    text = search_texts(contoso.records[0], contoso.manifest)[0]
    cosines, rows = opened.vectors.search(opened.encoder.encode([text]), 3)

    assert rows[0][0] == 0
    assert cosines[0][0] == pytest.approx(1.0, abs=1e-5)
    assert int(np.argmax(opened.words.scores(text))) == 0


def test_a_version_is_never_written_over(index: Path, contoso: Pack, onnx_encoder: OnnxEncoder, exported_encoder: Path) -> None:
    """What is served stays as it is."""
    with pytest.raises(FileExistsError):
        write_index(index, pack=contoso, encoder=onnx_encoder, exported=exported_encoder, version=VERSION)


@pytest.mark.parametrize("end_of_line", ["\u2028", "\x85", "\x0b", "\x0c", "\r", "\n", "\x1e"])
def test_a_text_keeps_its_odd_ends_of_line(
    contoso: Pack, onnx_encoder: OnnxEncoder, exported_encoder: Path, tmp_path: Path, end_of_line: str
) -> None:
    """Documents hold characters that some take for the end of a line."""
    passage = Passage(id="odd", text=f"One{end_of_line}two", citation=Citation(source="handbook"))
    write_index(
        tmp_path, pack=Pack(manifest=contoso.manifest, records=(passage,), folder=tmp_path), encoder=onnx_encoder, exported=exported_encoder
    )

    assert open_index(tmp_path).records == (passage,)


def a_folder_for_current(index: Path) -> None:
    """Puts a folder in the place of the file that names the version served."""
    (index / "CURRENT").unlink()
    (index / "CURRENT").mkdir()


Spoil = Callable[[Path], object]
SPOILT: dict[str, tuple[Spoil, str]] = {
    "a folder for CURRENT": (a_folder_for_current, "CURRENT cannot be read ("),
    "a binary CURRENT": (lambda index: (index / "CURRENT").write_bytes(b"\xff\xfe\xfa"), "CURRENT is not text"),
    "another version": (lambda index: (index / "CURRENT").write_text("v0007\n"), "CURRENT names 'v0007', which is not there"),
    "an empty CURRENT": (lambda index: (index / "CURRENT").write_text(""), "CURRENT names '', which is not there"),
    "no manifest": (lambda index: (index / VERSION / "manifest.json").unlink(), "CURRENT names 'v0001', which is not there"),
    "no records": (lambda index: (index / VERSION / "records.jsonl").unlink(), "records.jsonl is missing"),
    "no vectors": (lambda index: (index / VERSION / "vectors.faiss").unlink(), "vectors.faiss is missing"),
    "no words": (lambda index: shutil.rmtree(index / VERSION / "words"), "is missing"),
    "a changed pack": (lambda index: edit(index / VERSION / "pack.json", title="Other"), "pack.json is not the file that was built"),
    "cut vectors": (lambda index: (index / VERSION / "vectors.faiss").write_bytes(b"IxFI"), "vectors.faiss is not the file that was built"),
    "a broken manifest": (lambda index: (index / VERSION / "manifest.json").write_text("{"), "manifest.json cannot be read"),
    "a list for a manifest": (
        lambda index: (index / VERSION / "manifest.json").write_text("[]"),
        "has schema None, this Onramp reads schema",
    ),
    "another schema": (lambda index: edit(index / VERSION / "manifest.json", schema_version=99), "has schema 99, this Onramp reads schema"),
    "a stranger's key": (lambda index: edit(index / VERSION / "manifest.json", colour="red"), "manifest.json does not fit (1 faults)"),
    "another model": (
        lambda index: edit(own_encoder(index) / "encoder.json", name="other-model"),
        "made for the model all-MiniLM-L6-v2 with 384 dimensions; found other-model with 384, vectors of 384",
    ),
    "other dimensions": (
        lambda index: edit(own_encoder(index) / "encoder.json", dimensions=768),
        "made for the model all-MiniLM-L6-v2 with 384 dimensions; found all-MiniLM-L6-v2 with 768, vectors of 384",
    ),
}


@pytest.mark.parametrize("spoil", [shutil.rmtree, lambda index: (index / "CURRENT").unlink()], ids=["nothing there", "no CURRENT"])
def test_an_index_that_was_never_built_is_to_be_built(index: Path, spoil: Spoil) -> None:
    """Not again; the command stands in the message."""
    spoil(index)

    with pytest.raises(IndexRefused) as caught:
        open_index(index)

    assert str(caught.value) == f"{index}: no index there (no CURRENT); build it with onramp-index build PACK --out {index}"


@pytest.mark.parametrize("spoil", SPOILT)
def test_an_index_that_does_not_fit_is_refused(index: Path, spoil: str) -> None:
    """One sentence: where, what was found, and how to mend it."""
    change, sentence = SPOILT[spoil]
    change(index)

    with pytest.raises(IndexRefused) as caught:
        open_index(index)

    assert re.fullmatch(rf"{re.escape(str(index))}.*: .*{re.escape(sentence)}.*; build it again with onramp-index build", str(caught.value))


def test_vectors_of_another_length_are_refused(contoso: Pack, exported_encoder: Path, tmp_path: Path) -> None:
    """An index written with another encoder than it names cannot be served."""
    write_index(tmp_path, pack=contoso, encoder=WordCountEncoder(), exported=exported_encoder)

    with pytest.raises(
        IndexRefused, match="made for the model word-count with 256 dimensions; found all-MiniLM-L6-v2 with 384, vectors of 256"
    ):
        open_index(tmp_path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: shutil.rmtree(folder),
        lambda folder: (folder / "tokenizer.json").unlink(),
        lambda folder: (folder / "model.onnx").write_bytes(b"not a model"),
        lambda folder: (folder / "model.onnx.data").unlink(),
        lambda folder: (folder / "model.onnx.data").write_bytes(b"too short"),
        lambda folder: (folder / "encoder.json").write_text("{"),
        lambda folder: (folder / "encoder.json").write_text("{}"),
    ],
    ids=["no folder", "no tokenizer", "no model", "no weights", "half the weights", "a broken description", "a description that lacks all"],
)
def test_an_index_without_its_encoder_is_refused(index: Path, spoil: Callable[[Path], object]) -> None:
    """The error names the encoder's folder and how to mend it."""
    folder = own_encoder(index)
    spoil(folder)

    with pytest.raises(EncoderMissing) as caught:
        open_index(index)

    assert str(caught.value).startswith(f"{folder}: the encoder cannot be opened (")
    assert str(caught.value).endswith("; build the index again")


def test_a_record_is_searched_by_its_words_its_context_and_its_phrases(contoso: Pack) -> None:
    """One text for itself, one for each other way to ask for it."""
    by_id: dict[str, Record] = {record.id: record for record in contoso.records}
    texts = {id_: search_texts(record, contoso.manifest) for id_, record in by_id.items()}

    assert texts["meeting.checkpoint"][1:] == ("how often is the checkpoint held",)
    assert all("Ledger" in texts[id_][0] for id_, record in by_id.items() if "ledger" in record.workloads)
    assert all(len(texts[id_]) == 1 + len(record.phrases) for id_, record in by_id.items())


def test_equal_texts_have_equal_hashes() -> None:
    """By which an unchanged text need not be encoded again."""
    assert text_hash("Labels are printed.") == text_hash("Labels are printed.")
    assert text_hash("Labels are printed.") != text_hash("Labels are painted.")


def test_words_rank_the_rows_that_hold_them(tmp_path: Path) -> None:
    """Rare words tell more than common ones; a stored index ranks as it did before."""
    texts = ["label the shelves", "label the boxes", "label the scanner", "count stock"]
    built = LexicalIndex.build(texts)
    built.save(tmp_path / "words")
    opened = LexicalIndex.open(tmp_path / "words")

    assert list(np.flatnonzero(opened.scores("shelves"))) == [0]
    assert np.argmax(opened.scores("labels for the shelves")) == 0
    assert not opened.scores("nothing of that").any()
    assert opened.rarity("label") < opened.rarity("shelv") < opened.rarity("unheard")
    assert_allclose(opened.scores("label the boxes"), built.scores("label the boxes"))

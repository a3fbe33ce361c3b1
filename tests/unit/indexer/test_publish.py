"""Versions of an index on disk."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from indexer.build import Built
from indexer.publish import Published, publish
from knowledge.adapters.faiss_index import FaissIndex
from knowledge.errors import IndexRefused
from knowledge.index import FORM, current_version, read_manifest
from knowledge.models import Record
from knowledge.pack import Pack
from tests.building import BASIS, CALIBRATION
from tests.fakes import StorableEncoder
from tests.faults import full_disk

NOW = datetime(2024, 10, 1, 12, tzinfo=UTC)


def published(
    contoso: Pack,
    index: Path,
    *,
    encoder: StorableEncoder | None = None,
    records: tuple[Record, ...] | None = None,
    keep: int = 3,
    now: datetime = NOW,
) -> Published:
    """The Contoso pack, or `records` of it, published into `index`."""
    built = Built(pack=contoso.manifest, records=contoso.records if records is None else records, failed={"a.md": "it is empty"}, issues=())
    return publish(built, index, encoder=encoder or StorableEncoder(), now=now, keep=keep)


def rows(folder: Path) -> dict[str, np.ndarray]:
    """The vectors of a version by hash of their text."""
    hashes = json.loads((folder / "rows.json").read_text())["hashes"]
    return dict(zip(hashes, FaissIndex.open(folder / "vectors.faiss").vectors(), strict=True))


def test_the_first_version_is_served(contoso: Pack, tmp_path: Path) -> None:
    """With the time it was built, its encoder, and what was left out."""
    found = published(contoso, tmp_path / "new" / "index")
    assert current_version(tmp_path / "new" / "index") == found.folder
    manifest = read_manifest(found.folder)
    assert (found.folder.name, manifest.built_at, manifest.failed) == ("v0001", NOW, {"a.md": "it is empty"})
    assert (tmp_path / "new" / "index" / manifest.encoder_folder / "encoder.json").is_file()


def test_unchanged_texts_are_not_encoded_again(contoso: Pack, tmp_path: Path) -> None:
    """Their vectors are taken over as they are, new texts are encoded beside them."""
    first = published(contoso, tmp_path, records=contoso.records[:-1])
    encoder = StorableEncoder()
    second = published(contoso, tmp_path, encoder=encoder)
    assert second.reused == first.encoded
    assert len(encoder.encoded) == second.encoded > 0
    old, new = rows(first.folder), rows(second.folder)
    assert_array_equal(np.stack([new[key] for key in old]), np.stack(list(old.values())))


def test_another_model_encodes_everything_again(contoso: Pack, tmp_path: Path) -> None:
    """Vectors of two models are not to be mixed."""
    published(contoso, tmp_path)
    assert published(contoso, tmp_path, encoder=StorableEncoder("b" * 64)).reused == 0


def test_equal_texts_are_encoded_once(contoso: Pack, tmp_path: Path) -> None:
    """However many records share them."""
    encoder = StorableEncoder()
    twin = contoso.records[0].model_copy(update={"id": "twin"})
    published(contoso, tmp_path, encoder=encoder, records=(contoso.records[0], twin))
    assert len(encoder.encoded) == len(set(encoder.encoded))


def test_a_failed_build_leaves_the_served_version_and_no_rubbish(contoso: Pack, tmp_path: Path) -> None:
    """Whatever goes wrong before the switch."""
    first = published(contoso, tmp_path)
    encoder = StorableEncoder("b" * 64)
    encoder.fault = MemoryError()
    with pytest.raises(MemoryError):
        published(contoso, tmp_path, encoder=encoder)
    assert current_version(tmp_path) == first.folder
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "encoders", "v0001"]


def test_old_versions_and_their_encoders_go(contoso: Pack, tmp_path: Path) -> None:
    """The newest stay, with the encoders that they name; a number is not used twice."""
    for letter in "aabb":
        published(contoso, tmp_path, encoder=StorableEncoder(letter * 64), keep=2)
    assert sorted(path.name for path in tmp_path.glob("v*")) == ["v0003", "v0004"]
    assert [path.name for path in (tmp_path / "encoders").iterdir()] == [f"{'b' * 16}{FORM}"]


def test_an_encoder_exported_in_an_older_form_is_exported_anew(contoso: Pack, tmp_path: Path) -> None:
    """Beside the old one, which versions that name it still need; its vectors are the same, so no text is encoded again."""
    first = published(contoso, tmp_path)
    old = first.manifest.model_copy(update={"encoder_folder": first.manifest.encoder_folder.removesuffix(FORM)})
    (tmp_path / first.manifest.encoder_folder).rename(tmp_path / old.encoder_folder)
    (first.folder / "manifest.json").write_text(old.model_dump_json())

    second = published(contoso, tmp_path)

    assert (second.encoded, second.manifest.fingerprint) == (0, old.fingerprint)
    assert {path.name for path in (tmp_path / "encoders").iterdir()} == {"a" * 16, f"{'a' * 16}{FORM}"}


def test_what_a_killed_build_left_goes_after_a_day(contoso: Pack, tmp_path: Path) -> None:
    """Not before: another build may be at work."""
    left = tmp_path / ".building-left"
    left.mkdir()
    os.utime(left, (NOW.timestamp(), NOW.timestamp()))
    published(contoso, tmp_path, now=NOW + timedelta(hours=1))
    assert left.is_dir()
    published(contoso, tmp_path, now=NOW + timedelta(days=2))
    assert not left.is_dir()


def test_a_spoilt_version_does_not_stand_in_the_way(contoso: Pack, tmp_path: Path) -> None:
    """Its vectors are not taken over."""
    first = published(contoso, tmp_path)
    (first.folder / "vectors.faiss").write_bytes(b"broken")
    second = published(contoso, tmp_path)
    assert (second.reused, current_version(tmp_path)) == (0, second.folder)


def test_nothing_to_publish_is_refused(contoso: Pack, tmp_path: Path) -> None:
    """An empty index would answer nothing."""
    with pytest.raises(IndexRefused, match="nothing to publish"):
        published(contoso, tmp_path, records=())
    assert not (tmp_path / "CURRENT").exists()


def test_a_directory_that_cannot_be_written_is_named(contoso: Pack, tmp_path: Path) -> None:
    """With the reason, no stack trace."""
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexRefused, match="cannot be written"):
        published(contoso, tmp_path / "file")


def calibrated(contoso: Pack, *, fingerprint: str) -> Built:
    """The Contoso pack with a calibration for this encoder."""
    learnt = CALIBRATION.model_copy(update={"basis": BASIS.model_copy(update={"fingerprint": fingerprint})})
    return Built(pack=contoso.manifest, records=contoso.records, failed={}, issues=(), calibration=learnt)


def test_a_calibration_goes_into_the_manifest(contoso: Pack, tmp_path: Path) -> None:
    """As it is."""
    built = calibrated(contoso, fingerprint=StorableEncoder().fingerprint[:16])
    found = publish(built, tmp_path, encoder=StorableEncoder(), now=NOW)
    assert found.uncalibrated == ""
    assert read_manifest(found.folder).calibration == built.calibration


def test_a_calibration_for_another_encoder_is_left_out_and_told(contoso: Pack, tmp_path: Path) -> None:
    """The index is published all the same."""
    found = publish(calibrated(contoso, fingerprint="b" * 16), tmp_path, encoder=StorableEncoder(), now=NOW)
    assert "learnt with the encoder word-count (bbbbbbbbbbbbbbbb)" in found.uncalibrated
    assert read_manifest(found.folder).calibration is None


@pytest.mark.parametrize("after_bytes", [0, 600, 5_000, 20_000])
def test_a_disk_that_is_full_leaves_what_is_served_as_it_was(contoso: Pack, tmp_path: Path, after_bytes: int) -> None:
    """Wherever the room ends, and with nothing half-made left behind."""
    before = published(contoso, tmp_path).folder
    with full_disk(after_bytes), pytest.raises(IndexRefused, match="cannot be written"):
        published(contoso, tmp_path)

    assert current_version(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "encoders", "v0001"]
    assert published(contoso, tmp_path).folder.name == "v0002"

"""Indexes for tests, made of real parts: FAISS, bm25s and an encoder of the test's choice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from knowledge import pack as packs
from knowledge.adapters.faiss_index import FaissIndex
from knowledge.adapters.lexical_index import LexicalIndex
from knowledge.index import IndexManifest, StoredIndex, search_texts, text_hash, write_version
from knowledge.models import PackManifest, Record
from knowledge.ports import Encoder

CONTOSO = Path(__file__).parent / "packs" / "contoso"
ENCODER_FOLDER = "encoders/tests"
BUILT_AT = datetime(2024, 10, 1, tzinfo=UTC)


def write_index(index: Path, *, pack: packs.Pack, encoder: Encoder, exported: Path, version: str = "v0001") -> IndexManifest:
    """Write `pack` as the served version of the directory `index`; `exported` is the folder of the exported encoder."""
    texts, owners = _rows(pack.records, pack.manifest)
    manifest = write_version(
        index / version, pack=pack.manifest, records=pack.records, vectors=encoder.encode(texts), texts=texts, owners=owners,
        encoder=encoder, encoder_folder=ENCODER_FOLDER, built_at=BUILT_AT, failed={},
    )  # fmt: skip
    encoders = index / ENCODER_FOLDER
    encoders.parent.mkdir(exist_ok=True)
    encoders.symlink_to(exported, target_is_directory=True)
    (index / "CURRENT").write_text(version + "\n", encoding="utf-8")
    return manifest


def held_index(pack: PackManifest, records: Sequence[Record], encoder: Encoder) -> StoredIndex:
    """`pack` and `records` as an opened index that lives in memory alone."""
    texts, owners = _rows(records, pack)
    manifest = IndexManifest(
        schema_version=1, pack=pack.name, pack_version=pack.version, built_at=BUILT_AT, encoder=encoder.name, encoder_folder=ENCODER_FOLDER,
        dimensions=encoder.dimensions, max_tokens=encoder.max_tokens, counts={"rows": len(texts)}, files={},
    )  # fmt: skip
    return StoredIndex(
        folder=Path("nowhere"), manifest=manifest, pack=pack, records=tuple(records), owners=owners,
        hashes=tuple(text_hash(text) for text in texts), vectors=FaissIndex.build(encoder.encode(texts)), words=LexicalIndex.build(texts),
        encoder=encoder,
    )  # fmt: skip


def _rows(records: Sequence[Record], pack: PackManifest) -> tuple[list[str], tuple[int, ...]]:
    rows = [(text, number) for number, record in enumerate(records) for text in search_texts(record, pack)]
    return [text for text, _ in rows], tuple(number for _, number in rows)

"""A built index on disk: written by the indexer, opened by the desk.

Layout: `CURRENT` names the version served (`v0003`); each version holds `manifest.json`, `pack.json`, `records.jsonl`, `rows.json`,
`vectors.faiss` and `words/`; `encoders/HASH-FORM/` holds the exported encoder, shared by the versions that name it. Where replicas share a
PostgreSQL database for the vectors, the manifest holds the key under which they stand there, and there is no `vectors.faiss`.
A *row* is one encoded text; a record has one row for itself and one per phrase, so rows map to records.
Behind the vectors of the rows stand those of *gaps*, what people write that no record answers; `rows.json` holds their texts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, TypeAdapter, ValidationError

from knowledge.adapters.faiss_index import FaissIndex
from knowledge.adapters.lexical_index import LexicalIndex
from knowledge.adapters.onnx_encoder import OnnxEncoder
from knowledge.calibration import Calibration
from knowledge.errors import IndexRefused
from knowledge.models import PackManifest, Record, Strict
from knowledge.ports import Encoder, VectorIndex, Vectors

if TYPE_CHECKING:
    from knowledge.adapters.pgvector_index import PgvectorStore

SCHEMA = 3
FORM = "-3"  # of the exported encoder, behind its hash: another wherever the export writes other files for the same model
_VECTORS = "vectors.faiss"
INT8 = "-int8"  # ends the name of the folder of an encoder that was made smaller
RECORD: TypeAdapter[Record] = TypeAdapter(Record)
_BUILD = "onramp-index build"
_REBUILD = f"build it again with {_BUILD}"


class IndexManifest(Strict):
    """What `manifest.json` says. files: sha256 by name; built_at in UTC; failed: sources left out, with the reason.

    calibration: the pack's, where it fits this encoder; the desk answers by it. vectors_key: of the vectors in the shared store; None where
    they stand in `vectors.faiss`. Where the store is, is never written: that is a secret.
    """

    schema_version: int
    pack: str
    pack_version: str
    built_at: datetime
    encoder: str
    encoder_folder: str
    dimensions: int
    max_tokens: int
    counts: dict[str, int]
    files: dict[str, str]
    failed: dict[str, str] = Field(default_factory=dict)
    calibration: Calibration | None = None
    vectors_key: str | None = None

    @property
    def fingerprint(self) -> str:
        """The encoder's, as its folder is named; one made smaller has that of the exact one, which encoded the rows."""
        return self.encoder_folder.rpartition("/")[2].partition("-")[0]


@dataclass(frozen=True, kw_only=True)
class StoredIndex:
    """An opened index. owners: the record's number for each row. hashes: of each row's encoded text, then of each of `gaps`.

    gaps: what people write that no record answers; their vectors stand behind those of the rows.
    """

    folder: Path
    manifest: IndexManifest
    pack: PackManifest
    records: tuple[Record, ...]
    owners: tuple[int, ...]
    gaps: tuple[str, ...]
    hashes: tuple[str, ...]
    vectors: VectorIndex
    words: LexicalIndex
    encoder: Encoder


def encoder_folder(fingerprint: str) -> str:
    """Where an index holds the exported encoder of this fingerprint, relative to the index."""
    return f"encoders/{fingerprint[:16]}{FORM}"


def text_hash(text: str) -> str:
    """The hash under which an encoded text is reused."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def file_hash(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_version(
    folder: Path,
    *,
    pack: PackManifest,
    records: Sequence[Record],
    vectors: Vectors,
    texts: Sequence[str],
    owners: Sequence[int],
    gaps: Sequence[str] = (),
    encoder: Encoder,
    encoder_folder: str,
    built_at: datetime,
    failed: dict[str, str],
    calibration: Calibration | None = None,
    vectors_key: str | None = None,
) -> IndexManifest:
    """Write one version into the new folder `folder` and return its manifest.

    texts, owners and the rows of vectors go together, one each per row, and a vector for each of `gaps` behind them.
    encoder_folder is relative to the index (`encoders/HASH-FORM`).
    vectors_key: under which the shared store will hold the vectors, which then are not written here.
    Raises FileExistsError when the folder is there already.
    """
    folder.mkdir(parents=True)
    (folder / "pack.json").write_text(pack.model_dump_json(by_alias=True), encoding="utf-8")
    (folder / "records.jsonl").write_text("".join(record.model_dump_json() + "\n" for record in records), encoding="utf-8")
    rows = {"owners": list(owners), "gaps": list(gaps), "hashes": [text_hash(text) for text in (*texts, *gaps)]}
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    if vectors_key is None:
        FaissIndex.build(vectors).save(folder / _VECTORS)
    LexicalIndex.build(texts).save(folder / "words")
    counts = {name: sum(1 for record in records if record.type == name) for name in ("rule", "task", "milestone", "resource", "passage")}
    manifest = IndexManifest(
        schema_version=SCHEMA, pack=pack.name, pack_version=pack.version, built_at=built_at,
        encoder=encoder.name, encoder_folder=encoder_folder,
        dimensions=encoder.dimensions, max_tokens=encoder.max_tokens, counts={**counts, "rows": len(texts)},
        files={name: file_hash(folder / name) for name in _files(folder)}, failed=failed, calibration=calibration,
        vectors_key=vectors_key,
    )  # fmt: skip
    (folder / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    return manifest


def current_version(index: Path) -> Path:
    """The folder of the version that `CURRENT` names. Raises IndexRefused when there is none."""
    try:
        name = (index / "CURRENT").read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexRefused(f"{index}: no index there (no CURRENT); build it with {_BUILD} PACK --out {index}") from None
    except OSError as fault:
        raise IndexRefused(f"{index}: CURRENT cannot be read ({fault.strerror}); {_REBUILD}") from None
    except UnicodeDecodeError:
        raise IndexRefused(f"{index}: CURRENT is not text; {_REBUILD}") from None
    if not (index / name / "manifest.json").is_file():
        raise IndexRefused(f"{index}: CURRENT names {name!r}, which is not there; {_REBUILD}")
    return index / name


def open_index(index: Path, *, vectors_url: str = "") -> StoredIndex:
    """The version of `index` that is served, checked file by file.

    vectors_url: of the shared store, for an index that keeps its vectors there.
    Raises IndexRefused when a file is missing or changed, or the index was made for another schema, model or length of vector, or
    when the shared store does not give its vectors.
    """
    folder = current_version(index)
    manifest = read_manifest(folder)
    for name, expected in manifest.files.items():
        if not (folder / name).is_file():
            raise IndexRefused(f"{folder}: {name} is missing; {_REBUILD}")
        if file_hash(folder / name) != expected:
            raise IndexRefused(f"{folder}: {name} is not the file that was built (its hash differs); {_REBUILD}")
    encoder = OnnxEncoder(index / manifest.encoder_folder)
    vectors = open_vectors(folder, manifest, vectors_url)
    found = (encoder.name, encoder.dimensions, vectors.dimensions)
    if found != (manifest.encoder, manifest.dimensions, manifest.dimensions):
        raise IndexRefused(
            f"{folder}: made for the model {manifest.encoder} with {manifest.dimensions} dimensions; "
            f"found {encoder.name} with {encoder.dimensions}, vectors of {vectors.dimensions}; {_REBUILD}"
        )
    rows = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
    lines = (folder / "records.jsonl").read_text(encoding="utf-8").split("\n")[:-1]  # a record's text may hold other ends of line
    return StoredIndex(
        folder=folder, manifest=manifest, pack=PackManifest.model_validate_json((folder / "pack.json").read_text(encoding="utf-8")),
        records=tuple(RECORD.validate_json(line) for line in lines), owners=tuple(rows["owners"]), gaps=tuple(rows.get("gaps", ())),
        hashes=tuple(rows["hashes"]),
        vectors=vectors, words=LexicalIndex.open(folder / "words"), encoder=encoder,
    )  # fmt: skip


def open_vectors(folder: Path, manifest: IndexManifest, vectors_url: str = "") -> VectorIndex:
    """The vectors of one version, from its folder or the shared store. Raises IndexRefused."""
    if manifest.vectors_key is None:
        return FaissIndex.open(folder / _VECTORS)
    if not vectors_url:
        raise IndexRefused(f"{folder}: its vectors stand in PostgreSQL; name the database it was built with in ONRAMP_VECTORS_URL")
    try:
        return shared_vectors(vectors_url).open(manifest.vectors_key)
    except IndexRefused as fault:
        raise IndexRefused(f"{folder}: {fault}") from None


def shared_vectors(url: str) -> PgvectorStore:
    """The store of vectors in the PostgreSQL database at `url`. Raises IndexRefused when there can be none."""
    try:
        from knowledge.adapters.pgvector_index import PgvectorStore  # not needed by an index that holds its vectors itself
    except ImportError as fault:
        raise IndexRefused(f"vectors in PostgreSQL need the package {fault.name}; install onramp[pgvector]") from None
    return PgvectorStore(url)


def read_manifest(folder: Path) -> IndexManifest:
    """The manifest of one version. Raises IndexRefused when it cannot be read or has another schema."""
    try:
        data = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise IndexRefused(f"{folder}: manifest.json cannot be read ({fault}); {_REBUILD}") from None
    found = data.get("schema_version") if isinstance(data, dict) else None
    if found != SCHEMA:
        raise IndexRefused(f"{folder}: has schema {found}, this Onramp reads schema {SCHEMA}; {_REBUILD}")
    try:
        return IndexManifest.model_validate(data)
    except ValidationError as fault:
        raise IndexRefused(f"{folder}: manifest.json does not fit ({fault.error_count()} faults); {_REBUILD}") from None


def _files(folder: Path) -> Iterable[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

"""Records to a served index: encode what is new, write a version beside the old ones, then switch in one step.

Layout and checks are those of `knowledge.index`. What is unfinished stands in a folder whose name begins with a dot and is never served.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from indexer.build import Built
from indexer.engine import Engine, LocalEngine
from indexer.remembered import remember
from knowledge.errors import IndexRefused
from knowledge.index import (
    IndexManifest,
    current_version,
    encoder_folder,
    open_vectors,
    read_manifest,
    shared_vectors,
    text_hash,
    write_version,
)
from knowledge.ports import Encoder, Vectors
from knowledge.rows import row_texts

if TYPE_CHECKING:
    from knowledge.adapters.pgvector_index import PgvectorStore

KEEP = 3
_VERSION = re.compile(r"v(\d{4,})")
_DAY_S = 86_400
_TOGETHER = 128  # texts that are encoded in one go


class PublishingEncoder(Encoder, Protocol):
    """An encoder that can be stored in an index."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the model's vectors would."""

    def export_onnx(self, folder: Path) -> None:
        """Write the model into `folder` for serving."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """A version that is now served. encoded, reused: how many texts were encoded anew and how many vectors were taken over.

    uncalibrated: why the pack's calibration was left out, a sentence; empty where it fits or there is none.
    """

    folder: Path
    manifest: IndexManifest
    encoded: int
    reused: int
    uncalibrated: str


def publish(
    built: Built,
    index: Path,
    *,
    encoder: PublishingEncoder,
    now: datetime,
    keep: int = KEEP,
    engine: Engine | None = None,
    vectors_url: str = "",
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Published:
    """Write `built` as the next version of the directory `index` and serve it; the newest `keep` versions stay.

    now: aware, in UTC. engine: encodes (default: this process). vectors_url: of the PostgreSQL database that holds the vectors, which
    replicas share; blank: the directory does. progress: is told how many texts are encoded, of how many. Raises IndexRefused when there is
    no record to publish, or the directory or the database cannot be written.
    """
    if not built.records:
        raise IndexRefused("there is nothing to publish: the pack has no records and no document gave any")
    rows = [(text, number) for number, record in enumerate(built.records) for text in row_texts(record, built.pack)]
    texts, owners = [text for text, _ in rows], [number for _, number in rows]
    fingerprint = encoder.fingerprint[:16]
    place = encoder_folder(fingerprint)
    misfit = built.calibration.basis.misfit(encoder=encoder.name, fingerprint=fingerprint) if built.calibration else ""
    store = shared_vectors(vectors_url) if vectors_url else None
    if store:
        store.prepare()  # before anything is encoded
    key = f"v_{text_hash(f'{index.resolve()} {now.isoformat()}')}" if store else None
    vectors, reused = _vectors([*texts, *built.gaps], _known(index, fingerprint, vectors_url), encoder, engine or LocalEngine(), progress)
    try:
        index.mkdir(parents=True, exist_ok=True)
        _store_encoder(index / place, encoder)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=index) as building:
            unfinished = Path(building) / "version"
            manifest = write_version(
                unfinished,
                pack=built.pack,
                records=built.records,
                vectors=vectors,
                texts=texts,
                owners=owners,
                gaps=built.gaps,
                encoder=encoder,
                encoder_folder=place,
                built_at=now,
                failed=built.failed,
                calibration=None if misfit else built.calibration,
                vectors_key=key,
            )
            remember(unfinished, built.sources)
            with store.publishing(key, vectors) if store and key else nullcontext():
                folder = _take_place(unfinished, index)
        _serve(index, folder.name)
        _prune(index, keep, now, store)
    except OSError as fault:
        raise IndexRefused(f"{index}: the index cannot be written: {fault.strerror or fault}") from None
    return Published(folder=folder, manifest=manifest, encoded=len(texts) + len(built.gaps) - reused, reused=reused, uncalibrated=misfit)


def serve_copy(index: Path, version: Path, manifest: IndexManifest) -> Path:
    """Serve a copy of `version` under another manifest and return its folder. Raises IndexRefused when it cannot be written."""
    try:
        with tempfile.TemporaryDirectory(prefix=".building-", dir=index) as building:
            unfinished = Path(building) / "version"
            shutil.copytree(version, unfinished)
            (unfinished / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
            folder = _take_place(unfinished, index)
        _serve(index, folder.name)
    except OSError as fault:
        raise IndexRefused(f"{index}: the index cannot be written: {fault.strerror or fault}") from None
    return folder


def _known(index: Path, fingerprint: str, vectors_url: str) -> dict[str, Vectors]:
    """The vectors of the version served now by hash of their text; none where it was made by another model or does not fit."""
    try:
        version = current_version(index)
        manifest = read_manifest(version)
        if manifest.fingerprint != fingerprint:
            return {}
        hashes = json.loads((version / "rows.json").read_text(encoding="utf-8"))["hashes"]
        return dict(zip(hashes, open_vectors(version, manifest, vectors_url).vectors(), strict=True))
    except (IndexRefused, OSError, ValueError, KeyError, RuntimeError):  # a spoilt version is no reason not to build a sound one
        return {}


def _vectors(
    texts: Sequence[str], known: dict[str, Vectors], encoder: Encoder, engine: Engine, progress: Callable[[int, int], None]
) -> tuple[Vectors, int]:
    hashes = [text_hash(text) for text in texts]
    fresh = {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}
    keys = sorted(fresh, key=lambda key: len(fresh[key]), reverse=True)  # those of one length go together
    batches = [keys[start : start + _TOGETHER] for start in range(0, len(keys), _TOGETHER)]
    made: dict[str, Vectors] = {}
    progress(0, len(fresh))
    if fresh:
        encoded = engine.map(lambda: encoder.encode, [[fresh[key] for key in batch] for batch in batches])
        for batch, vectors in zip(batches, encoded, strict=True):
            made.update(zip(batch, vectors, strict=True))
            progress(len(made), len(fresh))
    rows = np.stack([known[key] if key in known else made[key] for key in hashes])
    return np.asarray(rows, dtype=np.float32), sum(key in known for key in hashes)


def _store_encoder(folder: Path, encoder: PublishingEncoder) -> None:
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=folder.parent) as building:
        encoder.export_onnx(Path(building) / "encoder")
        (Path(building) / "encoder").rename(folder)


def _take_place(unfinished: Path, index: Path) -> Path:
    """Move a finished version to the next free number."""
    number = max(_versions(index), default=0) + 1
    folder = index / f"v{number:04}"
    unfinished.rename(folder)
    return folder


def _serve(index: Path, name: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=index, prefix=".building-", delete=False, encoding="utf-8") as fresh:
        fresh.write(f"{name}\n")
    Path(fresh.name).chmod(0o644)
    Path(fresh.name).replace(index / "CURRENT")


def _prune(index: Path, keep: int, now: datetime, store: PgvectorStore | None) -> None:
    """Remove versions older than the newest `keep`, encoders that no version left names, and what a killed build left a day ago.

    Of versions with shared vectors at least the one before stays: replicas answer from it until they have taken up the new one.
    """
    for path in index.glob("**/.building-*"):
        if now.timestamp() - path.stat().st_mtime > _DAY_S:
            shutil.rmtree(path, ignore_errors=True)
    numbers = sorted(_versions(index))
    least = max(keep, 2 if store else 1)
    kept, old = numbers[-least:], numbers[:-least]
    manifests = {number: _readable(index / f"v{number:04}") for number in numbers}
    keys = {found.vectors_key for number in kept if (found := manifests[number])}
    for number in old:
        key = found.vectors_key if (found := manifests[number]) else None
        if key and key not in keys:
            if store is None:
                continue  # its vectors could not be dropped with it; a later build that names their database does both
            store.drop(key)
        shutil.rmtree(index / f"v{number:04}", ignore_errors=True)
    named = set()
    for number in kept:
        if not (found := manifests[number]):
            return  # of another schema: which encoder it needs is not known
        named.add(index / found.encoder_folder)
    for folder in (index / "encoders").iterdir():
        if folder not in named and not folder.name.startswith("."):
            shutil.rmtree(folder, ignore_errors=True)


def _readable(version: Path) -> IndexManifest | None:
    try:
        return read_manifest(version)
    except IndexRefused:
        return None


def _versions(index: Path) -> list[int]:
    return [int(found[1]) for path in index.iterdir() if (found := _VERSION.fullmatch(path.name))]

"""What an index knows of the documents that it was built from, so that those that did not change are not read again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

from indexer.build import Source
from indexer.reading import Read
from knowledge.errors import IndexRefused
from knowledge.index import RECORD, current_version, file_hash, read_manifest

_FILE = "sources.json"
_SOURCES = TypeAdapter(tuple[Source, ...])


def remember(version: Path, sources: Sequence[Source]) -> None:
    """Write `sources` into the folder of a version. Its manifest leaves the file out: serving does without it."""
    (version / _FILE).write_bytes(_SOURCES.dump_json(tuple(sources)))


def remembered(index: Path, *, fingerprint: str) -> dict[str, Read]:
    """What the documents of the version served now gave, by key; none where another encoder counted tokens or the version does not fit."""
    try:
        version = current_version(index)
        manifest = read_manifest(version)
        if manifest.fingerprint != fingerprint or manifest.files["records.jsonl"] != file_hash(version / "records.jsonl"):
            return {}
        lines = (version / "records.jsonl").read_text(encoding="utf-8").split("\n")
        return {source.key: _read(source, lines) for source in _SOURCES.validate_json((version / _FILE).read_bytes()) if source.key}
    except (IndexRefused, OSError, ValueError, KeyError, IndexError):  # a spoilt version is no reason not to build a sound one
        return {}


def _read(source: Source, lines: Sequence[str]) -> Read:
    """As it was before equal ids were numbered and the pack's phrases and questions added; documents have none of their own."""
    records = (
        RECORD.validate_json(lines[row]).model_copy(update={"id": docid, "phrases": (), "asked": ()})
        for row, docid in enumerate(source.ids, source.first)
    )
    return Read(records=tuple(records), issues=source.issues)

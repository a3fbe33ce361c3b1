"""A pack and its source root to records: the curated ones, and those read from its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer import chunking, sections
from indexer.errors import BadSource
from indexer.extract.document import extract
from indexer.extract.names import Names
from indexer.loaders import files
from knowledge.calibration import Calibration
from knowledge.models import Indexed, PackManifest, Record
from knowledge.pack import Pack
from knowledge.ports import Encoder


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a build gave: records with unique ids, why documents are missing by their path, and what was not understood, a sentence each.

    calibration: the pack's, for an index with the encoder that it was learnt with.
    """

    pack: PackManifest
    records: tuple[Record, ...]
    failed: dict[str, str]
    issues: tuple[str, ...]
    calibration: Calibration | None = None


def build(
    pack: Pack, *, root: Path | None, encoder: Encoder, max_bytes: int = files.MAX_BYTES, progress: Callable[[str], None] = lambda _: None
) -> Built:
    """The records of `pack` and of its documents below `root` (or the root that the pack names).

    A document that cannot be read is left out and named in `failed`. encoder: counts tokens. progress: is told each document's path.
    """
    root = root or pack.source_root
    records: list[Record] = list(pack.records)
    failed: dict[str, str] = {}
    issues: list[str] = []
    for indexed in pack.manifest.indexed:
        progress(indexed.path)
        try:
            if root is None:
                raise BadSource("no source root is known; give one with --source-root or in the pack")
            found, unclear = _document(root / indexed.path, indexed, pack.manifest, encoder, max_bytes)
        except BadSource as fault:
            failed[indexed.path] = str(fault)
            continue
        records += found
        issues += [f"{indexed.path}: {issue}" for issue in unclear]
    named = [_phrased(record, pack.phrases.get(record.id, ())) for record in _unique(records)]
    unknown = pack.phrases.keys() - {record.id for record in named} if not failed else frozenset()
    issues += [f"phrases: {docid}: there is no such record (any more); mend the id or drop its phrases" for docid in sorted(unknown)]
    return Built(pack=pack.manifest, records=tuple(named), failed=failed, issues=tuple(issues), calibration=pack.calibration)


def _phrased(record: Record, phrases: Sequence[str]) -> Record:
    return record.model_copy(update={"phrases": tuple(dict.fromkeys((*record.phrases, *phrases)))}) if phrases else record


def _document(path: Path, indexed: Indexed, pack: PackManifest, encoder: Encoder, max_bytes: int) -> tuple[list[Record], Sequence[str]]:
    document = files.load(path, max_bytes=max_bytes)
    extracted = extract(document, indexed, pack)
    names = Names(pack, title=document.title, workload=indexed.workload)
    records: list[Record] = list(extracted.records)
    for section in sections.gather(extracted.rest):
        workloads = names.workloads(section.blocks[0], own_words=False)  # a text that names many workloads is of none
        records += chunking.passages(section, source=indexed.source, workloads=workloads, encoder=encoder, pack=pack)
    return records, extracted.issues


def _unique(records: Sequence[Record]) -> Iterator[Record]:
    """Number the ids that the same words in the same place share."""
    seen: dict[str, int] = {}
    for record in records:
        count = seen[record.id] = seen.get(record.id, 0) + 1
        yield record if count == 1 else record.model_copy(update={"id": f"{record.id}.{count}"})

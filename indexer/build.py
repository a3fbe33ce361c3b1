"""A pack and its source root to records: the curated ones, and those read from its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from indexer.engine import Engine, LocalEngine
from indexer.loaders import files
from indexer.reading import Read, Reader
from knowledge import small_talk
from knowledge.calibration import Calibration
from knowledge.models import PackManifest, Record, Strict
from knowledge.pack import Pack
from knowledge.ports import Encoder


class Source(Strict):
    """Where the records of a document stand among all. key: of `Reader.key`. ids: those that they had before equal ones were numbered."""

    key: str
    first: int
    ids: tuple[str, ...]
    issues: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a build gave: records with unique ids, why documents are missing by their path, and what was not understood, a sentence each.

    sources: the documents that were read. gaps: what people write that no record answers, small talk included.
    calibration: the pack's, for an index with the encoder that it was learnt with.
    """

    pack: PackManifest
    records: tuple[Record, ...]
    failed: dict[str, str]
    issues: tuple[str, ...]
    sources: tuple[Source, ...] = ()
    gaps: tuple[str, ...] = ()
    calibration: Calibration | None = None


def build(
    pack: Pack,
    *,
    root: Path | None,
    encoder: Encoder,
    max_bytes: int = files.MAX_BYTES,
    known: Mapping[str, Read] = MappingProxyType({}),
    engine: Engine | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Built:
    """The records of `pack` and of its documents below `root` (or the root that the pack names).

    A document that cannot be read is left out and named in `failed`. encoder: counts tokens. known: what documents gave before, by key;
    they are not read again. engine: reads the others (default: this process). progress: is told each document's path.
    """
    root = root or pack.source_root
    reader = Reader(pack=pack.manifest, root=root and root.absolute(), encoder=encoder, max_bytes=max_bytes)
    keys = [reader.key(indexed) for indexed in pack.manifest.indexed]
    fresh = [indexed for indexed, key in zip(pack.manifest.indexed, keys, strict=True) if key not in known]
    reading = (engine or LocalEngine()).map(lambda: reader, fresh) if fresh else iter(())
    records: list[Record] = list(pack.records)
    failed: dict[str, str] = {}
    issues: list[str] = []
    sources: list[Source] = []
    for indexed, key in zip(pack.manifest.indexed, keys, strict=True):
        progress(indexed.path)
        read = known[key] if key in known else next(reading)
        if isinstance(read, str):
            failed[indexed.path] = read
            continue
        sources.append(Source(key=key, first=len(records), ids=tuple(record.id for record in read.records), issues=read.issues))
        records += read.records
        issues += [f"{indexed.path}: {issue}" for issue in read.issues]
    named = [_found_by(record, pack) for record in _unique(records)]
    unknown = pack.phrases.keys() - {record.id for record in named} if not failed else frozenset()
    issues += [f"phrases: {docid}: there is no such record (any more); mend the id or drop its phrases" for docid in sorted(unknown)]
    return Built(
        pack=pack.manifest,
        records=tuple(named),
        failed=failed,
        issues=tuple(issues),
        sources=tuple(sources),
        gaps=tuple(dict.fromkeys((*pack.gaps, *small_talk.examples()))),
        calibration=pack.calibration,
    )


def _found_by(record: Record, pack: Pack) -> Record:
    """`record` with the phrases and the questions that the pack has for it."""
    phrases, asked = pack.phrases.get(record.id, ()), pack.asked.get(record.id, ())
    if not (phrases or asked):
        return record
    return record.model_copy(update={"phrases": tuple(dict.fromkeys((*record.phrases, *phrases))), "asked": tuple(dict.fromkeys(asked))})


def _unique(records: Sequence[Record]) -> Iterator[Record]:
    """Number the ids that the same words in the same place share."""
    seen: dict[str, int] = {}
    for record in records:
        count = seen[record.id] = seen.get(record.id, 0) + 1
        yield record if count == 1 else record.model_copy(update={"id": f"{record.id}.{count}"})

"""What an index holds, in counts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from knowledge.index import StoredIndex
from knowledge.models import Passage, Record, ScopeRule, Strict, Task

NO_WORKLOAD = "(none)"


class Summary(Strict):
    """The counts of an index. tasks: by party, then phase. rules: by workload, then coverage; a rule counts for each of its workloads.

    passages and records: by source. failed: the documents left out, with the reason.
    """

    pack: str
    pack_version: str
    version: str
    built_at: datetime
    encoder: str
    counts: dict[str, int]
    tasks: dict[str, dict[str, int]]
    rules: dict[str, dict[str, int]]
    passages: dict[str, int]
    records: dict[str, int]
    failed: dict[str, str]


def summarise(index: StoredIndex) -> Summary:
    """The counts of `index`, each in the order that its pack declares."""
    pack, records = index.pack, index.records
    tasks = Counter((party, record.phase) for record in records if isinstance(record, Task) for party in record.parties)
    rules = Counter(
        (workload, rule.coverage.value) for rule in records if isinstance(rule, ScopeRule) for workload in rule.workloads or (NO_WORKLOAD,)
    )
    workloads = [*(workload.id for workload in pack.workloads), NO_WORKLOAD]
    return Summary(
        pack=index.manifest.pack,
        pack_version=index.manifest.pack_version,
        version=index.folder.name,
        built_at=index.manifest.built_at,
        encoder=index.manifest.encoder,
        counts=index.manifest.counts,
        tasks=_nested(tasks, [party.id for party in pack.parties], [phase.id for phase in pack.phases]),
        rules=_nested(rules, workloads, ["entitled", "funded", "value_added", "customer", "excluded"]),
        passages=_by_source([record for record in records if isinstance(record, Passage)], index),
        records=_by_source(records, index),
        failed=index.manifest.failed,
    )


def _nested(counts: Counter[tuple[str, str]], outer: list[str], inner: list[str]) -> dict[str, dict[str, int]]:
    table = {first: {second: counts[first, second] for second in inner if counts[first, second]} for first in outer}
    return {first: row for first, row in table.items() if row}


def _by_source(records: list[Record] | tuple[Record, ...] | list[Passage], index: StoredIndex) -> dict[str, int]:
    counts = Counter(record.citation.source for record in records)
    return {source.id: counts[source.id] for source in index.pack.sources if counts[source.id]}

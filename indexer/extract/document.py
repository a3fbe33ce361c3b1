"""A document to records, and what is left of it for passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer import sentences
from indexer.extract import patterns, records
from indexer.extract.matrix import MatrixReader
from indexer.extract.names import Names
from indexer.loaders.document import Block, Document, begins, fold
from knowledge.models import Coverage, Indexed, PackManifest, Reading, ScopeRule, Statement, Task


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """What a document gave: records, blocks that no reading took, and one sentence per thing that could not be read."""

    records: tuple[ScopeRule | Task, ...]
    rest: tuple[Block, ...]
    issues: tuple[str, ...]


def extract(document: Document, indexed: Indexed, pack: PackManifest) -> Extracted:
    """The records of `document` as `indexed` and the pack's own wordings say; equal ones are merged."""
    reader = _Reader(indexed, pack, title=document.title)
    for block in document.blocks:
        reader.read(block)
    return Extracted(records=tuple(_merged(reader.found())), rest=tuple(reader.rest), issues=tuple(reader.issues))


class _Reader:
    """Reads one document block by block."""

    def __init__(self, indexed: Indexed, pack: PackManifest, *, title: str) -> None:
        self.rest: list[Block] = []
        self._indexed, self._pack = indexed, pack
        self._names = Names(pack, title=title, workload=indexed.workload)
        self._statements = (*indexed.statements, *pack.statements)
        self._found: list[tuple[Block, ScopeRule | Task]] = []
        self._issues: list[str] = []
        self._matrix = MatrixReader(indexed.matrix, indexed.source, self._names, pack) if indexed.matrix else None
        self._rows: set[tuple[int, int]] = set()

    @property
    def issues(self) -> list[str]:
        """What could not be read, in words."""
        return [*self._issues, *(self._matrix.issues if self._matrix else ())]

    def found(self) -> Iterator[ScopeRule | Task]:
        """The records found so far, in the order of the document."""
        return (record for _, record in self._found)

    def read(self, block: Block) -> None:
        """Take in the next block."""
        if self._matrix is not None and block.row is not None and self._matrix.takes(block.row):
            if (block.row.table, block.row.number) not in self._rows:
                self._rows.add((block.row.table, block.row.number))
                self._found += [(block, task) for task in self._matrix.tasks(block, block.row)]
            return
        reading = next((reading for reading in self._indexed.readings if _fits(reading, block)), None)
        if reading is not None and reading.as_ == "ignore":
            return
        new, taken = self._records(block, reading)
        self._found += [(block, record) for record in new]
        referred = self._refer(block, own=len(new))
        if not taken and not referred:
            self.rest.append(block)

    def _records(self, block: Block, reading: Reading | None) -> tuple[Sequence[ScopeRule | Task], bool]:
        """The records of a block, and whether they say all of it."""
        if reading is not None and reading.as_ == "rule":
            return ([self._rule(block, reading)] if records.says_something(block, Coverage(reading.coverage or "")) else []), True
        stated = list(self._stated(block))
        if stated:
            return stated, False
        if reading is not None and reading.as_ == "task":
            task = self._task(block, reading)
            return ([task] if task else []), task is not None
        return [], False

    def _rule(self, block: Block, reading: Reading) -> ScopeRule:
        words = records.clause(block, alone=reading.alone)
        if block.kind == "label" and block.row is not None:
            words = ". ".join(dict.fromkeys(filter(None, (block.text, *(text.rstrip(".") for _, text in block.row.cells[1:])))))
        workloads = self._names.workloads(block, extra=reading.workloads, column=reading.workload_column)
        return records.rule(self._indexed.source, block, reading, self._pack, words=words, workloads=workloads)

    def _task(self, block: Block, reading: Reading) -> Task | None:
        phase = reading.phase or self._names.phase(block, column=reading.phase_column)
        if phase is None or reading.party is None:
            self._issues.append(f"{_place(block)}: no phase is named for the task {block.text[:60]!r}; name one in its reading")
            return None
        own = self._names.workloads(block, extra=reading.workloads, column=reading.workload_column)
        return records.task(self._indexed.source, block, reading, self._pack, phase=phase, party=reading.party, workloads=own)

    def _stated(self, block: Block) -> Iterator[ScopeRule]:
        if block.kind == "label":
            return
        for sentence in sentences.split(block.text):
            for statement in self._statements:
                about = _about(statement, block, sentence)
                if about:
                    workloads = self._names.workloads(block, extra=statement.workloads)
                    yield records.stated(
                        self._indexed.source, block, statement, about=about, words=sentence, workloads=workloads, pack=self._pack
                    )
                    break

    def _refer(self, block: Block, *, own: int) -> bool:
        """Give excluded rules the provider that `block` names; whether that is all it says."""
        for referral in self._pack.referrals:
            if not any(patterns.search(words, block.text) for words in referral.words):
                continue
            first = len(self._found) - own if own else 0
            for at, (where, record) in enumerate(self._found[first:], start=first):
                near = own or (_neighbours(where, block))
                if near and isinstance(record, ScopeRule) and record.coverage is Coverage.EXCLUDED and record.provider is None:
                    self._found[at] = (where, record.model_copy(update={"provider": referral.provider}))
            return not own and len(sentences.split(block.text)) == 1
        return False


def _fits(reading: Reading, block: Block) -> bool:
    if block.kind == "label":
        return reading.column is not None and begins(block.column, reading.column) and _words_fit(reading, block)
    if block.kind != "item" and not reading.paragraphs:
        return False
    return (reading.column is None or begins(block.column, reading.column)) and _words_fit(reading, block)


def _words_fit(reading: Reading, block: Block) -> bool:
    under = all(any(fold(words) in fold(name) for name in block.heading) for words in reading.under)
    return (
        under
        and (reading.lead is None or patterns.search(reading.lead, block.lead) is not None)
        and (reading.within is None or any(patterns.search(reading.within, item) for item in block.within[-1:]))
        and (reading.text is None or patterns.search(reading.text, block.text) is not None)
    )


def _about(statement: Statement, block: Block, sentence: str) -> str | None:
    """What a sentence that fits the statement is about; None where it does not fit."""
    if statement.column is not None and not begins(block.column, statement.column):
        return None
    if not all(any(fold(words) in fold(name) for name in block.heading) for words in statement.under):
        return None
    found = next((found for words in statement.words if (found := patterns.search(words, sentence))), None)
    if found is None:
        return None
    return (found.groupdict().get("subject") or sentence).strip()


def _neighbours(left: Block, right: Block) -> bool:
    """Whether two blocks stand in the same table cell or, outside tables, the same section."""
    if left.row is None or right.row is None:
        return left.row is right.row and left.heading[: left.section] == right.heading[: right.section]
    return left.row == right.row and left.column == right.column


def _merged(found: Iterator[ScopeRule | Task]) -> Iterator[ScopeRule | Task]:
    """Equal records as one, with the workloads of all; the first keeps its place."""
    kept: dict[tuple[str, ...], ScopeRule | Task] = {}
    for record in found:
        first = record.workloads[:1]
        if isinstance(record, ScopeRule):
            key = ("rule", fold(record.clause), record.coverage, record.subject, *first)
        else:
            key = ("task", fold(record.text), fold(record.within), record.phase, record.party, record.raci, *first)
        if key in kept:
            workloads = tuple(dict.fromkeys((*kept[key].workloads, *record.workloads)))
            record = kept[key].model_copy(update={"workloads": workloads})
        kept[key] = record
    yield from kept.values()


def _place(block: Block) -> str:
    where = " > ".join(block.heading) or "the beginning"
    return f"line {block.lines[0]}" if block.lines else f"under {where!r}"

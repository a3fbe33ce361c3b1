"""RACI matrices: parties as columns, the letters R, A, C and I in the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.extract import records
from indexer.extract.names import Names
from indexer.loaders.document import Block, Row
from knowledge.models import Matrix, PackManifest, Raci, Reading, Task

_LETTERS = {"R": Raci.RESPONSIBLE, "A": Raci.ACCOUNTABLE, "C": Raci.CONSULTED, "I": Raci.INFORMED}
_WORDS = re.compile(r"\b(responsible|accountable|consulted|informed)\b", re.IGNORECASE)


class MatrixReader:
    """Reads the rows of a document's matrices, top to bottom; `issues` gathers what could not be read."""

    def __init__(self, matrix: Matrix, source: str, names: Names, pack: PackManifest) -> None:
        self.issues: list[str] = []
        self._matrix, self._source, self._names, self._pack = matrix, source, names, pack
        self._table = 0
        self._band: str | None = None  # the phase named last in this table

    def takes(self, row: Row) -> bool:
        """Whether `row` is of a matrix: its table has the task column."""
        return row.cell(self._matrix.task_column) is not None

    def tasks(self, block: Block, row: Row) -> Iterator[Task]:
        """One task for each letter in the row that `block` opens; none for a row that only names a phase."""
        if row.table != self._table:
            self._table, self._band = row.table, None
        text = row.cell(self._matrix.task_column) or ""
        named = row.cell(self._matrix.phase_column) if self._matrix.phase_column else None
        cells = [cell for _, cell in row.cells if cell]
        if named:
            self._band = self._names.phase_in(named)
            if self._band is None and self._matrix.phase is None:
                self.issues.append(f"{_place(row)}: {named[:40]!r} is no declared phase; add it to the words of a phase")
        elif len(cells) == 1 and self._names.phase_in(cells[0]):
            self._band = self._names.phase_in(cells[0])
            return
        parts = [(party, raci) for header, party in self._matrix.parties.items() for raci in self._parts(row, header)]
        headings = block.heading[: block.section - (1 if block.kind != "label" and row.label else 0)]
        own = Block(kind="item", text=text, heading=headings, section=len(headings), lines=block.lines, row=row)
        phase = self._band or self._names.phase(own) or self._matrix.phase
        if not text or not parts:
            return
        if phase is None:
            self.issues.append(f"{_place(row)}: no phase is named for {text[:60]!r}; name one in the matrix or its phase column")
            return
        workloads = self._names.workloads(own, column=self._matrix.workload_column)
        for party, raci in parts:
            reading = Reading.model_validate({"as": "task", "party": party, "raci": raci.value})
            yield records.task(self._source, own, reading, self._pack, phase=phase, party=party, workloads=workloads)

    def _parts(self, row: Row, header: str) -> list[Raci]:
        cell = (row.cell(header) or "").strip()
        spelled = [Raci(word.lower()) for word in _WORDS.findall(cell)]
        if spelled:
            return list(dict.fromkeys(spelled))
        letters = re.sub(r"[\s,;/&+.]+", "", cell.upper())
        if letters.strip("-–—") and not set(letters) <= set(_LETTERS):
            self.issues.append(f"{_place(row)}: {cell[:40]!r} under {header!r} is none of R, A, C, I; it was left out")
            return []
        return [_LETTERS[letter] for letter in dict.fromkeys(letters) if letter in _LETTERS]


def _place(row: Row) -> str:
    return f"table {row.table}, row {row.number}"

"""RACI matrices."""

from typing import Any

import pytest

from indexer.extract.document import Extracted, extract
from indexer.loaders import markdown, tabular
from indexer.loaders.document import Document
from knowledge.models import Indexed, PackManifest, Task
from knowledge.pack import Pack

MATRIX = {"task_column": "Task", "phase_column": "Phase", "parties": {"Ramp-up": "rampup", "Customer": "customer", "Fabrikam": "fabrikam"}}


@pytest.fixture
def pack(contoso: Pack) -> PackManifest:
    """The manifest of the made-up programme."""
    return contoso.manifest


def read(document: Document, pack: PackManifest, **matrix: Any) -> Extracted:
    """What is extracted from `document` with `MATRIX` and changes to it."""
    indexed = Indexed.model_validate({"source": "handbook", "path": "x.csv", "matrix": {**MATRIX, **matrix}})
    return extract(document, indexed, pack)


def parts(extracted: Extracted) -> list[tuple[str, str, str, str]]:
    """Phase, text, party and letter of each task."""
    return [(task.phase, task.text, task.party, task.raci.value) for task in extracted.records if isinstance(task, Task)]


def test_each_letter_is_a_task_of_its_party(pack: PackManifest) -> None:
    """Two letters in a cell are two parts; a dash or nothing is none."""
    table = tabular.parse("Phase,Task,Ramp-up,Customer,Fabrikam\nPrepare,Label shelves,C,R/A,-\nConnect,Pair relays,R,,I\n")
    found = read(table, pack)
    assert parts(found) == [
        ("prepare", "Label shelves", "rampup", "consulted"),
        ("prepare", "Label shelves", "customer", "responsible"),
        ("prepare", "Label shelves", "customer", "accountable"),
        ("connect", "Pair relays", "rampup", "responsible"),
        ("connect", "Pair relays", "fabrikam", "informed"),
    ]
    assert found.rest == ()


@pytest.mark.parametrize("cell", ["Responsible", "responsible", "R"])
def test_letters_may_be_spelled_out(pack: PackManifest, cell: str) -> None:
    """As some sheets do."""
    table = tabular.parse(f"Phase,Task,Customer\nPrepare,Label shelves,{cell}\n")
    assert parts(read(table, pack)) == [("prepare", "Label shelves", "customer", "responsible")]


def test_a_phase_named_once_holds_for_the_rows_beneath(pack: PackManifest) -> None:
    """Whether in its column or in a row of its own."""
    table = tabular.parse("Phase,Task,Customer\nPrepare,One,R\n,Two,R\nConnect,,\n,Three,R\n")
    assert [(phase, text) for phase, text, _, _ in parts(read(table, pack))] == [
        ("prepare", "One"),
        ("prepare", "Two"),
        ("connect", "Three"),
    ]


def test_a_heading_may_name_the_phase_of_a_table(pack: PackManifest) -> None:
    """As the sheets of a workbook do; a phase of the table before does not reach over."""
    table = "| Task | Customer |\n|---|---|\n| {} | R |\n\n"
    found = markdown.parse("## Prepare\n\n" + table.format("One") + "## Connect\n\n" + table.format("Two"))
    assert [(phase, text) for phase, text, _, _ in parts(read(found, pack, phase_column=None))] == [("prepare", "One"), ("connect", "Two")]


def test_an_unknown_phase_or_letter_is_reported(pack: PackManifest) -> None:
    """With its place, what was found, and what to do."""
    found = read(tabular.parse("Phase,Task,Customer\nDream,One,R\nPrepare,Two,X\n"), pack)
    assert parts(found) == []
    assert found.issues == (
        "table 1, row 1: 'Dream' is no declared phase; add it to the words of a phase",
        "table 1, row 1: no phase is named for 'One'; name one in the matrix or its phase column",
        "table 1, row 2: 'X' under 'Customer' is none of R, A, C, I; it was left out",
    )


def test_the_matrix_may_name_a_phase_for_all(pack: PackManifest) -> None:
    """Where the sheet has none."""
    assert parts(read(tabular.parse("Task,Customer\nOne,R\n"), pack, phase="connect"))[0][0] == "connect"


def test_a_column_may_name_the_workload(pack: PackManifest) -> None:
    """By any of its names."""
    table = tabular.parse("Phase,Product,Task,Customer\nPrepare,Contoso Books,One,R\n")
    assert read(table, pack, workload_column="Product").records[0].workloads == ("ledger",)


def test_other_tables_of_the_file_stay_text(pack: PackManifest) -> None:
    """A table without the task column is no matrix."""
    found = read(markdown.parse("| Letter | Meaning |\n|---|---|\n| R | does it |\n"), pack)
    assert (found.records, len(found.rest)) == ((), 2)

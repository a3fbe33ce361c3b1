"""CSV."""

import pytest

from indexer.errors import BadSource
from indexer.loaders import tabular


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_rows_have_a_label_and_cells(separator: str) -> None:
    """Whatever separates them."""
    rows = (("Phase", "Task", "Customer"), ("Prepare", "Label shelves", "R"), ("Connect", "Open a port", "A"))
    found = tabular.parse("\n".join(separator.join(row) for row in rows)).blocks
    assert [(block.kind, block.text, block.heading, block.lines) for block in found[:3]] == [
        ("label", "Prepare", (), (2, 2)),
        ("paragraph", "Label shelves", ("Prepare", "Task"), (2, 2)),
        ("paragraph", "R", ("Prepare", "Customer"), (2, 2)),
    ]


def test_quoted_cells_may_hold_separators_and_line_ends() -> None:
    """The line is the row's last."""
    found = tabular.parse('Task,Customer\n"Label, then\ncount",R\n').blocks
    assert [(block.text, block.lines) for block in found] == [("Label, then count", (3, 3)), ("R", (3, 3))]


def test_empty_rows_and_cells_are_passed_over() -> None:
    """Short rows too."""
    assert [block.text for block in tabular.parse("Task,A,B\n,,\nImport,R\n").blocks] == ["Import", "R"]


def test_a_row_longer_than_the_header_is_refused_with_its_line() -> None:
    """An unquoted comma would shift every cell behind it."""
    with pytest.raises(BadSource, match="line 2 has 3 cells under 2 headers"):
        tabular.parse("Task,Customer\nLabel, then count,R\n")

"""Word, PowerPoint, Excel and PDF."""

from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from indexer.errors import BadSource
from indexer.loaders import files
from tests.office import pdf


def test_word_keeps_headings_lists_and_tables(tmp_path: Path) -> None:
    """But no lines: those of the conversion are not the file's."""
    file = docx.Document()
    file.add_heading("Ramp-up", 1)
    file.add_paragraph("Label every shelf.", style="List Bullet")
    table = file.add_table(rows=2, cols=2)
    for at, text in enumerate(("Phase", "Customer", "Prepare", "Name an owner")):
        table.cell(at // 2, at % 2).text = text
    file.save(str(tmp_path / "a.docx"))
    found = files.load(tmp_path / "a.docx").blocks
    assert [(block.kind, block.text, block.heading, block.lines) for block in found] == [
        ("item", "Label every shelf.", ("Ramp-up",), None),
        ("label", "Prepare", ("Ramp-up",), None),
        ("paragraph", "Name an owner", ("Ramp-up", "Prepare", "Customer"), None),
    ]


def test_excel_keeps_sheets_and_passes_over_empty_cells(tmp_path: Path) -> None:
    """Each sheet is headed by its name."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Work"
    sheet.append(["Phase", "Task", "Customer"])
    sheet.append(["Prepare", "Label shelves", None])
    book.save(tmp_path / "a.xlsx")
    found = files.load(tmp_path / "a.xlsx").blocks
    assert [(block.text, block.heading) for block in found] == [("Prepare", ("Work",)), ("Label shelves", ("Work", "Prepare", "Task"))]


def test_powerpoint_is_headed_by_its_slides(tmp_path: Path) -> None:
    """A slide's title heads its text."""
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "Relay"
    slide.placeholders[1].text = "Pair the relay"
    show.save(str(tmp_path / "a.pptx"))
    assert [(block.text, block.heading) for block in files.load(tmp_path / "a.pptx").blocks] == [("Pair the relay", ("Relay",))]


def test_pdf_is_read_as_text(tmp_path: Path) -> None:
    """Its words have no marked headings."""
    (tmp_path / "a.pdf").write_bytes(pdf("Label every shelf before the visit."))
    assert [block.text for block in files.load(tmp_path / "a.pdf").blocks] == ["Label every shelf before the visit."]


def test_an_encrypted_pdf_is_told_so(tmp_path: Path) -> None:
    """The reason says how to mend it."""
    (tmp_path / "a.pdf").write_bytes(pdf("secret", encrypted=True))
    with pytest.raises(BadSource, match="it is encrypted; save it without a password"):
        files.load(tmp_path / "a.pdf")

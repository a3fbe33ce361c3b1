"""Office documents and PDFs, made for tests."""

from __future__ import annotations

import io

import docx
import openpyxl
import pptx


def word() -> bytes:
    """A Word document with a heading, a list and a table."""
    file, made = docx.Document(), io.BytesIO()
    file.add_heading("Scope", 1)
    file.add_paragraph("Label every shelf.", style="List Bullet")
    table = file.add_table(rows=2, cols=2)
    for at, text in enumerate(("Phase", "Customer", "Prepare", "Name an owner")):
        table.cell(at // 2, at % 2).text = text
    file.save(made)
    return made.getvalue()


def workbook() -> bytes:
    """An Excel workbook of one sheet."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in (["Phase", "Task", "Customer"], ["Prepare", "Label shelves", None], ["Connect", 5, "2024-01-01"]):
        book.worksheets[0].append(row)
    book.save(made)
    return made.getvalue()


def slides() -> bytes:
    """A PowerPoint show of one slide."""
    show, made = pptx.Presentation(), io.BytesIO()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "Relay"
    slide.placeholders[1].text = "Pair the relay"
    show.save(made)
    return made.getvalue()


def pdf(*lines: str, encrypted: bool = False) -> bytes:
    """A PDF of one page with `lines`; encrypted with a password that is not the empty one."""
    text = "BT /F1 12 Tf 72 720 Td 16 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Filter /Standard /V 1 /R 2 /O <{'61' * 32}> /U <{'62' * 32}> /P -4 >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    lock = " /Encrypt 6 0 R /ID [<31> <31>]" if encrypted else ""
    start = len(out)
    out += f"xref\n0 7\n0000000000 65535 f \n{table}trailer << /Size 7 /Root 1 0 R{lock} >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("ascii")

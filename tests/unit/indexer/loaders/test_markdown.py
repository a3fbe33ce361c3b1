"""Markdown, HTML inside it included."""

import textwrap

from indexer.loaders import markdown
from indexer.loaders.document import Block


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of `text`."""
    return markdown.parse(textwrap.dedent(text).lstrip("\n")).blocks


def test_front_matter_is_left_out_and_counted() -> None:
    """Lines are those of the file."""
    found = blocks("""
        ---
        author: somebody
        ---
        # Ledger

        Text.
        """)
    assert [(block.text, block.heading, block.lines) for block in found] == [("Text.", ("Ledger",), (6, 6))]


def test_html_cut_by_blank_lines_is_one_table() -> None:
    """What Markdown takes for paragraphs between pieces of HTML stays in its cell."""
    found = blocks("""
        <table>
        <tr><th>Service</th><th>Guidance</th></tr>
        <tr>
        <td><strong>Relay</strong></td>
        <td> We guide:

        <strong> Pairing </strong>

        <ul>
        <li> Keys.</li>

        <li> Ports.</li>
        </ul></td>
        </tr>
        </table>
        """)
    items = [block for block in found if block.kind == "item"]
    assert [(block.text, block.heading, block.lines) for block in items] == [
        ("Keys.", ("Relay", "Guidance", "Pairing"), (10, 10)),
        ("Ports.", ("Relay", "Guidance", "Pairing"), (12, 12)),
    ]


def test_nested_lists_keep_level_and_line() -> None:
    """Loose or tight."""
    found = blocks("""
        - Prepare:
          - Shelves

          - Labels
        - Connect
        """)
    assert [(block.text, block.within, block.lines) for block in found] == [
        ("Prepare:", (), (1, 1)),
        ("Shelves", ("Prepare:",), (2, 2)),
        ("Labels", ("Prepare:",), (4, 4)),
        ("Connect", (), (5, 5)),
    ]


def test_alerts_are_notes() -> None:
    """Inside a list item too, where they stand under it; several in one quotation stay apart."""
    found = blocks("""
        - Import
            > [!NOTE]
            > From version 3. [!NOTE]
            > Not on islands.
        """)
    assert [(block.kind, block.text, block.within) for block in found] == [
        ("item", "Import", ()),
        ("note", "From version 3.", ("Import",)),
        ("note", "Not on islands.", ("Import",)),
    ]


def test_pipe_tables_have_rows_and_columns() -> None:
    """With the line of each row."""
    found = blocks("""
        | Plan | Details |
        |---|---|
        | **Basic** | Alone it does not count. |
        | **Pro** | |
        """)
    assert [(block.kind, block.text, block.lines) for block in found] == [
        ("label", "Basic", (3, 3)),
        ("paragraph", "Alone it does not count.", (3, 3)),
        ("label", "Pro", (4, 4)),
    ]


def test_directives_of_site_builders_are_left_out() -> None:
    """They are no text."""
    assert [block.text for block in blocks(':::image type="content" source="x.png":::\n\nText.')] == ["Text."]


def test_carriage_returns_and_byte_order_mark_do_no_harm() -> None:
    """Files come from Windows too."""
    assert [block.heading for block in markdown.parse("\ufeff# One\r\n\r\nText\r\n").blocks] == [("One",)]

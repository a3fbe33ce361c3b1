"""HTML as real pages have it: mended, with headings, columns and lines kept."""

import textwrap

import pytest

from indexer.loaders import html
from indexer.loaders.document import Block


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of `text`."""
    return html.parse(textwrap.dedent(text)).blocks


def outline(text: str) -> list[tuple[str, str]]:
    """Kind and words of the blocks of `text`."""
    return [(block.kind, block.text) for block in blocks(text)]


def test_blocks_know_the_headings_above_them() -> None:
    """A heading of a higher level ends those below it."""
    found = blocks("<h1>Ledger</h1><h2>Import</h2><p>First.</p><h2>Export</h2><p>Second.</p>")
    assert [block.heading for block in found] == [("Ledger", "Import"), ("Ledger", "Export")]


def test_the_first_heading_is_the_title() -> None:
    """And the title element where the page has no heading."""
    assert html.parse("<title>Page</title><h2>Ledger</h2><p>x</p>").title == "Ledger"
    assert html.parse("<title>Page</title><p>x</p>").title == "Page"


def test_lines_are_those_of_the_file() -> None:
    """From the first word of a block to its last, from 1."""
    found = blocks("<p>One\nline more</p>\n\n<ul>\n<li>\nItem\n</li>\n</ul>")
    assert [block.lines for block in found] == [(1, 2), (6, 6)]


def test_items_that_are_never_closed_stay_apart() -> None:
    """As do cells and rows."""
    assert outline("<ul><li>One<li>Two</ul>") == [("item", "One"), ("item", "Two")]
    found = blocks("<table><tr><th>Phase<th>Customer<tr><td>Prepare<td>Name an owner<tr><td>Connect<td>Open a port</table>")
    assert [(block.column, block.text) for block in found if block.kind == "paragraph"] == [
        ("Customer", "Name an owner"),
        ("Customer", "Open a port"),
    ]


def test_stray_end_tags_and_comments_change_nothing() -> None:
    """Nor do scripts and styles."""
    assert outline("</li></ul><p>One</p></td><!-- no --><script>x()</script><ul><li>Two</li></ul></ul>") == [
        ("paragraph", "One"),
        ("item", "Two"),
    ]


def test_nested_items_know_what_they_stand_under() -> None:
    """And the item above knows that it introduces others."""
    found = blocks("<ul><li>Prepare:<ul><li>Shelves<ul><li>Labels</li></ul></li></ul></li></ul>")
    assert [(block.text, block.within, block.introduces) for block in found] == [
        ("Prepare:", (), True),
        ("Shelves", ("Prepare:",), True),
        ("Labels", ("Prepare:", "Shelves"), False),
    ]


def test_a_list_misplaced_between_items_belongs_to_the_item_that_introduces_it() -> None:
    """It introduces it with a colon, or as a single sentence."""
    found = blocks("<ul><li>Prepare:</li><ul><li>Shelves</li></ul><li>Relays (Pro only).</li><ul><li>Pairing</li></ul></ul>")
    assert [block.within for block in found] == [(), ("Prepare:",), (), ("Relays (Pro only).",)]


def test_a_list_misplaced_after_a_finished_thought_stands_at_its_level() -> None:
    """An item of several sentences introduces nothing."""
    found = blocks("<ul><li>Empty the old store. Note: keep a copy.</li><ul><li>Label shelves</li></ul></ul>")
    assert [block.within for block in found] == [(), ()]


def test_a_bold_line_heads_what_follows() -> None:
    """In a cell as in running text; it introduces the list beneath as well."""
    found = blocks("<h1>Ledger</h1><p><strong>Left out</strong></p><ul><li>Old journals</li></ul>")
    assert found[0].heading == ("Ledger", "Left out")
    assert found[0].lead == "Left out"
    assert found[0].section == 1


def test_a_bold_line_takes_its_limit_with_it() -> None:
    """What stands behind it in brackets belongs to it."""
    found = blocks("<div><b>Audit</b> (Pro only)</div><ul><li>Reports</li></ul>")
    assert found[0].heading == ("Audit (Pro only)",)


def test_a_bold_beginning_heads_its_paragraph() -> None:
    """When a sentence of its own follows; not when the sentence goes on."""
    assert blocks("<p><b>Deploy Relay</b> We guide you.</p>")[0].heading == ("Deploy Relay",)
    assert blocks("<p><b>Relay</b> is guided.</p>")[0].text == "Relay is guided."


def test_a_bold_label_with_a_colon_leads_a_list_and_heads_nothing() -> None:
    """Headings do not end in colons."""
    found = blocks("<p><b>You bring:</b></p><ul><li>Shelves</li></ul>")
    assert (found[0].heading, found[0].lead) == ((), "You bring:")


def test_notes_are_told_apart_and_do_not_lead_lists() -> None:
    """The list goes on behind a note as if it were not there."""
    found = blocks("<p>We guide:</p><ul><li>One</li></ul>\n<strong>Note:</strong> mind the gap.\n<ul><li>Two</li></ul>")
    assert [(block.kind, block.text) for block in found[2:]] == [("note", "mind the gap."), ("item", "Two")]
    assert found[3].lead == "We guide:"


def test_cells_know_their_row_and_column() -> None:
    """The row's label and the column's header continue the headings."""
    found = blocks(
        "<h1>Table</h1><table><tr><th>Phase</th><th>Customer</th></tr><tr><td><b>Prepare</b></td><td><ul><li>Shelves</li></ul></td></tr></table>"
    )
    label, item = found
    assert (label.kind, label.text, label.column) == ("label", "Prepare", "Phase")
    assert item.heading == ("Table", "Prepare", "Customer")
    assert item.section == 2
    assert item.row is not None
    assert item.row.cell("cust") == "Shelves"


def test_what_follows_the_label_in_its_cell_stands_under_it() -> None:
    """A note beneath a row's label is no part of the label."""
    found = blocks(
        "<table><tr><th>From</th><th>To</th></tr><tr><td><b>Abacus</b><br><br><b>Note:</b> version 3.</td><td>Ledger</td></tr></table>"
    )
    assert [(block.kind, block.text, block.heading) for block in found] == [
        ("label", "Abacus", ()),
        ("note", "version 3.", ("Abacus",)),
        ("paragraph", "Ledger", ("Abacus", "To")),
    ]


def test_a_cell_that_spans_rows_labels_each() -> None:
    """Its words are read once."""
    found = blocks("<table><tr><th>P</th><th>T</th></tr><tr><td rowspan=2>Prepare</td><td>One</td></tr><tr><td>Two</td></tr></table>")
    assert [(block.kind, block.text, block.heading) for block in found] == [
        ("label", "Prepare", ()),
        ("paragraph", "One", ("Prepare", "T")),
        ("paragraph", "Two", ("Prepare", "T")),
    ]


def test_line_breaks_in_a_cell_part_its_paragraphs() -> None:
    """As Markdown tables write lists."""
    found = blocks("<table><tr><th>P</th><th>Needs</th></tr><tr><td>Relay</td><td>Needs:<br/> A port.<br/> A key.</td></tr></table>")
    assert [(block.text, block.lead) for block in found[2:]] == [("A port.", "Needs:"), ("A key.", "Needs:")]


def test_a_cell_outside_any_row_is_not_lost() -> None:
    """Real pages forget the row's tag."""
    found = blocks("<table><tbody><tr><th>A</th></tr><tr><td>x</td></tr><td>stray</td></tbody></table>")
    assert "stray" in [block.text for block in found]


def test_footnote_stars_are_no_words() -> None:
    """Neither escaped nor plain, at either end."""
    assert outline(r"<ul><li>Permissions\*</li></ul><p>\*With a limit.</p>") == [("item", "Permissions"), ("paragraph", "With a limit.")]


def test_a_label_as_long_as_a_paragraph_is_cut_for_headings() -> None:
    """The label itself keeps all of its words."""
    long = "word " * 60
    label, cell = blocks(f"<table><tr><th>Q</th><th>A</th></tr><tr><td>{long}</td><td>Yes</td></tr></table>")
    assert label.text == long.strip()
    assert len(cell.heading[0]) <= 121


def test_nothing_gives_no_blocks() -> None:
    """Not an error either."""
    assert html.parse("  \n ").blocks == ()


def test_what_stands_in_no_cell_of_a_table_is_not_lost() -> None:
    """As where a start tag is missing."""
    found = blocks("<table><caption>Parts</caption><tr><th>A</th></tr><tr><td>x</td>loose<ul><li>item</ul></tr></table>")
    assert {"Parts", "loose", "item"} <= {block.text for block in found}


def test_a_table_without_header_keeps_its_first_row() -> None:
    """A single row, or lists in the first, are no header."""
    assert [block.text for block in blocks("<table><tr><td>Only</td><td>row</td></tr></table>")] == ["Only", "row"]
    found = blocks("<table><tr><td>Left<td><ul><li>one</ul><tr><td>Right<td><ul><li>two</ul></table>")
    assert [block.text for block in found] == ["Left", "one", "Right", "two"]


def test_a_heading_never_closed_does_not_swallow_the_page() -> None:
    """What it holds is read as text."""
    assert ("paragraph", "Text.") in outline("<h2>Relay<td><p>Text.</p><ul><li>One</li></ul>")


def test_a_whole_sentence_in_bold_is_text() -> None:
    """It is stressed, no heading."""
    assert outline("<p><b>Mind the gap between relay and depot.</b></p>") == [("paragraph", "Mind the gap between relay and depot.")]


@pytest.mark.parametrize("markup", ["<!--", "<!--x-->", "<?x?>", "<!doctype html>"])
def test_markup_without_an_element_holds_no_text(markup: str) -> None:
    """It is an empty document, not an error."""
    assert html.parse(markup).blocks == ()

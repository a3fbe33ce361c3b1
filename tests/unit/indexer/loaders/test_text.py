"""Plain text whose bullets are characters."""

import textwrap

from indexer.loaders import text
from indexer.loaders.document import Document


def document(words: str) -> Document:
    """The document in `words`."""
    return text.parse(textwrap.dedent(words).lstrip("\n"))


def test_short_lines_between_blank_ones_are_headings() -> None:
    """The first is the title and heads the others."""
    found = document("""
        Ramp-up

        Who can join

        Anybody with seats.
        """)
    assert found.title == "Ramp-up"
    assert [(block.text, block.heading, block.lines) for block in found.blocks] == [
        ("Anybody with seats.", ("Ramp-up", "Who can join"), (5, 5))
    ]


def test_bullets_nest_by_indent() -> None:
    """Bullets and numbers alike, with what introduces them."""
    found = document("""
        You bring:

          • Shelves, including:
            • Labels
          2. A relay
        """)
    assert [(block.text, block.within, block.introduces, block.lead) for block in found.blocks[1:]] == [
        ("Shelves, including:", (), True, "You bring:"),
        ("Labels", ("Shelves, including:",), False, "You bring:"),
        ("A relay", (), False, "You bring:"),
    ]


def test_a_sentence_wrapped_over_lines_is_one_paragraph() -> None:
    """It goes on in lower case."""
    found = document("The relay needs\na free port.\nAnother sentence.")
    assert [block.text for block in found.blocks] == ["The relay needs a free port.", "Another sentence."]


def test_a_short_line_that_ends_like_a_sentence_is_no_heading() -> None:
    """Nor is one with text right beneath."""
    assert [block.text for block in document("Thank you.\n\nDates\nJuly.").blocks] == ["Thank you.", "Dates", "July."]

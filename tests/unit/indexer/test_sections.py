"""What no reading took, gathered."""

import textwrap

from indexer import sections
from indexer.loaders import markdown


def gathered(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """Heading and words of each section of the Markdown `text`."""
    found = sections.gather(markdown.parse(textwrap.dedent(text).lstrip("\n")).blocks)
    return [(section.heading, [block.text for block in section.blocks]) for section in found]


def test_blocks_under_the_same_headings_belong_together() -> None:
    """Bold lines inside a section do not part it."""
    text = "# One\n\nText.\n\n**Bold**\n\nMore.\n\n## Two\n\nOther.\n"
    assert gathered(text) == [(("One",), ["Text.", "More."]), (("One", "Two"), ["Other."])]


def test_the_cells_of_a_row_belong_together() -> None:
    """Under the row's label, which is said once."""
    text = "# T\n\n| Part | Red | Blue |\n|---|---|---|\n| Relay | a | b |\n| Depot | c | |\n| Alone | | |\n"
    assert gathered(text) == [(("T", "Relay"), ["a", "b"]), (("T", "Depot", "Red"), ["c"]), (("T",), ["Alone"])]


def test_an_opening_sentence_without_its_list_is_left_out() -> None:
    """Its items became records; with them, or with a sentence more, it stays."""
    blocks = markdown.parse("We guide:\n\n- One.\n\nYou bring:\n\n- Two.\n\nTrue. And so:\n\n- Three.\n").blocks
    left = [block for block in blocks if block.text not in ("One.", "Three.")]
    assert [block.text for section in sections.gather(left) for block in section.blocks] == ["You bring:", "Two.", "True. And so:"]

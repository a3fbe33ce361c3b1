"""Where sentences end."""

import pytest

from indexer import sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Version 2.0 is out. It is new.", ["Version 2.0 is out.", "It is new."]),
        ("Relays, e.g. Red ones, are out.", ["Relays, e.g. Red ones, are out."]),
        ("Done. (See Ledger.) More.", ["Done.", "(See Ledger.)", "More."]),
        ("no end", ["no end"]),
        ("", []),
    ],
)
def test_text_is_cut_behind_its_sentences(text: str, parts: list[str]) -> None:
    """Not behind abbreviations or within numbers."""
    assert sentences.split(text) == parts

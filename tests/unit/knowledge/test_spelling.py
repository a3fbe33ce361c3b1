"""Which words are read as others."""

import pytest

from knowledge.spelling import Speller

SPELLER = Speller(["Labels for the warehouse", "warehouse management, and managers of warehouses", "eligible licences"])


@pytest.mark.parametrize("slip", ["warehose", "warrehouse", "warehouze", "warehuose", "WAREHOSE"])
def test_a_slip_in_a_long_word_is_mended(slip: str) -> None:
    """A letter too few, too many, changed, or swapped with its neighbour."""
    assert SPELLER.mended(f"our {slip}?") == "our warehouse?"


@pytest.mark.parametrize("text", ["lebals", "warhoose", "elephants", "warehouse7", "through"])
def test_what_may_be_another_word_stays(text: str) -> None:
    """More than one letter off, not near any word, a code, or a common word; short words as well."""
    assert SPELLER.mended(f"{text} labl") == f"{text} labl"


def test_an_inflected_word_is_known() -> None:
    """Another ending is no slip."""
    assert SPELLER.mended("managing, labelled") == "managing, labelled"


def test_the_first_letter_is_taken_for_right() -> None:
    """Another first letter makes another word too often."""
    assert SPELLER.mended("ineligible, legible") == "ineligible, legible"


def test_of_two_words_as_near_the_more_frequent_is_meant() -> None:
    """What the texts say most, people say most."""
    assert Speller(["conserved once, conserves once, conserves twice"]).mended("conservez") == "conserves"


@pytest.mark.parametrize("apart", ["kick off", "kick-off", "Kick Off"])
def test_a_word_written_apart_is_read_as_one(apart: str) -> None:
    """Where the texts write it as one, and its parts never stand side by side there."""
    assert Speller(["the kickoff of a project"]).mended(f"our {apart} call").lower() == "our kickoff call"
    assert Speller(["the kickoff of a project, to kick off"]).mended(f"our {apart} call") == f"our {apart} call"


def test_a_common_word_is_not_joined_to_a_known_one() -> None:
    """Devices in boxes are no inboxes."""
    assert Speller(["inboxes are moved", "boxes of devices"]).mended("new devices in boxes") == "new devices in boxes"


def test_a_common_word_is_right_wherever_it_stands() -> None:
    """Whoever waits does not write."""
    assert Speller(["writing of labels"]).mended("waiting") == "writing"
    assert Speller(["writing of labels"], common=lambda word: word == "waiting").mended("waiting, wirting") == "waiting, writing"


def test_a_letter_that_is_to_be_doubled_goes_before_one_that_is_too_many() -> None:
    """Though the other word is met more often."""
    assert Speller(["actual actual actual numbers", "actually"]).mended("actualy") == "actually"

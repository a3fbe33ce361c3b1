"""What changed between two indexes."""

from indexer.drift import Drift, compare
from knowledge.models import Citation, Coverage, Passage, Record, ScopeRule
from knowledge.pack import Pack
from tests.building import held_index
from tests.fakes import WordCountEncoder


def passage(id_: str, text: str, *, source: str = "handbook", line: int = 1) -> Passage:
    """A passage with `text`."""
    return Passage(id=id_, citation=Citation(source=source, heading=("H",), lines=(line, line)), text=text)


def drift(contoso: Pack, before: tuple[Record, ...], after: tuple[Record, ...]) -> Drift:
    """What changed from the records `before` to those `after`."""
    old, new = (held_index(contoso.manifest, records, WordCountEncoder()) for records in (before, after))
    return compare(before=old, after=new)


def test_what_came_and_what_went_is_named(contoso: Pack) -> None:
    """By id."""
    found = drift(
        contoso,
        (passage("a", "Label every shelf."), passage("b", "Gone.")),
        (passage("a", "Label every shelf."), passage("c", "Pairing of relays.")),
    )
    assert (found.added, found.removed, found.changed) == (("c",), ("b",), ())
    assert found.against == "contoso 1, nowhere"


def test_a_record_that_only_moved_has_not_changed(contoso: Pack) -> None:
    """To other lines, another id or another source."""
    found = drift(contoso, (passage("a", "Label every shelf."),), (passage("b", "Label every shelf.", source="description-2024", line=9),))
    assert (found.added, found.removed, found.changed) == ((), (), ())


def test_a_record_that_kept_its_id_says_what_differs(contoso: Pack) -> None:
    """Field by field."""
    before = ScopeRule(id="r", citation=Citation(source="handbook"), subject="Pairing", clause="Pairing.", coverage=Coverage.ENTITLED)
    found = drift(contoso, (before,), (before.model_copy(update={"coverage": Coverage.EXCLUDED}),))
    assert [(change.before, change.after, change.fields) for change in found.changed] == [("r", "r", ("coverage: entitled -> excluded",))]


def test_reworded_records_are_paired_with_the_nearest(contoso: Pack) -> None:
    """An edition's ids follow its words, so that reworded ones have new ids."""
    before = (passage("a", "Assess the shelves with the checklist."), passage("b", "Pair the relays with the red key."))
    after = (passage("c", "Pair the relays with the blue key."), passage("d", "Assess the shelves with the new checklist."))
    found = drift(contoso, before, after)
    assert sorted((change.before, change.after) for change in found.changed) == [("a", "d"), ("b", "c")]
    assert (found.added, found.removed) == ((), ())


def test_records_that_stand_twice_are_counted(contoso: Pack) -> None:
    """One of two equal ones gone is one removed."""
    found = drift(contoso, (passage("a", "Same."), passage("b", "Same.")), (passage("a", "Same."),))
    assert (found.added, found.removed, found.changed) == ((), ("b",), ())

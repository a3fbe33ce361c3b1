"""What a review finds."""

from typing import Any

from indexer.review import Contradiction, Review, review
from knowledge.models import Citation, Coverage, Passage, Qualifier, Record, ScopeRule, Task
from knowledge.pack import Pack
from tests.building import held_index
from tests.fakes import WordCountEncoder


def passage(id_: str, text: str, *, source: str = "handbook", workloads: tuple[str, ...] = ()) -> Passage:
    """A passage with `text`."""
    return Passage(id=id_, citation=Citation(source=source, heading=("H",)), text=text, workloads=workloads)


def rule(id_: str, subject: str, coverage: str, *, source: str = "handbook", **more: Any) -> ScopeRule:
    """A rule about `subject`; more: further fields."""
    fields = {"workloads": ("relay",), "clause": f"{subject}.", **more}
    return ScopeRule(id=id_, citation=Citation(source=source, heading=("H",)), subject=subject, coverage=Coverage(coverage), **fields)


def reviewed(contoso: Pack, *records: Record, qualifiers: tuple[Qualifier, ...] = ()) -> Review:
    """The review of an index that holds `records`."""
    return review(held_index(contoso.manifest.model_copy(update={"qualifiers": qualifiers}), records, WordCountEncoder()))


def sides(contradiction: Contradiction) -> dict[str, tuple[str, ...]]:
    """What each side says, and its records."""
    return {side.says: side.records for side in contradiction.sides}


def test_different_least_numbers_of_different_sources_are_a_contradiction(contoso: Pack) -> None:
    """However they are worded; each side names its records with their edition and whether it still holds."""
    (found,) = reviewed(
        contoso,
        passage("old", "Open to customers with 50 to 149 seats.", source="description-2022"),
        passage("new", "You need 150 or more licences of a paid plan.", source="description-2024"),
        rule("when", "Imports", "entitled", when="seats >= 500"),
        passage("least", "At least 1,200 users join."),
        passage("plus", "For 500+ seats."),
        passage("behind", "Imports (500 seats or more)."),
    ).contradictions
    assert found.about == "the least number of seats"
    assert sides(found) == {
        "50 seats": ("old (2022-01, superseded)",),
        "150 seats": ("new (2024-01)",),
        "500 seats": ("when (2024-06)", "plus (2024-06)", "behind (2024-06)"),
        "1200 seats": ("least (2024-06)",),
    }


def test_other_numbers_are_no_thresholds(contoso: Pack) -> None:
    """Neither those of other units nor those that ask for no least number."""
    texts = (
        "Files of 15 GB or more than that.",
        "Contoso moved 70 seats last year.",
        "Version 3.150 or more seats of it.",
        "Within 5 days or more.",
    )
    found = reviewed(
        contoso, passage("p", "At least 50 seats."), *(passage(f"p{at}", text, source="bulletin-spring") for at, text in enumerate(texts))
    )
    assert found.contradictions == ()


def test_one_source_does_not_contradict_itself_in_numbers(contoso: Pack) -> None:
    """Two services may have two thresholds."""
    assert reviewed(contoso, passage("a", "At least 50 seats."), passage("b", "At least 500 seats.")).contradictions == ()


def test_a_subject_taken_in_and_left_out_is_a_contradiction(contoso: Pack) -> None:
    """Of the same workload and without condition."""
    (found,) = reviewed(
        contoso, rule("in", "Pairing relays", "entitled"), rule("out", "Relay pairing", "excluded", source="bulletin-spring")
    ).contradictions
    assert sides(found) == {"in scope": ("in (2024-06)",), "out of scope": ("out (2024-03)",)}
    assert reviewed(contoso, rule("in", "Pairing", "entitled", when="island"), rule("out", "Pairing", "excluded")).contradictions == ()
    assert (
        reviewed(contoso, rule("in", "Pairing", "entitled"), rule("out", "Pairing", "excluded", workloads=("depot",))).contradictions == ()
    )


def test_records_without_heading_are_uncited(contoso: Pack) -> None:
    """Nobody could look them up."""
    bare = Passage(id="bare", citation=Citation(source="handbook"), text="Text.")
    assert reviewed(contoso, bare, passage("good", "Words.")).uncited == ("bare",)


def test_the_same_words_about_the_same_workload_are_duplicates(contoso: Pack) -> None:
    """Case, endings and points aside; another workload, party or phase makes another record."""
    cited = Citation(source="handbook", heading=("H",))
    found = reviewed(
        contoso,
        passage("a", "Label the shelves.", workloads=("depot",)),
        passage("b", "LABELS the shelves!", workloads=("depot",)),
        passage("c", "Label the shelves.", workloads=("relay",)),
        Task(id="t1", citation=cited, phase="prepare", party="customer", text="Count"),
        Task(id="t2", citation=cited, phase="prepare", party="rampup", text="Count"),
    ).duplicates
    assert [duplicate.records for duplicate in found] == [("a", "b")]


def test_limits_that_no_qualifier_reads_are_listed(contoso: Pack) -> None:
    """Of rules in scope; a rule with a condition has been read."""
    records = (
        rule("open", "Pairing (only on Mondays)", "entitled"),
        rule("known", "Checks (up to 10 relays)", "entitled"),
        rule("read", "Audit (Pro only)", "entitled", when='plan == "pro"'),
        rule("out", "Repairs (only red)", "excluded"),
    )
    found = reviewed(contoso, *records, qualifiers=(Qualifier(pattern=r"up to \d+ relays"),)).unread_limits
    assert [(limit.record, limit.words) for limit in found] == [("open", ("(only on Mondays)",))]

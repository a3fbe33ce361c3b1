"""Which of several numbers is the fact."""

import pytest

from knowledge import lexicon
from knowledge.facts import read
from knowledge.models import FactSpec

SEATS = FactSpec(id="seats", label="seats", type="integer", question="How many seats?", units=("seat", "licence", "user"))


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("900 student licences and 80 staff licences", 80),
        ("80 staff licences and 900 student licences", 80),
        ("900 student licences on pro and 80 paid ones for the staff", 80),
        ("900 student licences", 900),
        ("do 50 licences suffice? we hold 128", 128),
        ("since 2016 fifty licences suffice", 50),
    ],
)
def test_of_several_numbers_the_one_that_counts_is_read(text: str, seats: int) -> None:
    """What counts less only where nothing else is counted, and what is one's own before what is told of others."""
    spec = FactSpec(
        id="seats", label="seats", type="integer", question="How many?", units=("licence",), lesser=("student",), lead_ins=("we hold",)
    )
    assert read(lexicon.load().in_digits(text), (spec,), lexicon.load()) == {"seats": seats}


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("about 300 of our people have a second mailbox, we hold 1200 seats", 1200),
        ("1200 seats, and 300 of our people have a second mailbox", 1200),
        ("300 people", 300),
        ("2000 students and 130 teachers", 130),
        ("900 colleagues, the first 120 of them move now", 900),
    ],
)
def test_persons_count_where_nothing_that_is_held_does(text: str, seats: int) -> None:
    """Who tells of some of the people tells how many there are only if no licences are told."""
    spec = FactSpec(
        id="seats", label="seats", type="integer", question="How many?", units=("seat", "people", "colleague", "teacher", "student"),
        persons=("people", "colleague", "teacher"), few=25, lesser=("student",),
    )  # fmt: skip
    assert read(text, (spec,), lexicon.load()) == {"seats": seats}


def test_a_small_team_is_not_all_that_a_company_has() -> None:
    """Eleven of us in the team hold no eleven licences."""
    spec = SEATS.model_copy(update={"units": ("seat", "of us"), "persons": ("of us",), "few": 25})
    assert read("I run the desktops, 11 of us in the team", (spec,), lexicon.load()) == {}


def test_one_thing_in_words_counts_where_the_fact_counts_singly() -> None:
    """Elsewhere "one user" is a person among many."""
    singly = FactSpec(id="runs", label="runs", type="integer", question="How many?", units=("test run",), singly=True)
    assert read("one finished test run", (singly, SEATS), lexicon.load()) == {"runs": 1}
    assert read("a single test run", (singly,), lexicon.load()) == {"runs": 1}
    assert read("one of our test runs, one user", (singly, SEATS), lexicon.load()) == {}


def test_a_product_whose_name_is_a_unit_is_not_what_was_spoken_of() -> None:
    """Whoever asked of 200 seats of Branch 365 means seats by "only 40"."""
    branches = FactSpec(id="branches", label="branches", type="integer", question="How many branches?", units=("branch",))
    about, known = "Are 200 seats of Branch 365 enough?", {"seats": 200}
    found = read("what if we only buy 40", (SEATS, branches), lexicon.load(), known=known, names=("branch 365",), about=about)
    assert found == {"seats": 40}


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("after the merger they go down to 130 though, does that suffice?", 130),
        ("at 130 still?", 130),
        ("they dropped to 130", 130),
        ("they cut 60 of them", 120),
        ("we lose 60 licences", 120),
        ("minus 60", 120),
        ("60 fewer by then", 120),
        ("and with fewer than 100?", 100),
        ("they add 60 more", 240),
    ],
)
def test_a_number_that_goes_down_is_the_new_one_or_what_it_is_lower_by(text: str, seats: int) -> None:
    """As one that grows."""
    assert read(text, (SEATS,), lexicon.load(), known={"seats": 180}, about="180 seats, is that enough?") == {"seats": seats}


def test_what_is_fewer_of_nothing_known_is_a_number_of_its_own() -> None:
    """There is nothing to take it from."""
    assert read("we lose 60 licences", (SEATS,), lexicon.load()) == {"seats": 60}


@pytest.mark.parametrize("text", ["we lost 2 admins", "we dropped 2 domains", "they cut 100 jobs", "we have 3 for search alone"])
def test_what_is_lost_of_something_else_takes_nothing_away(text: str) -> None:
    """A number of other things is no count, be it lost, cut or held."""
    spec = FactSpec(id="seats", label="seats", type="integer", question="How many?", units=("seat",), lead_ins=("we have",))
    assert read(text, (spec,), lexicon.load(), known={"seats": 180}, about="180 seats, is that enough?") == {}

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import lexicon
from knowledge.conditions import FactValue
from knowledge.counts import without_numbers
from knowledge.facts import coerce, read, shown
from knowledge.models import FactSpec, Option

SEATS = FactSpec(id="seats", label="seats", type="integer", question="How many seats?", units=("seat", "licence", "user"))
POLICIES = FactSpec(id="policies", label="policies", type="integer", question="How many policies?", units=("policy",))
PLAN = FactSpec(
    id="plan",
    label="plan",
    type="choice",
    question="Which plan?",
    options=(Option(id="basic", name="Basic", words=("basic",)), Option(id="pro", name="Professional", words=("pro", "basic pro"))),
)
ISLAND = FactSpec(
    id="island",
    label="island cloud",
    type="boolean",
    question="Island?",
    yes_words=("island cloud",),
    no_words=("not on the island cloud",),
)
EARLY = FactSpec(
    id="early", label="early contract", type="boolean", question="Early?", dated_by=("bought", "signed"), before=date(2017, 9, 1)
)
AGE = FactSpec(id="age", label="days ago", type="integer", question="How many days ago?", units=("day",), multiples={"week": 7})
SPECS = (SEATS, POLICIES, PLAN, ISLAND, EARLY)


def said(text: str, known: Mapping[str, FactValue] | None = None, names: tuple[str, ...] = ()) -> dict[str, FactValue]:
    """What is read from `text`."""
    return read(text, SPECS, lexicon.load(), known=known, names=names)


@pytest.mark.parametrize(
    "text",
    [
        "We have 220 seats.",
        "we have 220 SEATS",
        "220 users",
        "a 220-seat customer",
        "220seats",
        "seats: 220",
        "our seat count is 220",
        "5 sites and 220 seats",
        "220 paid professional licences",
    ],
)
def test_a_number_is_read_beside_its_unit(text: str) -> None:
    """In front of it or behind it, in any of the unit's words, singular or plural."""
    assert said(text)["seats"] == 220


@pytest.mark.parametrize(
    ("written", "number"), [("1,200", 1200), ("1.200", 1200), ("12,000", 12000), ("2k", 2000), ("2.5k", 2500), ("0", 0)]
)
def test_numbers_are_read_as_people_write_them(written: str, number: int) -> None:
    """Thousands with a comma, a point or a k."""
    assert said(f"we have {written} seats")["seats"] == number


@pytest.mark.parametrize(
    "text",
    [
        "220",
        "is it in scope for 220?",
        "since 2021",
        "50% of the seats",
        "$500 for the seats",
        "version 1.2.3 for users",
        "2.5 seats",
        "99999999999 seats",
        "220 shelves, and some seats",
        "we have seats",
        "two hundred seats",
    ],
)
def test_a_number_without_a_unit_is_no_fact(text: str) -> None:
    """A share, a price, a year, a version or a bare number says nothing about seats."""
    assert "seats" not in said(text)


def test_the_plural_of_a_unit_in_y_is_read() -> None:
    """Policy, policies."""
    assert said("one of 40 policies") == {"policies": 40}


def test_several_facts_stand_in_one_sentence() -> None:
    """Each number goes to the unit that it stands by."""
    assert said("300 seats of the pro plan, 12 policies, not on the island cloud") == {
        "seats": 300,
        "policies": 12,
        "plan": "pro",
        "island": False,
    }


def test_the_number_in_the_name_of_a_product_is_no_fact() -> None:
    """A product named after a number does not lend it to the word that follows."""
    assert said("Do Ledger 365 users get help?", names=("ledger 365",)) == {}
    assert said("We are 300 Ledger 365 users", names=("ledger 365",)) == {"seats": 300}


def test_the_longest_words_of_an_option_win() -> None:
    """An option whose words hold another's is not mistaken for it."""
    assert said("basic plan") == {"plan": "basic"}
    assert said("the basic pro plan") == {"plan": "pro"}


@pytest.mark.parametrize("text", ["probably", "basics", "the island clouds-up"])
def test_words_are_not_read_inside_other_words(text: str) -> None:
    """A choice or a yes stands by itself."""
    assert said(text) == {}


def test_a_no_goes_before_the_yes_within_it() -> None:
    """The words of no often hold those of yes."""
    assert said("we are not on the island cloud") == {"island": False}
    assert said("we are on the island cloud") == {"island": True}


@pytest.mark.parametrize(
    "text",
    [
        "Pretend I have 500 seats, but really it is 100 seats",
        "I really have 100 seats, but pretend we have 500 seats",
        "Imagine 500 seats. We actually have 100 seats.",
    ],
)
def test_a_pretended_number_gives_way_to_the_real_one(text: str) -> None:
    """Whichever is said first."""
    assert said(text) == {"seats": 100}


def test_a_number_only_supposed_is_taken_while_no_real_one_is_said() -> None:
    """What if is a fair question."""
    assert said("Suppose we had 500 seats") == {"seats": 500}


@pytest.mark.parametrize("text", ["another 200", "and another 200 seats?", "200 more", "plus 200 seats", "we bought 200 additional seats"])
def test_a_follow_up_adds_to_what_was_said(text: str) -> None:
    """More seats are added to those known."""
    assert said(text, {"seats": 100}) == {"seats": 300}


def test_nothing_is_added_to_what_was_never_said() -> None:
    """Another 200 alone are 200."""
    assert said("another 200 seats") == {"seats": 200}


def test_a_bare_number_takes_the_unit_last_spoken_of() -> None:
    """What about 300? follows a question about seats."""
    assert said("what about 300?", {"seats": 100}) == {"seats": 300}
    assert said("what about 300?", {"seats": 100, "policies": 3}) == {"policies": 300}


@pytest.mark.parametrize("text", ["and in 2021?", "and in March 2021?", "and since May 1, 2021?", "and 3 shelves?"])
def test_a_year_or_a_count_of_other_things_is_no_bare_number(text: str) -> None:
    """It leaves the fact under discussion alone."""
    assert said(text, {"seats": 100}) == {}


@given(st.text(), st.fixed_dictionaries({}, optional={"seats": st.integers(0, 10**6), "plan": st.sampled_from(["basic", "pro"])}))
def test_any_text_gives_values_of_the_declared_types(text: str, known: Mapping[str, FactValue]) -> None:
    """No text breaks the reading or makes a value that its fact does not allow."""
    allowed = {"seats": int, "policies": int, "plan": str, "island": bool}
    for name, value in said(text, known).items():
        assert type(value) is allowed[name]
        assert value in ("basic", "pro") if name == "plan" else True


@given(st.integers(0, 999_999_999), st.sampled_from(["seat", "seats", "licences", "users"]))
def test_every_number_beside_its_unit_is_read_exactly(number: int, unit: str) -> None:
    """Plain or with commas."""
    assert said(f"is it in scope for {number} {unit}?") == {"seats": number}
    assert said(f"is it in scope for {number:,} {unit}?") == {"seats": number}


@given(st.text(alphabet=st.characters(exclude_categories=["N"])))
def test_without_a_digit_no_number_is_read(text: str) -> None:
    """Seats come from figures alone."""
    assert not {"seats", "policies"} & set(said(f"{text} seats"))


@given(st.integers(0, 999_999_999))
def test_a_value_given_on_a_form_is_read_back_from_its_words(number: int) -> None:
    """What is shown of a fact can be typed again."""
    assert coerce(SEATS, shown(SEATS, number)) == number


@pytest.mark.parametrize(
    ("spec", "raw", "value"),
    [
        (SEATS, " 1,200 ", 1200),
        (SEATS, "1 200", 1200),
        (PLAN, "Professional", "pro"),
        (PLAN, "basic pro", "pro"),
        (PLAN, "PRO", "pro"),
        (ISLAND, "Yes", True),
        (ISLAND, "0", False),
    ],
)
def test_a_form_takes_what_people_type(spec: FactSpec, raw: str, value: FactValue) -> None:
    """An option by its id, name or words, a boolean by yes or no, a number with its separators."""
    assert coerce(spec, raw) == value


@pytest.mark.parametrize(
    ("spec", "raw", "allowed"),
    [
        (SEATS, "many", "give a whole number"),
        (SEATS, "-3", "give a whole number"),
        (SEATS, "1.5", "give a whole number"),
        (SEATS, "²", "give a whole number"),
        (SEATS, "9" * 30, "give a whole number"),
        (PLAN, "gold", "give one of basic, pro"),
        (ISLAND, "perhaps", "give yes or no"),
    ],
)
def test_a_form_says_what_it_allows(spec: FactSpec, raw: str, allowed: str) -> None:
    """The error names the fact, what was found and what is allowed."""
    with pytest.raises(ValueError, match=f"^{spec.id}: found ") as caught:
        coerce(spec, raw)

    assert str(caught.value) == f"{spec.id}: found {raw!r}; {allowed}"


@pytest.mark.parametrize(
    ("spec", "value", "words"),
    [(SEATS, 12000, "12,000"), (PLAN, "pro", "Professional"), (PLAN, "gone", "gone"), (ISLAND, True, "yes"), (ISLAND, False, "no")],
)
def test_a_fact_is_shown_in_words(spec: FactSpec, value: FactValue, words: str) -> None:
    """An option by its name, also one that the pack no longer has by what is known of it."""
    assert shown(spec, value) == words


def test_numbers_that_are_facts_can_be_left_out_of_a_text() -> None:
    """They say who asks, not what is asked; the number in a product's name stays."""
    assert without_numbers("Labels for 1,200 paid seats of Ledger 365?", SPECS, names=("ledger 365",)).split() == [
        "labels",
        "for",
        "of",
        "ledger",
        "365?",
    ]
    assert without_numbers("Ledger 365 users", SPECS, names=("ledger 365",)) == "ledger 365 users"
    assert without_numbers("Label 3 shelves", ()) == "label 3 shelves"


@pytest.mark.parametrize(
    ("text", "early"),
    [
        ("bought in 2016", True), ("contract signed back in 2016", True),
        ("bought way before sept 2017", True), ("bought in June 2017", True),
        ("bought in October 2017", False), ("signed 2021", False), ("bought in 2017", None), ("bought before 2019", None),
        ("in 2016", None),
    ],
)  # fmt: skip
def test_a_date_tells_a_fact_where_it_is_for_sure(text: str, early: bool | None) -> None:
    """Before or after the day that counts; not where the date leaves it open or dates something else."""
    assert said(text).get("early") is early


def test_an_ordinal_is_no_count() -> None:
    """The 14th is a day."""
    assert "seats" not in said("our users noticed it on the 14th, 2nd and 3rd of June, users say")


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("two hundred and fifty users", 250), ("we are twelve users", 12), ("fifteen hundred seats, all paid", 1500),
        ("one user", None), ("the third user", None), ("we own Ledger Server 2016, can users share it?", None),
        ("in year 2 and 3 of the users' contract", None), ("phase 2 users", None),
    ],
)  # fmt: skip
def test_a_number_in_words_counts_and_one_that_names_a_version_or_step_does_not(text: str, seats: int | None) -> None:
    """Counts are read as they are spoken; years of versions, phases and ordinals count nothing."""
    assert said(lexicon.load().in_digits(text)).get("seats") == seats


def test_a_week_is_so_many_days_where_the_pack_says_so() -> None:
    """Other units by their multiple; the fact's own unit as it is."""
    assert read("it ended 3 weeks ago", (AGE,), lexicon.load()) == {"age": 21}
    assert read("it ended 3 days ago", (AGE,), lexicon.load()) == {"age": 3}


def test_so_many_of_them_are_what_the_question_before_asked_the_number_of() -> None:
    """Without such a question, they are people, as the pack's units have it."""
    assert read("we have 6 of them", SPECS, lexicon.load(), about="Is there a limit on policies?") == {"policies": 6}
    assert read("we have 6 policies", SPECS, lexicon.load(), about="How many seats?") == {"policies": 6}


@pytest.mark.parametrize("text", ["we aren't pro", "it is not the island cloud, is it?", "no longer on basic"])
def test_what_is_denied_is_not_said(text: str) -> None:
    """The words of a fact right behind a denial do not state it."""
    assert said(text) in ({}, {"island": False})


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("300 paid Ledger for Schools licences", 300),
        ("we hold 120 seats and buy 40 more", 160),
        ("it starts at 50 seats. We have 75 so all is well", 75),
        ("we hold 120 seats. 2 more questions", 120),
    ],
)
def test_a_count_is_told_from_what_stands_around_it(text: str, seats: int) -> None:
    """The name of a product, what comes on top, a limit, and what is no seat at all."""
    assert said(text, names=("ledger for schools",)) == {"seats": seats}


def test_what_is_bought_this_week_is_no_number_of_weeks() -> None:
    """Behind 'this' stands no unit."""
    assert read("we buy 40 more this week", (AGE,), lexicon.load()) == {}


@pytest.mark.parametrize("denial", ["without anyone having", "without being", "never"])
def test_a_denial_may_say_who_or_how(denial: str) -> None:
    """Between it and the words of the fact."""
    chosen = FactSpec(id="chosen", label="chosen", type="boolean", question="Chosen?", yes_words=("chosen us",))
    assert read(f"can we start {denial} chosen us?", (chosen,), lexicon.load()) == {"chosen": False}


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("we have 140 pro and 20 basic", 160),
        ("100 pro, 40 basic and 20 lite seats", 160),
        ("140 pro. Last year 20 basic", 140),
        ("we have 140 pro and 20 pro too", 140),
        ("140 seats and 20 users", 140),
    ],
)
def test_numbers_of_several_kinds_side_by_side_add_up(text: str, seats: int) -> None:
    """What is no kind, or the same one, does not; nor do other sentences."""
    licences = FactSpec(
        id="seats", label="seats", type="integer", question="How many?", units=("seat", "user", "pro", "basic", "lite"),
        kinds=("pro", "basic", "lite"),
    )  # fmt: skip
    assert read(text, (licences,), lexicon.load()) == {"seats": seats}


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("hold the mailboxes of 4 people", None),
        ("the data of 4 users", 4),
        ("we are 4 people", 4),
        ("4 people, may we join?", 4),
        ("move the mail of 40 people", 40),
    ],
)
def test_a_few_persons_are_not_all_of_them(text: str, seats: int | None) -> None:
    """Unless it is said that they are."""
    spec = FactSpec(
        id="seats", label="seats", type="integer", question="How many?", units=("user", "people"), lead_ins=("we are",),
        persons=("people",), few=10,
    )  # fmt: skip
    assert read(text, (spec,), lexicon.load()).get("seats") == seats


def test_a_unit_before_another_only_tells_of_which_kind_it_is() -> None:
    """Office seats are seats."""
    offices = FactSpec(id="offices", label="offices", type="integer", question="How many offices?", units=("office",))
    assert read("200 office seats in 3 offices", (offices, SEATS), lexicon.load()) == {"seats": 200, "offices": 3}


def test_what_lies_between_a_word_and_its_date_may_hold_names() -> None:
    """With digits in them."""
    assert said("we last signed our commercial O365 E3 in March 2017")["early"] is True
    assert said("licences bought in spring 2017")["early"] is True
    assert "early" not in said("licences bought in 2017")


@pytest.mark.parametrize("text", ["half of us do not speak basic well", "rather than basic", "nobody has basic"])
def test_a_denial_may_be_said_by_a_verb(text: str) -> None:
    """Or by nobody."""
    assert "plan" not in said(text)
    assert said("our little basic plan")["plan"] == "basic"

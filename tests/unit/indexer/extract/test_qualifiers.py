"""Limits in clauses."""

import pytest

from indexer.extract.qualifiers import Limits, read, unread
from knowledge.models import Qualifier

SITES = Qualifier(pattern=r"up to (?P<value>\d[\d,]*) sites", fact="seats", operator="<=", text="up to {value} sites")
PLAN = Qualifier(
    pattern=r"supported in (?P<value>\w+(?: and \w+)?)",
    fact="plan",
    operator="in",
    values={"Basic": ("basic",), "Pro": ("pro",)},
    text="{found}",
)
OPEN = Qualifier(pattern=r"if it's part of your plan")


@pytest.mark.parametrize(("text", "when"), [("for up to 10 sites", "seats <= 10"), ("UP TO 1,200 sites", "seats <= 1200")])
def test_a_number_is_held_against_its_fact(text: str, when: str) -> None:
    """In any case, with separators."""
    assert read(text, (SITES,)).when == when


def test_words_of_a_choice_mean_its_options() -> None:
    """All that are named."""
    found = read("Audit (supported in Basic and Pro)", (PLAN,))
    assert (found.when, found.when_text) == ('plan in ["basic", "pro"]', "supported in Basic and Pro")


def test_a_number_may_be_spelled() -> None:
    """When the pack says what its word means."""
    spelled = Qualifier(pattern=r"up to (?P<value>\w+) sites", fact="seats", values={"six": ("6",)})
    assert read("up to six sites", (spelled,)).when == "seats <= 6"


def test_all_limits_must_hold() -> None:
    """They are joined."""
    assert read("supported in Pro for up to 10 sites", (SITES, PLAN)).when == 'seats <= 10 and plan in ["pro"]'


def test_a_limit_that_no_fact_settles_stays_in_words() -> None:
    """With the quotes made straight, so that patterns need know one kind."""
    assert read("Audit if it’s part of your plan.", (OPEN,)) == Limits(qualifiers=("if it's part of your plan",))


def test_a_limit_may_be_a_yes_or_no_fact() -> None:
    """It holds no value."""
    owned = Qualifier(pattern="a scanner is required", fact="scanner", operator="is", text="{found}")
    assert read("Labels (a scanner is required)", (owned,)) == Limits(when="scanner", when_text="a scanner is required")


def test_words_that_mean_no_option_make_no_condition() -> None:
    """A guess would turn verdicts."""
    assert read("supported in Gold", (PLAN,)) == Limits()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Pairing (only on Mondays)", ("(only on Mondays)",)),
        ("Pairing for at least 5 relays", ("at least 5 relays",)),
        ("Pairing (red, blue)", ()),
        ("Stay up to date", ()),
        ("Pairing for up to 10 sites", ()),
    ],
)
def test_limits_that_were_not_read_are_found(text: str, left: tuple[str, ...]) -> None:
    """Those that a qualifier takes in are not among them."""
    assert unread(text, (SITES,)) == left

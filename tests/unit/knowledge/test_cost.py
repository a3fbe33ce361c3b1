"""Whether the help itself costs anything: told by what the programme says of it, decided by nobody."""

import pytest

from knowledge import pack
from knowledge.desk import Desk
from knowledge.models import Workload
from knowledge.question import Intent
from tests.building import CONTOSO, held_index
from tests.fakes import WordCountEncoder
from tests.unit.knowledge.reading import understood


@pytest.mark.parametrize(
    "text",
    [
        "Is Ramp-up free of charge?",
        "Is your help with the shelves free for us?",
        "Does it cost extra?",
        "Do we have to pay for your help?",
        "Are we billed for the guidance on Ledger?",
        "Is there a fee for the import of opening balances?",
        "Any hidden costs?",
        "My client asks whether he gets charged for it",
        "How much is Ramp-up?",
    ],
)
def test_whether_the_help_costs_anything_wants_no_verdict(desk: Desk, text: str) -> None:
    """In scope is no answer to who asks for the price of it, and nor is who does the work."""
    assert understood(desk, text).intent is Intent.GUIDANCE


@pytest.mark.parametrize(
    "text",
    [
        "Is the import of opening balances into Ledger part of the free help?",
        "Do we get the labels for free as well?",
        "May we pay a partner to print the labels?",
        "Do you move our cost centres into Ledger?",
        "Is there a cost centre import in scope?",
        "Does the benefit cover accounts that cost us a seat?",
        "It costs us a lot of time, do you help with the labels?",
        "We fear additional costs, do you help with the labels?",
        "Our plan is free, do you help with the labels?",
    ],
)
def test_what_costs_something_beside_the_help_still_wants_a_verdict(desk: Desk, text: str) -> None:
    """Prices that a message only mentions, and cost centres, are no question for the price of the help."""
    assert understood(desk, text).intent in (Intent.SCOPE, Intent.FACT)


@pytest.mark.parametrize("text", ["Is that free?", "And does it cost us anything?", "Do we have to pay for that?"])
@pytest.mark.parametrize("before", ["Is the import of stock lists into Ledger in scope?", "Who runs the opening meeting?"])
def test_a_follow_up_on_the_cost_is_on_the_help_not_on_the_product(desk: Desk, before: str, text: str) -> None:
    """A product's records would bury what the programme says of its cost."""
    question = understood(desk, text, before)

    assert (question.intent, question.workloads, question.subject) == (Intent.GUIDANCE, (), text)


def test_a_count_beside_the_cost_wants_no_verdict(desk: Desk) -> None:
    """Where another follow-up that tells a fact would."""
    before = "Is the import of stock lists into Ledger in scope?"
    assert understood(desk, "And does it cost us anything with 300 seats?", before).intent is Intent.GUIDANCE
    assert understood(desk, "And with 300 seats?", before).intent is Intent.SCOPE


def test_a_variant_of_the_programme_may_cost_something_of_its_own() -> None:
    """So its name is taken up, as that of a product is not."""
    contoso = pack.load(str(CONTOSO))
    schools = Workload(id="schools", name="Schools", kind="segment")
    manifest = contoso.manifest.model_copy(update={"workloads": (*contoso.manifest.workloads, schools)})
    desk = Desk(held_index(manifest, contoso.records, WordCountEncoder()))

    assert understood(desk, "Is that free?", "Schools: is help with Ledger in scope?").workloads == ("schools",)


def test_whether_there_is_a_fee_asks_for_no_figure(desk: Desk) -> None:
    """What the fee is would be a price, which only a record that states one may answer."""
    assert "money" not in understood(desk, "Are there any fees for your help?").asked_for
    assert "money" in understood(desk, "What is the fee of a Ledger seat?").asked_for

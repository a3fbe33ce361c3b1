"""What people ask of a programme before anything else: what it is, what they get for so many seats, where its guides are."""

from datetime import date

import pytest

from knowledge import lexicon, pack
from knowledge.answers import Abstain, Guidance, Verdict
from knowledge.desk import Context, Desk
from knowledge.question import Intent
from knowledge.reader import Reader
from knowledge.vocabulary import Vocabulary
from tests.building import CONTOSO
from tests.unit.knowledge.reading import understood

TODAY = Context(as_of=date(2024, 10, 1))


@pytest.mark.parametrize(
    "text",
    [
        "We have 80 seats, what can we get?",
        "80 seats here, what do we get from Ramp-up?",
        "With 80 seats, what are we entitled to?",
        "My client has 80 seats, what can they expect?",
    ],
)
def test_what_so_many_seats_give_is_told_by_the_programmes_own_condition(desk: Desk, text: str) -> None:
    """And by no record that happens to share a word with it."""
    question, answer = understood(desk, text), desk.ask(text, TODAY)

    assert (question.intent, question.facts["seats"]) == (Intent.ELIGIBILITY, 80)
    assert isinstance(answer, Verdict)
    assert answer.citations[0].docid == "programme.seats"


@pytest.mark.parametrize("text", ["What can we get?", "What do we get from Ramp-up?", "We have 80 seats, what can we get for the labels?"])
def test_what_one_gets_is_no_question_of_eligibility_without_a_count(desk: Desk, text: str) -> None:
    """Nothing is told that could decide it, or something else is asked."""
    assert understood(desk, text).intent is not Intent.ELIGIBILITY


def test_who_a_party_is_is_told_of_it(contoso_desk: Desk) -> None:
    """Where nothing but its name is said, a record is found by that."""
    assert isinstance(contoso_desk.ask("What is the Ramp-up team?", TODAY), Guidance)


@pytest.mark.parametrize("text", ["Who does it, the Ramp-up team or the partner?", "Can a partner help us?"])
def test_a_party_alone_decides_nothing(contoso_desk: Desk, text: str) -> None:
    """What a record says of some task of that party is no answer to who does an unnamed one."""
    assert isinstance(contoso_desk.ask(text, TODAY), Abstain)


def test_a_guide_to_one_product_is_looked_up_without_its_name_as_well() -> None:
    """A library's guides are to many products, and the product's own records would bury them."""
    contoso = pack.load(str(CONTOSO))
    reader = Reader(contoso.manifest, Vocabulary(contoso.manifest), lexicon.load())

    assert "do you have a rollout guide for" in [query for query, _ in reader.parts(reader.read("do you have a rollout guide for Ledger"))]
    assert not reader.parts(reader.read("do you help with the rollout of Ledger"))


@pytest.mark.parametrize(
    "text", ["call me", "Can you call us?", "Please call me back", "Would somebody ring me tomorrow?", "can you call us by phone"]
)
def test_who_wants_to_be_called_asks_for_no_telephony(desk: Desk, text: str) -> None:
    """Nobody here can call, and a product named after telephones answers nothing."""
    assert "phone" in understood(desk, text).asked_for


def test_a_time_zone_is_no_date(desk: Desk) -> None:
    """What time it is would be one."""
    assert "date" not in understood(desk, "In what time zones do you work?").asked_for
    assert "date" in understood(desk, "What time is the opening meeting?").asked_for


@pytest.mark.parametrize(
    "text",
    [
        "What are our responsibilities?",
        "what's the customer's part in all this?",
        "Who does what?",
        "who is responsible for what?",
        "What is the partner responsible for?",
        "What is expected of us?",
        "what do you need from us?",
        "Which tasks are ours?",
        "What do you take care of?",
    ],
)
def test_how_all_the_work_is_shared_is_told(desk: Desk, text: str) -> None:
    """It has no one owner, and is no farewell."""
    question = understood(desk, text)
    assert (question.intent, question.asked_for) == (Intent.GUIDANCE, ("shares",))


@pytest.mark.parametrize(
    "text", ["Who does the labels?", "What are our responsibilities for Ledger?", "Who is responsible for the shelves?"]
)
def test_who_does_one_thing_of_it_has_an_owner(desk: Desk, text: str) -> None:
    """The whole is not meant."""
    question = understood(desk, text)
    assert (question.intent, question.asked_for) == (Intent.OWNERSHIP, ())


def test_how_the_work_is_shared_may_be_asked_of_the_product_before(desk: Desk) -> None:
    """Nothing else of that question is taken up."""
    question = understood(desk, "and who does what?", "Do you help with the import of opening balances into Ledger?")
    assert (question.intent, question.workloads) == (Intent.GUIDANCE, ("ledger",))
    assert "balances" not in question.subject


@pytest.mark.parametrize("text", ["What can you move?", "Which systems can you import from?", "what don't you label?"])
def test_what_all_of_it_is_wants_a_list(desk: Desk, text: str) -> None:
    """No yes or no would answer it."""
    assert understood(desk, text).intent is Intent.GUIDANCE


@pytest.mark.parametrize("text", ["Which of these do you move for us by Friday?", "What if you move the books?"])
def test_what_goes_on_after_its_verb_wants_no_list(desk: Desk, text: str) -> None:
    """More is asked than which there are."""
    assert understood(desk, f"{text} Is it in scope?").intent is not Intent.GUIDANCE


@pytest.mark.parametrize(
    "text", ["is there documentation on Ledger?", "Can you send us a guide to Depot?", "do you have docs for the labels?"]
)
def test_something_to_read_is_asked_for_without_its_article_as_well(desk: Desk, text: str) -> None:
    """And it is no help with the thing itself."""
    assert (understood(desk, text).intent, understood(desk, text).asked_for) == (Intent.GUIDANCE, ("material",))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Do we need the Depot at all?", Intent.OWNERSHIP),
        ("do we need a message bridge?", Intent.OWNERSHIP),
        ("Do you need our passwords?", Intent.GUIDANCE),
        ("do we need help with Depot?", Intent.SCOPE),
        ("Do we need 80 seats?", Intent.ELIGIBILITY),
    ],
)
def test_what_one_needs_is_no_question_of_scope(desk: Desk, text: str, intent: Intent) -> None:
    """Help is, and a count is put to a condition."""
    assert understood(desk, text).intent is intent


def test_what_is_given_does_not_tell_what_one_must_have(contoso_desk: Desk) -> None:
    """A rule on help names no owner of what is needed."""
    assert contoso_desk.ask("Who sets up foreign currencies?", TODAY).kind == "ownership"
    assert contoso_desk.ask("Do we need foreign currencies?", TODAY).kind == "guidance"

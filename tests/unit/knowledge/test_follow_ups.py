"""What a question takes up of the one before it, and what it leaves behind."""

from datetime import date

import pytest

from knowledge import pack
from knowledge.desk import Context, Desk
from knowledge.models import Workload
from knowledge.question import Intent
from tests.building import CONTOSO, held_index
from tests.fakes import WordCountEncoder
from tests.unit.knowledge.reading import reading_desk, understood


def test_a_follow_up_with_nothing_but_a_fact_keeps_the_subject(desk: Desk) -> None:
    """And with 300 seats? asks the question before it again."""
    first = "Is the transfer of booking history into Ledger in scope?"
    question = understood(desk, "And with 300 seats?", first)

    assert question.subject == first
    assert (question.intent, question.workloads, question.facts) == (Intent.SCOPE, ("ledger",), {"seats": 300})


def test_a_follow_up_replaces_the_workload(desk: Desk) -> None:
    """What about Depot? asks the same of another product."""
    question = understood(desk, "What about Depot?", "Is the import of stock lists into Ledger in scope?")

    assert question.workloads == ("depot",)
    assert "stock lists" in question.subject
    assert question.intent is Intent.SCOPE


def test_a_follow_up_may_ask_for_the_owner(desk: Desk) -> None:
    """And who does it? takes up the subject and asks for the doer."""
    question = understood(desk, "And who does that?", "Is the import of opening balances into Ledger in scope?")

    assert question.intent is Intent.OWNERSHIP
    assert "opening balances" in question.subject


def test_a_thing_with_its_own_product_leaves_the_question_before_it(desk: Desk) -> None:
    """Neither its words nor its product."""
    question = understood(desk, "and stock lists of Depot?", "Is the import of opening balances from Abacus in scope?")
    assert question.workloads == ("depot",)
    assert question.subject == "and stock lists of Depot?"


def test_a_thing_of_several_words_takes_the_place_of_what_was_asked_about(desk: Desk) -> None:
    """On the same product."""
    question = understood(desk, "and weekly supplier price lists?", "Is the import of opening balances from Abacus in scope?")
    assert question.workloads == ("abacus",)
    assert "balances" not in question.subject


def test_a_place_beside_the_one_asked_about_keeps_the_question(desk: Desk) -> None:
    """And on Depot boxes too? still asks of what goes on them."""
    question = understood(desk, "and on the Depot machines too?", "Will you guide us in putting the Relay agent on our servers?")
    assert set(question.workloads) == {"relay", "depot"}
    assert "agent" in question.subject


@pytest.mark.parametrize("text", ["and paint, does that come across too?", "and the calls on open orders, who holds those?"])
def test_a_thing_named_ahead_is_what_its_pronoun_stands_for(desk: Desk, text: str) -> None:
    """Those behind a comma are what stands before it, and not what was asked about."""
    question = understood(desk, text, "Is the import of opening balances from Abacus in scope?")
    assert question.workloads == ("abacus",)
    assert "balances" not in question.subject


def test_a_fact_after_a_limit_was_asked_for_wants_a_decision() -> None:
    """Whoever asked how many are needed, and then tells how many there are."""
    asked = understood(reading_desk(), "ok we have 520 seats then", "How many seats do we need for Ledger?")
    assert (asked.intent, asked.said) == (Intent.SCOPE, ("seats",))


def test_a_fact_that_was_told_before_a_question_is_told_for_it(desk: Desk) -> None:
    """As if it stood in the question itself."""
    assert understood(desk, "Is the import of opening balances in scope?", "We run Ledger on the island cloud.").said == ("island",)


def test_a_variant_of_the_programme_stands_beside_the_product_asked_about() -> None:
    """It takes the place of another variant alone."""
    contoso = pack.load(str(CONTOSO))
    variants = tuple(Workload(id=id_, name=id_.title(), kind="segment") for id_ in ("schools", "clinics"))
    manifest = contoso.manifest.model_copy(update={"workloads": (*contoso.manifest.workloads, *variants)})
    question = understood(
        Desk(held_index(manifest, contoso.records, WordCountEncoder())), "it's for clinics", "Schools: is help with Ledger in scope?"
    )
    assert set(question.workloads) == {"ledger", "clinics"}


def test_the_words_of_a_follow_up_are_known_apart_from_those_it_takes_up(desk: Desk) -> None:
    """A question that takes up none has none apart."""
    assert understood(desk, "and who prints them?", "Is the import of opening balances from Abacus in scope?").fresh == "prints"
    assert understood(desk, "Who prints the labels?").fresh == ""


def test_a_choice_told_anew_takes_the_place_of_the_former(desk: Desk) -> None:
    """Its words would find the record on the other."""
    asked = understood(desk, "and the pro plan?", "Is the import of opening balances in scope on the basic plan?")
    assert asked.facts == {"plan": "pro"}
    assert "basic" not in asked.subject
    assert "opening balances" in asked.subject


def test_a_version_told_after_a_question_is_of_what_was_asked_about(desk: Desk) -> None:
    """Whoever has it."""
    asked = understood(desk, "client sits on version 8.2", "Is the import from Abacus in scope?")
    assert asked.workloads == ("abacus",)
    assert asked.versions == frozenset({"8.2"})


@pytest.mark.parametrize("text", ["our sister company is still on 8.2, same deal?", "there it is for 40 people, the same rules?"])
def test_the_same_of_another_case_asks_the_question_again(desk: Desk, text: str) -> None:
    """However the case is told."""
    assert "Abacus" in understood(desk, text, "Is the import from Abacus 9.1 in scope?").subject


def test_a_follow_up_may_tell_something_of_what_was_asked_about(desk: Desk) -> None:
    """By its pronoun, in few words."""
    asked = understood(desk, "they sent blue paint. still ok?", "Is the import from Abacus in scope?")
    assert "Abacus" in asked.subject


@pytest.mark.parametrize("text", ["who creates that one?", "whom should we ask instead?"])
def test_who_does_it_leans_on_what_was_asked_about(desk: Desk, text: str) -> None:
    """And is no small talk about who made the bot."""
    asked = understood(desk, text, "Is the import of opening balances in scope?")
    assert (asked.intent, asked.bland) == (Intent.OWNERSHIP, False)
    assert "opening balances" in asked.subject


def test_who_leads_a_meeting_is_asked_of_a_doer_and_who_comes_of_the_meeting(desk: Desk) -> None:
    """After a question on the meeting itself."""
    asked = [understood(desk, text, "When is the kickoff?").intent for text in ("who leads our people in it?", "who has to attend it?")]
    assert asked == [Intent.OWNERSHIP, Intent.MEETING]


def test_help_asked_for_after_an_owner_wants_a_verdict(desk: Desk) -> None:
    """What only names another thing asks for its owner still."""
    first = "Who does the import of opening balances?"
    asked = [understood(desk, text, first).intent for text in ("but you'd explain them?", "and the booking history?")]
    assert asked == [Intent.SCOPE, Intent.OWNERSHIP]


def test_a_number_that_grows_by_some_day_is_the_new_one(desk: Desk) -> None:
    """Whatever stands behind it."""
    assert understood(desk, "it will be 650 by then actualy", "Do you do the import for 200 seats?").facts == {"seats": 650}


def test_help_with_that_means_what_was_asked_about(desk: Desk) -> None:
    """Where nothing was asked before, it asks what the bot can do."""
    asked = understood(desk, "do you help with that?", "Who does the import of opening balances?")
    assert asked.intent is Intent.SCOPE
    assert "opening balances" in asked.subject
    assert understood(desk, "can you help with that?").intent is Intent.SMALLTALK


def test_another_thing_after_an_owner_asks_for_its_owner(desk: Desk) -> None:
    """Also where its name sounds like something to read."""
    assert understood(desk, "and the training?", "Who does the import of opening balances?").intent is Intent.OWNERSHIP


def test_what_a_follow_up_says_itself_is_looked_up_alone_as_well(contoso_desk: Desk) -> None:
    """What it takes up would bury it."""
    text, history = (
        "so somebody prints the labels of the shelves then",
        ("Do you advise on anchors, opening nights and the sorting of old letters?",),
    )
    scores = [
        {hit.record.id: hit.score for hit in contoso_desk.look_up(text, Context(as_of=date(2024, 10, 1), history=before))[1]}
        for before in ((), history)
    ]
    assert scores[1]["task.labels"] >= scores[0]["task.labels"]


@pytest.mark.parametrize(
    "text", ["at night?", "only for the warehouse", "also during the holidays?", "without the drafts", "for new books?"]
)
def test_what_is_no_sentence_by_itself_leans_on_the_question_before(desk: Desk, text: str) -> None:
    """It says where, when or with what."""
    question = understood(desk, text, "Is the import of opening balances from Abacus in scope?")
    assert (question.leans, question.workloads) == (True, ("abacus",))
    assert "balances" in question.subject


@pytest.mark.parametrize(
    "text", ["In which phase are labels made?", "For the labels, who sets the print run on Fridays?", "with whom do we plan the labels"]
)
def test_a_sentence_that_opens_like_a_fragment_stands_alone(desk: Desk, text: str) -> None:
    """It has a verb or asks."""
    assert not understood(desk, text, "Is the import of opening balances from Abacus in scope?").leans


def test_a_product_named_as_the_place_stands_beside_the_one_asked_about(desk: Desk) -> None:
    """That one is asked of there; a source takes the place of the source before."""
    before = "Is the import of opening balances into Ledger in scope?"
    assert set(understood(desk, "on Depot?", before).workloads) == {"ledger", "depot"}
    assert understood(desk, "for Depot?", before).workloads == ("depot",)


@pytest.mark.parametrize("text", ["they will shrink to 40", "reduced to 40 now", "falling to 40 in May", "they lose 40"])
def test_a_count_that_falls_leans_on_what_was_asked_about(desk: Desk, text: str) -> None:
    """It is told for that."""
    question = understood(desk, text, "Our client has 80 seats, can they join Ramp-up?")
    assert (question.leans, question.facts["seats"]) == (True, 40)

"""What the cards show, and the limits that all of them keep."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.conversation.events import Person, Scope
from bot.conversation.replies import Answered, Helped, Result, Said, Welcomed
from bot.teams.cards.deck import Deck
from bot.teams.cards.parts import content
from knowledge import pack as packs
from knowledge.answers import Abstain, Answer, Choice, Smalltalk
from knowledge.models import Role
from knowledge.wording import Wording
from tests import samples
from tests.building import CONTOSO

HOSTILE = "**bold** [link](https://contoso.example) <at>everyone</at> <script>x</script>"
LONG = "a rather long sentence of a document, again and again, " * 2000
EVERY_ANSWER: list[Answer] = [
    samples.verdict(),
    samples.conditional(samples.SEATS, samples.PLAN, samples.ISLAND),
    samples.verdict(verdict="out_of_scope", coverage="customer", instead="Ask a partner.", gates=(), facts=()),
    samples.ownership(),
    samples.ownership(support_parts=(), supporting=(), citations=()),
    samples.guidance(5),
    samples.clarify(samples.SEATS, choices=tuple(Choice(title=f"Reading {n}", question=f"q{n}") for n in range(9))),
    samples.abstain(*(f"question {n}" for n in range(9))),
    Abstain(reason="empty"),
    Abstain(reason="too_long"),
    Abstain(reason="not_this_programme"),
    samples.greeting(),
    Smalltalk(topic="who_are_you"),
]


@pytest.fixture
def deck() -> Deck:
    """The cards of the made-up programme."""
    return Deck(wording=Wording.load("en"), pack=packs.load(str(CONTOSO)).manifest)


def shown(deck: Deck, answer: Answer, **fields: Any) -> dict[str, Any]:
    """The card of `answer`, as it is sent."""
    made = deck.card_for(Answered(answer=answer, question="the question", **fields))
    assert made is not None
    return content(made)


def parts(node: object) -> Iterator[dict[str, Any]]:
    """Every object within a card."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list):
        for item in node:
            yield from parts(item)


def texts(card: dict[str, Any]) -> str:
    """Everything that a card shows, a line a text."""
    return "\n".join(str(part.get("text", part.get("label", part.get("title", "")))) for part in parts(card))


@pytest.mark.parametrize("answer", EVERY_ANSWER, ids=range(len(EVERY_ANSWER)))
def test_every_card_keeps_the_limits_of_teams(deck: Deck, answer: Answer) -> None:
    """Version 1.5, read aloud, shown as text where cards cannot be, at most six buttons in a row, each short enough for a phone."""
    card = shown(deck, answer)

    assert card["version"] == "1.5"
    assert card["speak"]
    assert card["fallbackText"]
    assert all(len(part["actions"]) <= 6 for part in parts(card) if "actions" in part)
    assert all(len(part["title"]) <= 60 for part in parts(card) if str(part.get("type", "")).startswith("Action.") and "title" in part)


@pytest.mark.parametrize("answer", EVERY_ANSWER, ids=range(len(EVERY_ANSWER)))
def test_every_input_has_an_id_and_a_label(deck: Deck, answer: Answer) -> None:
    """A screen reader says what is asked for."""
    inputs = [part for part in parts(shown(deck, answer)) if str(part.get("type", "")).startswith("Input.")]

    assert all(part["id"] and part["label"] for part in inputs)


@pytest.mark.parametrize("answer", EVERY_ANSWER, ids=range(len(EVERY_ANSWER)))
def test_every_button_that_answers_in_place_has_a_fallback(deck: Deck, answer: Answer) -> None:
    """Clients without Action.Execute submit the same values."""
    for part in parts(shown(deck, answer)):
        if part.get("type") == "Action.Execute":
            assert part["fallback"]["type"] == "Action.Submit"
            assert part["fallback"]["data"] == part["data"]


def test_a_verdict_card_says_all_that_a_verdict_holds(deck: Deck) -> None:
    """Verdict, coverage, subject, clause, conditions, who does it, gates, next threshold, facts, the other source and the source."""
    card = texts(shown(deck, samples.verdict()))

    for text in (
        "In scope", "Entitled: part of the benefit", "Import of opening balances", "The team imports opening balances once.",
        "At least 100 seats", "The Ramp-up team", "The contract is signed", "500 seats: a second import", "seats: 220",
        "Old handbook, edition 2019 (no longer in force)", "[1] ", "Ramp-up handbook", "Contoso, edition 2024-05, 2024-05-01",
    ):  # fmt: skip
        assert text in card


@pytest.mark.parametrize(("verdict", "style"), [("in_scope", "good"), ("out_of_scope", "attention"), ("conditional", "warning")])
def test_a_verdict_is_told_by_colour_and_by_word(deck: Deck, verdict: str, style: str) -> None:
    """The colour alone would be lost on many."""
    head = shown(deck, samples.verdict(verdict=verdict))["body"][0]

    assert head["style"] == style
    assert head["items"][0]["text"]


def test_a_clause_that_says_no_more_than_its_subject_is_shown_once(deck: Deck) -> None:
    """A task taken for a rule has one text."""
    card = shown(deck, samples.verdict(subject="Label the shelves.", clause="Label the shelves", citations=()))

    assert texts(card).count("Label the shelves") == 1


def test_an_ownership_card_has_two_columns(deck: Deck) -> None:
    """Who does it stands left, who supports right."""
    columns = next(part for part in parts(shown(deck, samples.ownership())) if part.get("type") == "ColumnSet")["columns"]

    assert "Labels every shelf" in texts(columns[0])
    assert "Sends the label template" in texts(columns[1])


def test_a_task_that_nobody_supports_says_so(deck: Deck) -> None:
    """The second column is not left blank."""
    assert "Nobody else is named." in texts(shown(deck, samples.ownership(support_parts=(), supporting=())))


def test_a_guide_links_to_its_address(deck: Deck) -> None:
    """The title can be opened."""
    runs = [part for part in parts(shown(deck, samples.guidance(1))) if part.get("text") == "Guide 0"]

    assert runs[0]["selectAction"] == {"type": "Action.OpenUrl", "url": "https://contoso.example/0"}


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "file:///etc/passwd", "//contoso.example", "http://[", "data:text/html,x"]
)
def test_only_web_addresses_become_links(deck: Deck, url: str | None) -> None:
    """Any other address leaves the title as text."""
    card = shown(deck, samples.verdict(citations=(samples.cited(url=url),)))

    assert "Action.OpenUrl" not in json.dumps(card)


def test_a_document_cited_twice_is_named_once_with_both_numbers(deck: Deck) -> None:
    """The numbers are those of the citation entity."""
    card = texts(shown(deck, samples.verdict(citations=(samples.cited("a"), samples.cited("b", heading="Depot")))))

    assert "[1] [2] " in card
    assert card.count("Ramp-up handbook") == 1


def test_words_that_the_card_shows_are_not_quoted_again(deck: Deck) -> None:
    """A quote that is the clause itself gives its place alone."""
    clause = "The team imports opening balances once."
    card = texts(shown(deck, samples.verdict(clause=clause, citations=(samples.cited(quote=clause),))))

    assert card.count(clause) == 1
    assert "Ledger › Import" in card


def test_text_of_documents_and_people_is_shown_as_it_is(deck: Deck) -> None:
    """Markdown and mentions in it stand in text runs, which clients do not interpret, and never in text blocks."""
    answer = samples.verdict(
        subject=HOSTILE, clause=HOSTILE, conditions=(HOSTILE,), gates=(HOSTILE,), next_threshold=HOSTILE, instead=HOSTILE,
        provider_name=HOSTILE, citations=(samples.cited(title=HOSTILE, quote=HOSTILE, heading=HOSTILE),),
    )  # fmt: skip
    made = deck.card_for(Answered(answer=answer, question=HOSTILE, restate=True))
    assert made is not None

    card = content(made)

    assert [part for part in parts(card) if part.get("type") == "TextBlock" and "**" in part["text"]] == []
    assert "msteams" not in card


@pytest.mark.parametrize(
    "answer",
    [
        samples.verdict(subject=LONG, clause=LONG, conditions=(LONG,) * 5, gates=(LONG,) * 5, instead=LONG, next_threshold=LONG),
        samples.ownership(task=LONG),
        samples.verdict(citations=tuple(samples.cited(f"r{n}", quote=LONG, title=LONG, heading=LONG, edition=str(n)) for n in range(20))),
        samples.abstain(LONG),
    ],
    ids=["clauses", "task", "citations", "nearest"],
)
def test_long_texts_are_cut_so_that_a_card_can_be_sent(deck: Deck, answer: Answer) -> None:
    """A card stays within the 28 KB that Teams takes."""
    assert len(json.dumps(shown(deck, answer))) < 28 * 1024


def test_a_question_that_is_too_long_gets_its_card(deck: Deck) -> None:
    """Nothing of it is carried along."""
    made = deck.card_for(Answered(answer=Abstain(reason="too_long"), question=LONG))
    assert made is not None

    assert len(json.dumps(content(made))) < 4096


def test_a_reading_too_long_for_its_button_stands_in_full_above_it(deck: Deck) -> None:
    """A client clips a long button without a sign, and then nobody knows what is chosen."""
    long = "have the opening balances imported from a spreadsheet of the years before"
    card = shown(deck, samples.clarify(choices=(Choice(title="Import", question="q1"), Choice(title=long, question="q2"))))

    assert [len(action["title"]) <= 44 for action in card["actions"]] == [True, True]
    assert f"• H{long[1:]}" in texts(card)
    assert "• Import" not in texts(card)


def test_choices_that_look_the_same_are_offered_once(deck: Deck) -> None:
    """Whatever their case."""
    card = shown(deck, samples.abstain("Migration workshop", "migration workshop"))

    assert [action["title"] for action in card["actions"]] == ["Migration workshop"]


def test_a_task_found_is_not_said_twice(deck: Deck) -> None:
    """Its title is all that it says."""
    answer = samples.guidance(1)
    found = answer.found[0].model_copy(update={"title": "Count the stock", "text": "Count the stock.", "detail": "the customer"})
    said = texts(shown(deck, answer.model_copy(update={"found": (found,)})))

    assert said.count("Count the stock") == 1
    assert "The customer" in said


@pytest.mark.parametrize(
    ("reason", "head"),
    [("empty", "I did not get that"), ("other_language", "I did not get that"), ("no_record", "No answer in my records")],
)
def test_what_could_not_be_read_is_told_from_what_is_not_known(deck: Deck, reason: Any, head: str) -> None:
    """A slip of the keyboard says nothing of the records."""
    assert head in texts(shown(deck, Abstain(reason=reason))).splitlines()


def test_an_owner_that_hangs_on_facts_can_be_settled_on_its_card(deck: Deck) -> None:
    """What the same record says of scope stands beneath, with inputs for what is missing."""
    card = shown(deck, samples.ownership(scope=samples.conditional(samples.SEATS)))

    assert "At least 100 seats" in texts(card)
    assert [part["id"] for part in parts(card) if part.get("type") == "Input.Number"] == ["fact.seats"]


def test_what_a_form_got_wrong_stands_under_its_head(deck: Deck) -> None:
    """In the colour of an error."""
    notice = Said(key="card.misread_integer", values=(("label", "seats"),))

    card = shown(deck, samples.clarify(samples.SEATS), notices=(notice,))

    assert card["body"][1]["text"] == "I could not read seats: give a whole number."
    assert card["body"][1]["color"] == "Attention"


def test_a_form_s_button_carries_the_question_and_what_was_asked_before(deck: Deck) -> None:
    """So that it needs no memory."""
    card = shown(deck, samples.clarify(samples.SEATS), history=("earlier",))
    button = next(part for part in parts(card) if part.get("type") == "Action.Execute")

    assert button["data"] == {"do": "facts", "question": "the question", "history": ["earlier"]}


def test_a_button_that_is_no_form_does_not_gather_inputs(deck: Deck) -> None:
    """Inputs that stand on the same card are none of its business."""
    card = shown(deck, samples.abstain("Who labels the shelves?"))

    assert card["actions"][0]["associatedInputs"] == "none"


@pytest.mark.parametrize("topic", ["thanks", "goodbye"])
def test_thanks_and_goodbye_need_no_card(deck: Deck, topic: Any) -> None:
    """A line of text is enough."""
    assert deck.card_for(Answered(answer=Smalltalk(topic=topic), question="thanks")) is None


def test_help_offers_the_other_roles(deck: Deck) -> None:
    """The role that a person is taken to have is named, and the other two are buttons."""
    made = deck.card_for(Helped(starters=("Who labels the shelves?",), role=Role.PARTNER))
    assert made is not None

    card = content(made)

    assert "a partner" in texts(card)
    buttons = [part["title"] for part in parts(card) if part.get("type") == "Action.Submit"]
    assert buttons == ["I'm a customer", "I'm a specialist", "Who labels the shelves?"]


@pytest.mark.parametrize("scope", list(Scope))
def test_a_welcome_says_what_the_bot_is_for_and_what_it_cannot_do(deck: Deck, scope: Scope) -> None:
    """In each kind of conversation, with the programme's name and the contact for the rest."""
    made = deck.card_for(Welcomed(scope=scope, installer=Person(id="a", tenant="t"), starters=("Who labels the shelves?",)))
    assert made is not None

    card = texts(content(made))

    assert "Ramp-up" in card
    assert "your Ramp-up guide" in card
    assert "Who labels the shelves?" in card


@pytest.mark.parametrize("answer", [samples.conditional(samples.SEATS), samples.ownership(), samples.guidance(1)], ids=lambda one: one.kind)
def test_a_card_that_is_inserted_has_no_buttons_but_links(deck: Deck, answer: Any) -> None:
    """The bot may not be in the conversation that it is posted to."""
    made = deck.card_for(Result(title="t", text="t", answer=answer))
    assert made is not None

    kinds = {str(part.get("type")) for part in parts(content(made))}

    assert not kinds & {"Action.Execute", "Action.Submit"}
    assert not any(kind.startswith("Input.") for kind in kinds)

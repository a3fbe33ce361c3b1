"""What a question gets that names a product as a whole and says no more of it."""

from datetime import date

import pytest

from knowledge.answers import Abstain, Answer, Clarify
from knowledge.desk import Context, Desk
from knowledge.models import Citation, Coverage, ScopeRule, Workload
from knowledge.pack import Pack
from tests.unit.knowledge.decision.asking import AUTUMN_2024, DeskWith, docids, verdict


def overview(product: str, **more: object) -> ScopeRule:
    """The rule of a product as a whole."""
    return ScopeRule.model_validate(
        {
            "id": f"overview.{product}", "subject": product.title(), "clause": f"Starting with {product.title()} is guided.",
            "coverage": Coverage.ENTITLED, "overview": True, "workloads": (product,),
            "citation": Citation(source="description-2024", heading=(product.title(),)), **more,
        }
    )  # fmt: skip


@pytest.fixture
def desk(desk_with: DeskWith, contoso: Pack) -> Desk:
    """A desk that knows Ledger and Depot as wholes, and a product near them of which no record speaks."""
    others = tuple(workload for workload in contoso.manifest.workloads if workload.id not in ("ledger", "depot"))
    ledger = Workload(id="ledger", name="Ledger", words=("contoso books", "stock suite"), parts=("journals",))
    depot = Workload(id="depot", name="Depot", words=("stock suite",))
    return desk_with(overview("ledger"), overview("depot"), workloads=(ledger, depot, *others), undescribed=("ledger mobile", "pocket"))


def asked(desk: Desk, question: str, **facts: int) -> Answer:
    """The answer in autumn, on what is known."""
    return desk.ask(question, Context(as_of=AUTUMN_2024, facts=facts))


@pytest.mark.parametrize(
    "question", ["Is Ledger in scope?", "Can you help us roll out Contoso Books?", "do you do ledger", "Is Ledger covered for 80 seats?"]
)
def test_a_product_that_is_only_named_gets_the_rule_of_the_whole(desk: Desk, question: str) -> None:
    """By any of its names, whatever else asks for help with all of it."""
    answer = asked(desk, question)
    assert docids(answer) == ["overview.ledger"]
    assert verdict(answer).verdict == "in_scope"


def test_too_few_seats_turn_it(desk: Desk) -> None:
    """The programme's own conditions stand beneath it."""
    assert verdict(asked(desk, "Is Ledger covered for 20 seats?")).verdict == "out_of_scope"


def test_where_eligibility_is_asked_the_open_condition_decides(desk: Desk) -> None:
    """The number of seats is asked for."""
    assert verdict(asked(desk, "Are we eligible for Ledger?")).verdict == "conditional"


def test_hands_on_help_with_it_is_not_given(desk: Desk) -> None:
    """The programme's rule on that kind of help speaks first."""
    assert docids(asked(desk, "Will you set up Ledger for us?")) == ["programme.hands-on", "overview.ledger"]


@pytest.mark.parametrize("question", ["Is the import of opening balances into Ledger in scope?", "Are journals in scope?"])
def test_what_asks_for_a_part_does_not_get_it(desk: Desk, question: str) -> None:
    """Nor does a name of a part stand for the whole."""
    assert "overview.ledger" not in docids(asked(desk, question))


@pytest.mark.parametrize("question", ["Can you help with Ledger and Depot?", "Is the Stock Suite covered?"])
def test_of_several_products_one_is_asked_for(desk: Desk, question: str) -> None:
    """Named each, or by the name that they share; each choice gets its rule when it is pressed."""
    answer = asked(desk, question)
    assert isinstance(answer, Clarify)
    assert [docids(asked(desk, choice.question)) for choice in answer.choices] == [["overview.ledger"], ["overview.depot"]]


@pytest.mark.parametrize("question", ["Is Pocket in scope?", "Is Ledger Mobile covered?"])
def test_a_product_that_no_source_describes_gets_no_verdict(desk: Desk, question: str) -> None:
    """Even where its name holds the name of one that is described."""
    assert isinstance(asked(desk, question), Abstain)


def test_the_edition_that_holds_on_the_day_speaks(desk_with: DeskWith) -> None:
    """Of two, the newer one from its day on; before, the older."""
    older = overview("ledger", id="overview.ledger-2022", citation=Citation(source="description-2022"))
    desk = desk_with(overview("ledger"), older)
    on = {day: desk.ask("Is Ledger in scope?", Context(as_of=day)) for day in (date(2023, 1, 1), AUTUMN_2024)}
    assert [docids(answer) for answer in on.values()] == [["overview.ledger-2022"], ["overview.ledger"]]

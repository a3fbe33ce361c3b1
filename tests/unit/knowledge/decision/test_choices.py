"""What a question leaves open is asked back, on one card."""

import pytest

from knowledge.answers import Clarify
from knowledge.desk import Context, Desk
from knowledge.models import Citation, ScopeRule, Workload
from knowledge.pack import Pack
from tests.unit.knowledge.decision.asking import AUTUMN_2024, DeskWith, docids, verdict

CONTEXT = Context(as_of=AUTUMN_2024)
QUILL = Workload(id="quill", name="Quill", kind="source_platform")


def price_lists(platform: str, **more: object) -> ScopeRule:
    """A rule on what becomes of price lists that come from `platform`."""
    return ScopeRule.model_validate(
        {
            "id": f"lists.{platform}",
            "subject": "Price lists",
            "clause": "Price lists.",
            "workloads": [platform],
            "citation": Citation(source="description-2024"),
            **more,
        }
    )


@pytest.fixture
def desk_of(desk_with: DeskWith, contoso: Pack) -> DeskWith:
    """A desk that knows further records, and of a second source platform."""
    return lambda *records: desk_with(*records, workloads=(*contoso.manifest.workloads, QUILL))


@pytest.fixture
def desk(desk_of: DeskWith) -> Desk:
    """A desk that brings price lists along from one platform and not from another."""
    return desk_of(price_lists("quill", coverage="entitled"), price_lists("abacus", coverage="excluded"))


def test_what_each_source_platform_treats_otherwise_asks_which_is_meant(desk: Desk) -> None:
    """One of the two would be a wrong answer for those who come from the other."""
    answer = desk.ask("Do you bring along price lists?", CONTEXT)

    assert isinstance(answer, Clarify)
    assert sorted(choice.title for choice in answer.choices) == ["Price lists (Abacus)", "Price lists (Quill)"]
    assert {choice.title: docids(desk.ask(choice.question, CONTEXT)) for choice in answer.choices} == {
        "Price lists (Abacus)": ["lists.abacus"],
        "Price lists (Quill)": ["lists.quill"],
    }


@pytest.mark.parametrize(("platform", "outcome"), [("Quill", "in_scope"), ("Abacus", "out_of_scope")])
def test_a_source_platform_that_is_named_is_not_asked_for(desk: Desk, platform: str, outcome: str) -> None:
    """Its own rule decides."""
    assert verdict(desk.ask(f"Do you bring along price lists from {platform}?", CONTEXT)).verdict == outcome


def test_what_all_source_platforms_treat_alike_is_decided(desk_of: DeskWith) -> None:
    """Whichever is meant."""
    desk = desk_of(price_lists("quill", coverage="excluded"), price_lists("abacus", coverage="excluded"))
    assert verdict(desk.ask("Do you bring along price lists?", CONTEXT)).verdict == "out_of_scope"

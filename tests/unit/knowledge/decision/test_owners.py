"""Who does a task."""

import pytest

from knowledge.desk import Context
from knowledge.models import Citation, Coverage, Raci, ScopeRule, Task
from tests.unit.knowledge.decision.asking import AUTUMN_2024, Ask, DeskWith, docids, ownership, verdict


def test_the_owner_of_a_task_is_named_with_those_who_support(ask: Ask) -> None:
    """Each with its part in the table's words, and the phase."""
    answer = ownership(ask("Who labels the shelves of the warehouse?"))

    assert (answer.owners, answer.supporting, answer.phase) == (("customer",), ("rampup",), "Prepare")
    assert [(part.party_name, part.text) for part in answer.parts] == [("the customer", "Label the shelves of the warehouse.")]
    assert [part.party_name for part in answer.support_parts] == ["the Ramp-up team"]
    assert docids(answer) == ["task.labels", "task.labels-support"]


def test_parties_with_the_same_part_share_a_task(ask: Ask) -> None:
    """All are named as owners."""
    answer = ownership(ask("Who signs off the acceptance test of the message bridge?"))

    assert set(answer.owners) == {"rampup", "customer"}
    assert {part.party for part in answer.parts} == {"rampup", "customer"}


def test_a_task_that_two_do_together_is_owned_by_both(desk_with: DeskWith) -> None:
    """By one record, whose words are said once; the programme's part makes it in scope."""
    citation = Citation(source="description-2024", heading=("Dock",))
    together = Task(
        id="dock", phase="connect", party="customer", jointly=("rampup",), text="Gild the anchors of the dock.", citation=citation
    )
    answer = ownership(desk_with(together).ask("Who gilds the anchors of the dock?", Context(as_of=AUTUMN_2024)))

    assert (answer.owners, docids(answer)) == (("customer", "rampup"), ["dock"])
    assert answer.scope is not None
    assert answer.scope.verdict == "in_scope"


def test_who_only_takes_part_does_not_own_what_another_does(desk_with: DeskWith) -> None:
    """Unless it is asked who takes part."""
    dock = Citation(source="description-2024", heading=("Dock",))
    there = Task(id="there", phase="connect", party="customer", text="Contribute to the anchor list of the dock.", citation=dock)
    done = Task(id="done", phase="connect", party="rampup", text="Provide the anchor list of the dock.", citation=dock)
    desk = desk_with(there, done)

    assert ownership(desk.ask("Who hands over the anchor list of the dock?", Context(as_of=AUTUMN_2024))).owners == ("rampup",)
    assert ownership(desk.ask("Who contributes to the anchor list of the dock?", Context(as_of=AUTUMN_2024))).owners == ("customer",)


def test_a_task_is_found_by_a_short_name_of_the_glossary(ask: Ask) -> None:
    """CoA is the chart of accounts."""
    assert ownership(ask("Who checks the CoA for duplicate numbers?")).owners == ("rampup",)


@pytest.mark.parametrize(
    ("question", "owner"),
    [
        ("Who mounts the antennas for Relay?", "fabrikam"),
        ("Who designs custom stock reports for Depot?", "fabrikam"),
        ("Who guides the import of opening balances into Ledger?", "rampup"),
        ("Who files the tax returns?", "customer"),
    ],
)
def test_where_no_task_speaks_a_rule_names_the_owner(ask: Ask, question: str, owner: str) -> None:
    """The programme where it gives the help, else the party that the rule names, else the default owner."""
    assert ownership(ask(question)).owners == (owner,)


def test_an_owner_may_depend_on_facts(ask: Ask) -> None:
    """Below the threshold the customer transfers the history itself."""
    below = ownership(ask("Who transfers the booking history into Ledger?", seats=120))
    assert below.owners == ("customer",)
    assert below.scope is not None
    assert [part.text for part in below.parts] == [below.scope.instead]
    assert ownership(ask("Who transfers the booking history into Ledger?", seats=300)).owners == ("rampup",)


def matrix(*parts: tuple[str, Raci]) -> tuple[Task, ...]:
    """A row of a responsibility matrix: each party's part in one task."""
    citation = Citation(source="description-2024", heading=("Matrix",))
    return tuple(
        Task(id=f"dock.{party}", phase="connect", party=party, raci=raci, text="Wire the sensors of the loading dock.", citation=citation)
        for party, raci in parts
    )


@pytest.mark.parametrize("order", [1, -1])
def test_who_is_responsible_owns_a_task(desk_with: DeskWith, order: int) -> None:
    """Not who is accountable for it or asked about it; who is merely told has no part in it."""
    row = matrix(("customer", Raci.ACCOUNTABLE), ("rampup", Raci.CONSULTED), ("fabrikam", Raci.RESPONSIBLE))[::order]
    answer = ownership(desk_with(*row).ask("Who wires the sensors of the loading dock?", Context(as_of=AUTUMN_2024)))

    assert (answer.owners, set(answer.supporting)) == (("fabrikam",), {"customer", "rampup"})


def test_who_is_only_informed_is_left_out(desk_with: DeskWith) -> None:
    """Being told of a task is no part in it."""
    row = matrix(("customer", Raci.INFORMED), ("fabrikam", Raci.RESPONSIBLE))
    answer = ownership(desk_with(*row).ask("Who wires the sensors of the loading dock?", Context(as_of=AUTUMN_2024)))

    assert (answer.owners, answer.supporting) == (("fabrikam",), ())


def test_where_nobody_is_named_the_owner_is_not_made_up(desk_with: DeskWith) -> None:
    """A pack without a default owner gets the verdict in place of an owner."""
    answer = verdict(desk_with(default_owner=None).ask("Who files the tax returns?", Context(as_of=AUTUMN_2024)))

    assert (answer.verdict, answer.provider) == ("out_of_scope", None)


def test_where_nobodys_part_is_known_what_speaks_of_it_is_shown(ask: Ask) -> None:
    """A guide asked for with who is a guide."""
    answer = ask("Who should read the checklist for scanners?")

    assert (answer.kind, docids(answer)) == ("guidance", ["library.scanner-checklist"])


def test_what_a_party_does_for_its_own_people_is_its_task(desk_with: DeskWith) -> None:
    """Help is advice only where the programme or a partner gives it."""
    citation = Citation(source="description-2024")
    own = Task(id="own", phase="connect", party="customer", text="Help the drivers to mend their handheld scanners.", citation=citation)
    advice = Task(
        id="advice", phase="connect", party="rampup", within="Guide:", text="Mending the handheld scanners of drivers.", citation=citation
    )

    assert ownership(desk_with(own, advice).ask("Who mends the handheld scanners?", Context(as_of=AUTUMN_2024))).owners == ("customer",)


def test_a_task_is_told_behind_what_it_stands_under(desk_with: DeskWith) -> None:
    """With a colon between, whichever mark the source sets there."""
    task = Task(
        id="task", phase="connect", party="customer", within="Prepare the loading dock, including:", text="Wire its sensors.",
        citation=Citation(source="description-2024"),
    )  # fmt: skip

    answer = ownership(desk_with(task).ask("Who wires the sensors of the loading dock?", Context(as_of=AUTUMN_2024)))
    assert answer.parts[0].text == "Prepare the loading dock, including: Wire its sensors."


def test_a_rule_that_names_the_same_owner_as_a_task_bears_it_out(desk_with: DeskWith) -> None:
    """Where it speaks more of what is asked, and neither is very sure."""
    rule = ScopeRule(
        id="rule", subject="a partner opening shops", clause="Fabrikam opens new shops that it claimed and fulfils all duties there.",
        coverage=Coverage.ENTITLED, provider="fabrikam", citation=Citation(source="description-2024"),
    )  # fmt: skip
    answer = ownership(desk_with(rule).ask("We claimed a new shop, so who opens it and has the duties?", Context(as_of=AUTUMN_2024)))
    assert answer.owners == ("fabrikam",)

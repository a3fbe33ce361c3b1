"""Whether something is in scope: conditions, gates, modes of help."""

from datetime import date

import pytest

from knowledge.conditions import FactValue
from knowledge.desk import Context
from knowledge.models import Citation, Coverage, Milestone, Task
from tests.unit.knowledge.decision.asking import AUTUMN_2024, Ask, DeskWith, docids, verdict


def test_what_the_licences_bring_is_in_scope(ask: Ask) -> None:
    """The verdict rests on the rule, with its clause in its own words."""
    answer = verdict(ask("Is the import of opening balances into Ledger in scope?"))

    assert (answer.verdict, answer.coverage, answer.provider) == ("in_scope", Coverage.ENTITLED, "rampup")
    assert docids(answer) == ["ledger.opening-balances"]
    assert answer.clause == answer.citations[0].quote == "The Ramp-up team guides the import of opening balances into Ledger."


def test_a_citation_says_where_the_words_stand(ask: Ask) -> None:
    """Document, heading, edition and date, for people and for machines."""
    [cited] = ask("Is the import of opening balances into Ledger in scope?").citations

    assert (cited.source, cited.heading, cited.edition) == ("description-2024.md", "Ledger › Import", "2024-01")
    assert (cited.title, cited.publisher, cited.published) == ("Ramp-up service description", "Contoso", date(2024, 1, 1))
    assert not cited.superseded


def test_what_the_customer_does_is_out_of_scope(ask: Ask) -> None:
    """The default owner does it where the rule names nobody."""
    answer = verdict(ask("Is the filing of tax returns in scope?"))

    assert (answer.verdict, answer.coverage, answer.provider) == ("out_of_scope", Coverage.CUSTOMER, "customer")


def test_what_is_excluded_names_who_does_it_then(ask: Ask) -> None:
    """The party that the rule names goes before the default owner."""
    answer = verdict(ask("Is the mounting of antennas for Relay in scope?"))

    assert (answer.verdict, answer.coverage, answer.provider_name) == ("out_of_scope", Coverage.EXCLUDED, "Fabrikam")


def test_what_a_partner_charges_for_is_out_of_scope(ask: Ask) -> None:
    """A value-added service is no part of the programme, and the partner does it."""
    answer = verdict(ask("Are custom stock reports for Depot in scope?"))

    assert (answer.verdict, answer.coverage, answer.provider) == ("out_of_scope", Coverage.VALUE_ADDED, "fabrikam")


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [({}, "conditional"), ({"seats": 250}, "in_scope"), ({"seats": 300}, "in_scope"), ({"seats": 249}, "out_of_scope")],
)
def test_a_condition_decides_by_the_facts(ask: Ask, facts: dict[str, FactValue], outcome: str) -> None:
    """Met, unmet, or open while the fact is not known."""
    assert verdict(ask("Is the transfer of booking history into Ledger in scope?", **facts)).verdict == outcome


def test_facts_said_in_the_question_count(ask: Ask) -> None:
    """They decide as facts known beforehand do, and are shown."""
    answer = verdict(ask("Is the transfer of booking history into Ledger in scope for 300 seats?"))

    assert answer.verdict == "in_scope"
    assert [(used.fact, used.value) for used in answer.facts] == [("seats", "300")]


def test_a_conditional_verdict_asks_for_what_would_settle_it(ask: Ask) -> None:
    """It names the condition and puts the pack's own question."""
    answer = verdict(ask("Is the transfer of booking history into Ledger in scope?"))

    assert [(need.fact, need.question) for need in answer.needs] == [("seats", "How many seats were bought?")]
    assert answer.conditions == ("250 or more seats for the transfer of booking history",)


def test_an_unmet_condition_gives_what_the_rule_says_instead(ask: Ask) -> None:
    """The other coverage, what to do, and the number from which it would be different."""
    answer = verdict(ask("Is the transfer of booking history into Ledger in scope?", seats=120))

    assert answer.coverage is Coverage.CUSTOMER
    assert answer.instead == "Smaller customers export and load the bookings themselves."
    assert answer.next_threshold.startswith("250 seats")


def test_an_exception_admits_what_the_condition_refuses(ask: Ask) -> None:
    """Where its facts are known; they are shown beside the others."""
    question = "Is the transfer of booking history into Ledger in scope?"
    admitted = verdict(ask(question, seats=120, plan="pro"))

    assert admitted.verdict == "in_scope"
    assert {used.fact for used in admitted.facts} == {"seats", "plan"}
    assert verdict(ask(question, seats=120, plan="basic")).verdict == "out_of_scope"
    assert verdict(ask(question, seats=90, plan="pro")).verdict == "out_of_scope"


def test_an_exception_is_never_asked_for(ask: Ask) -> None:
    """Only the condition's own facts are."""
    assert [need.fact for need in verdict(ask("Is the transfer of booking history into Ledger in scope?")).needs] == ["seats"]


def test_a_limit_that_no_fact_settles_makes_a_verdict_conditional(ask: Ask) -> None:
    """It is named as a condition, and nothing is asked for."""
    answer = verdict(ask("Is setting up foreign currencies in Ledger in scope?"))

    assert (answer.verdict, answer.conditions, answer.needs) == ("conditional", ("each currency is traded daily",), ())


def test_a_limit_that_the_question_says_is_met_leaves_nothing_open(ask: Ask) -> None:
    """In its own words."""
    answer = verdict(ask("Is setting up foreign currencies in Ledger in scope where each currency is traded daily?"))

    assert (answer.verdict, answer.conditions) == ("in_scope", ())


@pytest.mark.parametrize("told", ["where not each currency is traded daily", "where it isn't so that each currency is traded daily"])
def test_a_limit_whose_words_stand_beside_a_denial_stays_open(ask: Ask, told: str) -> None:
    """A wrong yes costs more than a condition."""
    assert verdict(ask(f"Is setting up foreign currencies in Ledger in scope {told}?")).verdict == "conditional"


def test_a_visit_is_answered_by_the_rule_on_visits_whatever_it_is_for(ask: Ask) -> None:
    """Nothing of the product itself need be known."""
    answer = verdict(ask("Can someone fly in for the polishing of Relay?"))

    assert (answer.verdict, docids(answer)[0]) == ("out_of_scope", "programme.on-site")


@pytest.mark.parametrize(
    ("facts", "outcome", "coverage"),
    [
        ({}, "conditional", Coverage.FUNDED),
        ({"award_days": 180}, "in_scope", Coverage.FUNDED),
        ({"award_days": 181}, "out_of_scope", Coverage.EXCLUDED),
    ],
)
def test_funded_work_expires(ask: Ask, facts: dict[str, FactValue], outcome: str, coverage: Coverage) -> None:
    """A partner does it, paid by a credit, until the credit lapses."""
    answer = verdict(ask("Is a warehouse pilot of Depot paid by credit in scope?", **facts))

    assert (answer.verdict, answer.coverage, answer.provider) == (outcome, coverage, "fabrikam")


def test_a_gate_is_stated_beneath_and_does_not_turn_a_verdict_by_being_unknown(ask: Ask) -> None:
    """Without a seat count the answer is yes, given that."""
    answer = verdict(ask("Is the import of opening balances into Ledger in scope?"))

    assert (answer.verdict, answer.gates, answer.needs) == ("in_scope", ("50 or more seats",), ())


def test_a_gate_that_is_known_to_fail_turns_a_verdict(ask: Ask) -> None:
    """Its own rule is cited beside, with what to do instead and the next threshold."""
    answer = verdict(ask("Is the import of opening balances into Ledger in scope?", seats=20))

    assert (answer.verdict, answer.coverage, answer.conditions) == ("out_of_scope", Coverage.EXCLUDED, ("50 or more seats",))
    assert answer.instead == "Below 50 seats, follow the self-study course."
    assert docids(answer) == ["ledger.opening-balances", "programme.seats"]
    assert answer.next_threshold.startswith("50 seats")


def test_a_gate_of_a_service_applies_to_the_rules_that_name_it(ask: Ask) -> None:
    """And to no other."""
    bridge = verdict(ask("Is connecting a message bridge to Relay in scope?", island=True, seats=80))
    balances = verdict(ask("Is the import of opening balances into Ledger in scope?", island=True, seats=80))

    assert (bridge.verdict, bridge.instead) == ("out_of_scope", "On the island cloud, ask Fabrikam.")
    assert docids(bridge) == ["relay.bridge", "relay.island"]
    assert balances.verdict == "in_scope"


def test_all_gates_that_fail_are_named(ask: Ask) -> None:
    """Not just the first."""
    answer = verdict(ask("Is connecting a message bridge to Relay in scope?", island=True, seats=20))

    assert set(answer.conditions) == {"50 or more seats", "a tenant on the mainland cloud"}


def test_what_fails_a_gate_is_asked_nothing_more(ask: Ask) -> None:
    """No further fact could open it."""
    answer = verdict(ask("Is a warehouse pilot of Depot paid by credit in scope?", seats=20))

    assert (answer.verdict, answer.needs) == ("out_of_scope", ())


def test_a_gate_counts_while_the_rule_that_proves_it_holds(ask: Ask) -> None:
    """Before its document held, it asked nothing of anyone."""
    question = "Is the transfer of booking history into Ledger in scope?"

    assert verdict(ask(question, as_of=date(2023, 6, 1))).gates == ()
    assert verdict(ask(question, as_of=date(2024, 6, 1))).gates == ("50 or more seats",)


def test_a_gate_that_is_known_to_be_met_is_not_stated(ask: Ask) -> None:
    """Nothing more is needed there."""
    assert verdict(ask("Is the transfer of booking history into Ledger in scope?", as_of=date(2024, 6, 1), seats=1000)).gates == ()


def test_a_gate_does_not_matter_to_what_is_out_of_scope_anyway(ask: Ask) -> None:
    """No condition is stated that would open nothing."""
    assert verdict(ask("Is the mounting of antennas for Relay in scope?")).gates == ()


@pytest.mark.parametrize(
    ("question", "facts", "outcome"),
    [
        ("Are we eligible for Ramp-up?", {}, "conditional"),
        ("Are we eligible for Ramp-up with 60 seats?", {}, "in_scope"),
        ("We have 60 seats of the pro plan.", {}, "in_scope"),
        ("Do we qualify?", {"seats": 20}, "out_of_scope"),
    ],
)
def test_eligibility_is_decided_by_the_programmes_own_gate(ask: Ask, question: str, facts: dict[str, FactValue], outcome: str) -> None:
    """By the rule that proves it."""
    answer = verdict(ask(question, **facts))

    assert (answer.verdict, docids(answer)[0]) == (outcome, "programme.seats")


def test_a_meeting_is_part_of_an_engagement(desk_with: DeskWith) -> None:
    """Where it is asked for as help; whether it may be left out is another matter."""
    talk = Milestone(
        id="talk", name="Anchor talk", purpose="Plan the anchors of the dock with the Ramp-up team.", organiser="rampup",
        citation=Citation(source="description-2024"),
    )  # fmt: skip
    desk, context = desk_with(talk), Context(as_of=AUTUMN_2024)
    answer = verdict(desk.ask("Are we entitled to a talk on planning the anchors of the dock?", context))
    assert (answer.verdict, answer.provider, docids(answer)) == ("in_scope", "rampup", ["talk"])
    assert desk.ask("Can we skip the talk on planning the anchors of the dock?", context).kind == "guidance"


def test_a_meeting_that_another_holds_is_no_help_of_the_programme(desk_with: DeskWith) -> None:
    """It is shown as guidance."""
    talk = Milestone(
        id="talk", name="Anchor talk", purpose="Plan the anchors of the dock.", organiser="customer",
        citation=Citation(source="description-2024"),
    )  # fmt: skip
    answer = desk_with(talk).ask("Are we entitled to a talk on planning the anchors of the dock?", Context(as_of=AUTUMN_2024))
    assert answer.kind == "guidance"


@pytest.mark.parametrize(
    "question",
    [
        "Do we have to come to the checkpoint?",
        "Is the checkpoint meeting mandatory?",
        "Must we attend every checkpoint?",
        "Can our carrier join the checkpoint?",
        "Do you need our carrier in the checkpoint?",
        "Can the checkpoint be recorded?",
        "can we skip the checkpoint?",
    ],
)
def test_how_a_meeting_is_held_is_told_and_not_decided(desk_with: DeskWith, question: str) -> None:
    """Whether one must come is no question of scope, and a task named like the meeting would answer it the wrong way round."""
    task = Task(
        id="attend", text="Attend and join every checkpoint meeting.", party="customer", phase="connect",
        citation=Citation(source="description-2024"),
    )  # fmt: skip
    assert desk_with(task).ask(question, Context(as_of=AUTUMN_2024)).kind == "guidance"

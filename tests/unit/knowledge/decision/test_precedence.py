"""Which record speaks when several do."""

from datetime import date

import pytest

from knowledge.answers import Abstain, Guidance
from knowledge.desk import Context
from knowledge.models import Citation, Coverage, ScopeRule, Task, Workload
from tests.unit.knowledge.decision.asking import AUTUMN_2024, Ask, DeskWith, docids, verdict


def rule(id_: str, clause: str, source: str, **more: object) -> ScopeRule:
    """A rule on the counting of stock."""
    return ScopeRule.model_validate(
        {"id": id_, "subject": "counting of stock", "clause": clause, "citation": Citation(source=source), **more}
    )


def test_the_more_specific_goes_before_the_higher_authority(desk_with: DeskWith) -> None:
    """A rule of the whole programme yields to one on the matter itself, though its source weighs more."""
    general = rule("g", "The counting of stock in Depot is left to the customer.", "description-2024", coverage="customer", general=True)
    special = rule("s", "The counting of stock in Depot is guided by the team.", "handbook", coverage="entitled", workloads=["depot"])

    for records in ((general, special), (special, general)):
        answer = verdict(desk_with(*records).ask("Is the counting of stock in Depot in scope?", Context(as_of=AUTUMN_2024)))
        assert (answer.verdict, docids(answer)) == ("in_scope", ["s"])


def test_a_general_rule_that_holds_all_of_the_question_yields_to_none(desk_with: DeskWith) -> None:
    """Nothing more specific is asked for; where it lacks something of that, what holds it goes before."""
    general = rule("g", "The counting of stock is guided.", "handbook", coverage="entitled", general=True)
    special = rule(
        "s", "Spare parts on the shelves of dealers are never inventoried.", "handbook", coverage="excluded", subject="spare parts",
        phrases=["counting of stock and parts"],
    )  # fmt: skip
    desk, context = desk_with(general, special), Context(as_of=AUTUMN_2024)

    assert docids(verdict(desk.ask("Do you help to count stock?", context)))[0] == "g"
    assert docids(verdict(desk.ask("Do you help to count spare parts?", context)))[0] == "s"


def test_the_higher_authority_goes_before_the_newer_edition(ask: Ask) -> None:
    """The service description speaks, though the handbook is newer; the handbook is shown as disagreeing."""
    answer = verdict(ask("Is the transfer of booking history into Ledger in scope?", seats=300))

    assert (answer.verdict, docids(answer)) == ("in_scope", ["ledger.history"])
    assert "ledger.history-handbook" in [cited.docid for cited in answer.disagreeing]


@pytest.mark.parametrize("order", [1, -1])
def test_of_equal_authority_the_newer_edition_speaks(desk_with: DeskWith, order: int) -> None:
    """Whichever stands first in the pack."""
    spring = rule("spring", "The counting of stock is guided by the team.", "bulletin-spring", coverage="entitled")
    autumn = rule("autumn", "The counting of stock is left to the customer.", "bulletin-autumn", coverage="customer")

    desk = desk_with(*(spring, autumn)[::order])

    assert docids(desk.ask("Is the counting of stock in scope?", Context(as_of=AUTUMN_2024))) == ["autumn"]
    assert docids(desk.ask("Is the counting of stock in scope?", Context(as_of=date(2024, 8, 31)))) == ["spring"]


@pytest.mark.parametrize(
    ("as_of", "outcome", "docid"),
    [
        (date(2023, 12, 31), "out_of_scope", "ledger.history-2022"),
        (date(2024, 1, 1), "in_scope", "ledger.history"),
        (date(2030, 1, 1), "in_scope", "ledger.history"),
    ],
)
def test_the_day_asked_about_decides_which_edition_speaks(ask: Ask, as_of: date, outcome: str, docid: str) -> None:
    """To the day, both ends included."""
    answer = verdict(ask("Is the transfer of booking history into Ledger in scope for 300 seats?", as_of=as_of))

    assert (answer.verdict, docids(answer)) == (outcome, [docid])
    assert not answer.citations[0].superseded


def test_a_superseded_source_is_shown_and_does_not_decide(ask: Ask) -> None:
    """It stands beside, marked as no longer in force."""
    answer = verdict(ask("Is the transfer of booking history into Ledger in scope?", seats=300))
    older = [cited for cited in answer.disagreeing if cited.superseded]

    assert [cited.docid for cited in older] == ["ledger.history-2022"]
    assert not any(cited.superseded for cited in answer.citations)


def test_a_matter_that_only_superseded_sources_speak_of_gets_no_verdict(desk_with: DeskWith) -> None:
    """What once held may be found, marked as no longer in force."""
    desk = desk_with(rule("old", "The counting of stock is guided by the team.", "description-2022", coverage="entitled"))
    answer = desk.ask("Is the counting of stock in scope?", Context(as_of=AUTUMN_2024))

    assert isinstance(answer, Guidance | Abstain)
    assert all(cited.superseded for cited in answer.citations if cited.docid == "old")


def test_sources_that_came_later_do_not_exist_yet(ask: Ask) -> None:
    """Neither to decide nor to be shown."""
    before_all = ask("Is the transfer of booking history into Ledger in scope?", as_of=date(2020, 1, 1))
    between = verdict(ask("Is the transfer of booking history into Ledger in scope?", as_of=date(2023, 1, 1)))

    assert isinstance(before_all, Abstain)
    assert between.disagreeing == ()


UP_TO = rule(
    "up-to",
    "The counting of stock in Depot is guided for up to 80 seats.",
    "handbook",
    coverage="entitled",
    workloads=["depot"],
    when="seats <= 80",
)
BEYOND = rule(
    "beyond",
    "From 81 seats the counting of stock in Depot is guided by request.",
    "handbook",
    coverage="entitled",
    workloads=["depot"],
    when="seats > 80",
)


@pytest.mark.parametrize(("seats", "docid"), [(60, "up-to"), (200, "beyond")])
def test_of_clauses_that_split_at_a_number_the_one_that_it_meets_speaks(desk_with: DeskWith, seats: int, docid: str) -> None:
    """Whichever of them is worded more like the question."""
    answer = verdict(
        desk_with(UP_TO, BEYOND).ask(f"Is the counting of stock in Depot guided for {seats} seats?", Context(as_of=AUTUMN_2024))
    )

    assert (answer.verdict, docids(answer)[0]) == ("in_scope", docid)


def test_of_clauses_on_one_fact_the_narrower_one_that_is_asked_for_speaks(desk_with: DeskWith) -> None:
    """A wider one that the fact meets is no yes to it; where the narrower is not asked for, it is."""
    more = {"coverage": "entitled", "workloads": ["depot"]}
    wider = rule("wider", "Counting of stock in Depot.", "handbook", when='plan in ["basic", "pro"]', **more)
    narrower = rule("narrower", "Counting of stock in Depot at night by robots.", "handbook", when='plan == "pro"', **more)
    desk = desk_with(wider, narrower)

    def outcome(asked: str) -> tuple[str, str]:
        answer = verdict(desk.ask(asked, Context(as_of=AUTUMN_2024, facts={"plan": "basic"})))
        return answer.verdict, docids(answer)[0]

    assert outcome("Is the counting of stock in Depot in scope at night by robots?") == ("out_of_scope", "narrower")
    assert outcome("Is the counting of stock in Depot in scope?") == ("in_scope", "wider")


def test_a_condition_is_not_lost_where_a_list_names_the_thing_without_it(desk_with: DeskWith) -> None:
    """A wrong yes costs more than a question."""
    bare = rule("bare", "Counting of stock.", "handbook", coverage="entitled", workloads=["depot"])
    limited = rule(
        "limited",
        "The counting of stock in Depot is guided.",
        "handbook",
        coverage="entitled",
        workloads=["depot"],
        qualifiers=["with scanners"],
    )

    answer = verdict(desk_with(bare, limited).ask("Is the counting of stock in Depot in scope?", Context(as_of=AUTUMN_2024)))

    assert (answer.verdict, answer.conditions) == ("conditional", ("with scanners",))


def test_a_condition_is_not_lost_where_a_task_names_the_thing_without_it(desk_with: DeskWith) -> None:
    """The programme's own tasks say yes as rules do."""
    task = Task(
        id="task", phase="connect", party="rampup", workloads=("depot",), citation=Citation(source="description-2024"),
        text="Guide the counting of stock in Depot, and its sorting, weighing, packing and loading.",
    )  # fmt: skip
    limited = ScopeRule(
        id="limited", subject="stock in the Depot, counted, with shelves, ramps, docks, gates, belts and bins", coverage=Coverage.ENTITLED,
        clause="Depot: counting of stock at docks, ramps, gates, belts, shelves and bins is guided.", qualifiers=("with scanners",),
        workloads=("depot",), citation=Citation(source="bulletin-spring"),
    )  # fmt: skip

    answer = verdict(desk_with(task, limited).ask("Is the counting of stock in Depot in scope?", Context(as_of=AUTUMN_2024)))

    assert (answer.verdict, answer.conditions) == ("conditional", ("with scanners",))


def test_a_condition_of_what_is_hardly_asked_for_is_not_asked(desk_with: DeskWith) -> None:
    """Though it holds the same words."""
    asked = rule("asked", "Counting of stock.", "handbook", coverage="entitled", workloads=["depot"])
    other = ScopeRule.model_validate(
        {
            "id": "other", "subject": "nightly export of parcel lists and shelf plans", "coverage": "entitled", "workloads": ["depot"],
            "clause": "The nightly export in Depot is guided, with the counting of stock.", "qualifiers": ["with scanners"],
            "citation": Citation(source="handbook"),
        }
    )  # fmt: skip

    answer = verdict(desk_with(asked, other).ask("Is the counting of stock in Depot in scope?", Context(as_of=AUTUMN_2024)))

    assert (answer.verdict, docids(answer)) == ("in_scope", ["asked"])


def test_a_number_that_was_said_decides_where_another_clause_names_none(desk_with: DeskWith) -> None:
    """It was said for a reason, and a wrong yes costs more than a no."""
    bare = rule("bare", "Counting of stock in Depot.", "handbook", coverage="entitled", workloads=["depot"])
    days = rule(
        "days", "Depot: stock is counted, guided up to 30 days after the award.", "handbook", coverage="entitled", workloads=["depot"],
        when="award_days <= 30",
    )  # fmt: skip
    asked = "We are 90 days after the award. Is the counting of stock in Depot in scope?"

    answer = verdict(desk_with(bare, days).ask(asked, Context(as_of=AUTUMN_2024)))

    assert (answer.verdict, docids(answer)[0]) == ("out_of_scope", "days")


def test_a_record_of_the_variant_that_is_named_goes_first(desk_with: DeskWith) -> None:
    """Before one of the whole programme, of whatever authority."""
    variant = Workload(id="island", name="Island", words=("island branch",), kind="segment")
    clause = "The counting of stock in Depot is guided."
    everywhere = rule("everywhere", clause, "description-2024", coverage="entitled", workloads=["depot"])
    there = rule("there", clause, "handbook", coverage="entitled", workloads=["depot", "island"], qualifiers=["with scanners"])
    desk = desk_with(everywhere, there, workloads=(*desk_with().pack.workloads, variant))

    named = verdict(desk.ask("Is the counting of stock in Depot in scope for our island branch?", Context(as_of=AUTUMN_2024)))
    unnamed = verdict(desk.ask("Is the counting of stock in Depot in scope?", Context(as_of=AUTUMN_2024)))

    assert (named.verdict, docids(named)[0]) == ("conditional", "there")
    assert (unnamed.verdict, docids(unnamed)) == ("in_scope", ["everywhere"])


def test_a_demand_for_a_newer_version_decides_against_an_older_one(desk_with: DeskWith) -> None:
    """And tells why; it is no open condition for one that is new enough."""
    newer = rule(
        "newer", "The night import of parcels from Abacus is guided.", "handbook", coverage="entitled", qualifiers=["Abacus 2010 or newer"]
    )
    desk = desk_with(newer)

    def outcome(version: str) -> tuple[str, tuple[str, ...]]:
        answer = verdict(desk.ask(f"Is the night import of parcels from Abacus {version} guided?", Context(as_of=AUTUMN_2024)))
        return answer.verdict, answer.conditions

    assert outcome("2007") == ("out_of_scope", ("Abacus 2010 or newer",))
    assert outcome("2013") == ("in_scope", ())
    assert outcome("") == ("conditional", ("Abacus 2010 or newer",))


def test_a_record_that_goes_before_is_as_sure_as_those_that_say_the_same(desk_with: DeskWith) -> None:
    """The better worded one bears it out."""
    better = rule("better", "The counting of stock in the Depot at night is guided.", "handbook", coverage="entitled")
    higher = rule("higher", "Counting stock, Depot: guided.", "description-2024", coverage="entitled")
    question = "Is the counting of stock in the Depot at night guided?"

    alone = verdict(desk_with(better).ask(question, Context(as_of=AUTUMN_2024)))
    both = verdict(desk_with(better, higher).ask(question, Context(as_of=AUTUMN_2024)))

    assert both.confidence == pytest.approx(alone.confidence, abs=0.02)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Can you help us with night counts?", "guided"),
        ("Are night counts in scope?", "guided"),
        ("Who does the night counts?", "done"),
    ],
)
def test_help_with_what_another_does_is_in_scope_where_a_rule_gives_it(desk_with: DeskWith, question: str, first: str) -> None:
    """Who does it is another question."""
    guided = ScopeRule.model_validate(
        {
            "id": "guided", "subject": "Night counts", "clause": "In night counts the warehouse is guided.", "coverage": "entitled",
            "citation": Citation(source="description-2024"),
        }
    )  # fmt: skip
    done = Task(id="done", phase="connect", party="customer", text="Do night counts.", citation=Citation(source="description-2024"))

    assert docids(desk_with(guided, done).ask(question, Context(as_of=AUTUMN_2024)))[0] == first


def test_a_version_that_is_too_old_is_told_without_the_numbers_that_do_not_matter_then(desk_with: DeskWith) -> None:
    """No number of seats would help."""
    newer = rule(
        "newer", "The night import of parcels from Abacus is guided.", "handbook", coverage="entitled", qualifiers=["Abacus 2010 or newer"],
        when="seats >= 50", when_text="50 or more seats", instead="Buy more seats.",
    )  # fmt: skip

    answer = verdict(desk_with(newer).ask("Is the night import of parcels from Abacus 2007 guided?", Context(as_of=AUTUMN_2024)))
    assert (answer.verdict, answer.conditions, answer.instead) == ("out_of_scope", ("Abacus 2010 or newer",), "")


@pytest.mark.parametrize(("seats", "outcome"), [(300, ("conditional", "narrow")), (20, ("out_of_scope", "bare"))])
def test_a_condition_that_is_met_leaves_room_for_the_limits_of_another_clause(
    desk_with: DeskWith, seats: int, outcome: tuple[str, str]
) -> None:
    """It says no more than a bare yes; one that fails says no."""
    bare = rule("bare", "Counting of stock in Depot.", "handbook", coverage="entitled", workloads=["depot"], when="seats >= 250")
    narrow = rule(
        "narrow", "Depot: stock is counted, with guidance.", "bulletin-spring", coverage="entitled", workloads=["depot"],
        when="seats >= 250", qualifiers=["with scanners"],
    )  # fmt: skip

    answer = verdict(
        desk_with(bare, narrow).ask("Is the counting of stock in Depot in scope?", Context(as_of=AUTUMN_2024, facts={"seats": seats}))
    )
    assert (answer.verdict, docids(answer)[0]) == outcome


def test_a_rule_of_the_whole_programme_answers_who_may_use_it(desk_with: DeskWith) -> None:
    """It yields to those on single things where scope is asked, not there."""
    plans = rule("plans", "The pro plan is an eligible plan for Ramp-up.", "handbook", coverage="entitled", general=True)
    archive = rule("archive", "The archive is for an eligible plan, the pro plan or another.", "handbook", coverage="entitled")
    desk = desk_with(plans, archive)

    entitled = desk.ask("Is the pro plan an eligible plan?", Context(as_of=AUTUMN_2024))
    asked = desk.ask("Is the archive for the pro plan in scope?", Context(as_of=AUTUMN_2024))
    assert docids(entitled)[0] == "plans"
    assert docids(asked)[0] == "archive"


def test_a_clause_that_asks_for_all_that_is_told_goes_before_one_that_asks_for_part_of_it(desk_with: DeskWith) -> None:
    """Who tells several facts means that one; who tells a single one does not."""
    more = {"coverage": "entitled", "workloads": ["depot"]}
    part = rule("part", "Night counts at the gate are guided on the pro plan.", "handbook", when='plan == "pro"', **more)
    whole = rule("whole", "Guided gates: plan and seats both count.", "handbook", when='plan == "pro" and seats >= 80', **more)
    desk = desk_with(part, whole)

    def cited(told: str) -> str:
        return docids(desk.ask(f"Are night counts at the gate guided{told}?", Context(as_of=AUTUMN_2024)))[0]

    assert cited(" on the pro plan") == "part"
    assert cited(" on the pro plan with 90 seats") == "whole"


@pytest.mark.parametrize(
    ("subject", "outcome"), [("counting rules, a favourite of the pro plan", "out_of_scope"), ("lanes for lorries of guests", "in_scope")]
)
def test_a_clause_on_a_fact_that_is_told_goes_before_one_that_only_sounds_like_the_question(
    desk_with: DeskWith, subject: str, outcome: str
) -> None:
    """The fact was told for it, if it is asked about by name at all."""
    more = {"coverage": "entitled", "workloads": ["depot"]}
    bare = rule("bare", "Counting rules of Depot are configured.", "handbook", subject="counting rules", **more)
    text = "Counting rules of Depot are configured, a favourite."
    limited = rule("limited", text, "handbook", subject=subject, when='plan == "pro"', **more)
    desk = desk_with(bare, limited)

    asked = "Will the counting rules of Depot be configured"
    assert verdict(desk.ask(f"{asked}?", Context(as_of=AUTUMN_2024))).verdict == "in_scope"
    assert verdict(desk.ask(f"{asked} on the basic plan?", Context(as_of=AUTUMN_2024))).verdict == outcome


def test_a_condition_that_is_failed_decides_whatever_else_is_open(desk_with: DeskWith) -> None:
    """The fact was told for it; one that meets its own condition leaves the other open."""
    open_ = rule(
        "open",
        "Anchoring parcels of the dock is guided on the pro plan.",
        "handbook",
        coverage="entitled",
        workloads=["depot"],
        when='plan == "pro"',
    )
    failed = rule(
        "failed",
        "Parcels are guided until three days after the award.",
        "handbook",
        coverage="entitled",
        workloads=["depot"],
        when="award_days <= 3",
    )
    desk = desk_with(open_, failed)

    def outcome(told: str) -> str:
        return verdict(desk.ask(f"Is anchoring parcels of the dock guided{told}?", Context(as_of=AUTUMN_2024))).verdict

    assert outcome("") == "conditional"
    assert outcome(", 90 days after the award") == "out_of_scope"


def test_what_the_customer_must_have_is_not_given_by_the_rule_on_what_builds_upon_it(desk_with: DeskWith) -> None:
    """Though both are said in mostly the same words."""
    dock = Citation(source="description-2024", heading=("Dock",))
    own = Task(
        id="own", phase="connect", party="customer", text="Have the wall sockets, cables and fuses of the dock in place.", citation=dock
    )
    guided = ScopeRule(
        id="guided", subject="lamps of the dock", clause="Lamps are put up on wall sockets, cables and fuses of the dock.",
        coverage=Coverage.ENTITLED, citation=dock,
    )  # fmt: skip
    answer = verdict(desk_with(own, guided).ask("Do you build the wall sockets and cables of the dock?", Context(as_of=AUTUMN_2024)))
    assert (answer.verdict, docids(answer)) == ("out_of_scope", ["own"])

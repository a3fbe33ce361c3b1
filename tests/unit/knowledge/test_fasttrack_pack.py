"""What the bundled pack knows from the five documents about FastTrack: scope, responsibilities, meetings, resources and history."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from knowledge import lexicon, pack
from knowledge.conditions import FactValue, State, evaluate
from knowledge.facts import read
from knowledge.models import Coverage, Milestone, Mode, Passage, Record, Resource, ScopeRule, Task
from knowledge.pack import Pack

TODAY = date(2026, 11, 1)
FIVE = ("process-current", "partner-scope", "adviser-credits", "rcpmag-2017", "crn-2014")
SOURCES = Path(__file__).resolve().parents[4] / "shared" / "sources"
COPIED_RUN = 8  # words in a row that count as copied

# Rows of the responsibility table in "Process and Expectations", nested rows counted one by one.
ROWS = {
    ("general", "fasttrack"): 3, ("general", "customer"): 28,
    ("initiate", "fasttrack"): 3, ("initiate", "customer"): 4,
    ("assess", "fasttrack"): 27, ("assess", "customer"): 9,
    ("remediate", "fasttrack"): 2, ("remediate", "customer"): 6,
    ("enable", "fasttrack"): 11, ("enable", "customer"): 15,
    ("data-migration", "fasttrack"): 12, ("data-migration", "customer"): 17,
}  # fmt: skip


@pytest.fixture(scope="module")
def fasttrack() -> Pack:
    """The bundled pack."""
    return pack.load("fasttrack")


@pytest.fixture(scope="module")
def records(fasttrack: Pack) -> dict[str, Record]:
    """Its records by id."""
    return {record.id: record for record in fasttrack.records}


def rule(records: dict[str, Record], name: str) -> ScopeRule:
    """The scope rule called `name`."""
    found = records[name]
    assert isinstance(found, ScopeRule)
    return found


def coverage(found: ScopeRule, **facts: FactValue) -> Coverage | None:
    """What `found` gives on `facts`; None while a fact is missing."""
    state = evaluate(found.when, facts, exception=found.exception).state
    return None if state is State.UNKNOWN else found.coverage if state is State.MET else found.otherwise


def tasks(fasttrack: Pack) -> list[Task]:
    """All tasks of the pack."""
    return [record for record in fasttrack.records if isinstance(record, Task)]


def table(fasttrack: Pack) -> list[Task]:
    """The rows of the responsibility table: they are cited by table and phase."""
    heading = "FastTrack and customer responsibilities"
    rows = [task for task in tasks(fasttrack) if task.citation.source == "process-current" and len(task.citation.heading) == 2]
    return [task for task in rows if task.citation.heading[0] == heading]


def test_every_record_cites_a_declared_source(fasttrack: Pack) -> None:
    """No record stands without a document behind it, and each of the five documents is behind some."""
    cited = {record.citation.source for record in fasttrack.records}
    assert cited <= set(fasttrack.sources)
    assert set(FIVE) <= cited


def test_the_responsibility_table_is_complete(fasttrack: Pack) -> None:
    """Each phase holds as many tasks of FastTrack and of the customer as the table has rows: 137 in all."""
    rows = Counter((task.phase, task.party) for task in table(fasttrack))
    assert dict(rows) == ROWS
    assert rows.total() == 137


def test_every_phase_has_tasks_of_both_parties(fasttrack: Pack) -> None:
    """FastTrack and the customer each have something to do in all six phases."""
    phases = {phase.id for phase in fasttrack.manifest.phases}
    assert len(phases) == 6
    for party in ("fasttrack", "customer"):
        assert {task.phase for task in table(fasttrack) if task.party == party} == phases


def test_partners_have_their_own_tasks(fasttrack: Pack) -> None:
    """What a FastTrack Ready Partner owes is listed as the partner's tasks."""
    owed = [task for task in tasks(fasttrack) if task.party == "partner" and task.citation.source == "partner-scope"]
    assert len(owed) >= 15


def test_a_nested_row_says_what_it_stands_under(records: dict[str, Record]) -> None:
    """A row inside another row keeps the words of the outer one."""
    nested = records["task.general.customer.technical-lead"]
    assert isinstance(nested, Task)
    assert "project management" in nested.within


def test_a_task_is_in_the_column_of_the_party_that_does_it(records: dict[str, Record]) -> None:
    """FastTrack runs the checkpoint meetings and conducts migration events; the customer provides certificates and MFA."""
    owners = {name: record.party for name, record in records.items() if isinstance(record, Task)}
    assert owners["task.general.fasttrack.run-meetings"] == "fasttrack"
    assert owners["task.data-migration.fasttrack.conduct-events"] == "fasttrack"
    assert owners["task.general.customer.ssl-certificates"] == "customer"
    assert owners["task.general.customer.mfa"] == "customer"


def test_a_checkpoint_is_thirty_minutes_weekly_or_biweekly(records: dict[str, Record]) -> None:
    """The checkpoint meeting lasts 30 minutes, comes every week or every other week, and FastTrack runs it."""
    checkpoint = records["meeting.checkpoint"]
    assert isinstance(checkpoint, Milestone)
    assert (checkpoint.duration_min, checkpoint.rhythm, checkpoint.organiser) == (30, ("weekly", "biweekly"), "fasttrack")


def test_a_technical_talk_takes_an_hour(records: dict[str, Record]) -> None:
    """A technical talk lasts 60 minutes and has no rhythm."""
    talk = records["meeting.technical-talk"]
    assert isinstance(talk, Milestone)
    assert (talk.duration_min, talk.rhythm) == (60, ())


def test_only_the_migration_velocity_workshop_is_optional(fasttrack: Pack) -> None:
    """Of all milestones one may be left out."""
    optional = [record.id for record in fasttrack.records if isinstance(record, Milestone) and record.optional]
    assert optional == ["meeting.migration-velocity-workshop"]


@pytest.mark.parametrize(("seats", "expected"), [(149, Coverage.EXCLUDED), (150, Coverage.ENTITLED), (50, Coverage.EXCLUDED)])
def test_eligibility_starts_at_150_seats(records: dict[str, Record], seats: int, expected: Coverage) -> None:
    """Today 150 licences decide; 50 do not suffice."""
    assert coverage(rule(records, "eligibility.seats"), seats=seats) is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"seats": 500}, Coverage.ENTITLED),
        ({"seats": 499}, Coverage.CUSTOMER),
        ({"seats": 200, "bought_before_2017_09": True}, Coverage.ENTITLED),
        ({}, None),
    ],
)
def test_the_migration_service_starts_at_500_seats(
    records: dict[str, Record], facts: dict[str, FactValue], expected: Coverage | None
) -> None:
    """Below 500 the customer moves its data, unless the plan dates from before September 2017."""
    assert coverage(rule(records, "migration.service"), **facts) is expected


def test_the_fifty_seat_rule_is_history(fasttrack: Pack, records: dict[str, Record]) -> None:
    """The minimum of 50 seats held in 2017, does not hold today, and can still be looked up."""
    source = fasttrack.sources[rule(records, "history.seats-50").citation.source]
    assert source.holds(date(2017, 6, 1))
    assert not source.holds(TODAY)
    looked_up = records["passage.timeline.2016-02"]
    assert isinstance(looked_up, Passage)
    assert "50 seats" in looked_up.text


def test_the_announcement_of_2014_is_history(fasttrack: Pack, records: dict[str, Record]) -> None:
    """The rule of 2014 no longer holds either."""
    assert not fasttrack.sources[rule(records, "history.seats-150-2014").citation.source].holds(TODAY)


def test_three_questions_decide_benefit_only_assistance(records: dict[str, Record]) -> None:
    """All three answered yes: the benefit alone; one no: a partner's value-added service; one open: not decided."""
    found = rule(records, "benefit.benefit-only")
    yes: dict[str, FactValue] = {"remote_enough": True, "runs_own_assessment": True, "leads_project": True}
    assert coverage(found, **yes) is Coverage.ENTITLED
    for fact in yes:
        assert coverage(found, **{**yes, fact: False}) is Coverage.VALUE_ADDED
        assert coverage(found, **{name: value for name, value in yes.items() if name != fact}) is None


def test_a_partner_may_not_deliver_the_migration_service_within_the_benefit(records: dict[str, Record]) -> None:
    """The migration service is outside a partner's benefit services; a partner may sell data migration instead."""
    assert rule(records, "benefit.partner-migration").coverage is Coverage.EXCLUDED
    assert rule(records, "benefit.vas.data-migration").coverage is Coverage.VALUE_ADDED


def test_help_beyond_guidance_is_a_partners_paid_service(records: dict[str, Record]) -> None:
    """Hands-on work and people on site are value-added, and any more specific rule overrides that."""
    for name, mode in (("benefit.beyond-guidance", Mode.HANDS_ON), ("benefit.on-site", Mode.ON_SITE)):
        found = rule(records, name)
        assert (found.coverage, found.mode, found.provider, found.general) == (Coverage.VALUE_ADDED, mode, "partner", True)


def test_funded_credits_carry_their_limits(records: dict[str, Record]) -> None:
    """Credits are funded, not entitled, and name workload, expiry and approved partner as limits; expired ones give nothing."""
    terms = rule(records, "credits.conditions")
    assert terms.coverage is Coverage.FUNDED
    for word in ("workload", "expires", "approved partner"):
        assert word in " ".join(terms.qualifiers)
    assert rule(records, "credits.expired").coverage is Coverage.EXCLUDED


def test_the_resource_library_covers_all_three_stages(fasttrack: Pack) -> None:
    """Envision, Onboard and Drive Value each have resources."""
    assert {record.stage for record in fasttrack.records if isinstance(record, Resource)} >= {"envision", "onboard", "drive_value"}


@pytest.mark.parametrize("way", ["admin-center", "site", "partner", "app-assure"])
def test_every_way_to_request_assistance_is_a_resource_and_a_passage(records: dict[str, Record], way: str) -> None:
    """Admin center, FastTrack site, a partner on the customer's behalf, and App Assure."""
    assert isinstance(records[f"resource.request.{way}"], Resource)
    assert isinstance(records[f"passage.request.{way}"], Passage)


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the five documents are not beside this project")
def test_no_sentence_of_the_five_documents_is_copied(fasttrack: Pack) -> None:
    """Facts stand in the project's own words."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9]+", text.lower())
        return {tuple(words[at : at + COPIED_RUN]) for at in range(len(words) - COPIED_RUN + 1)}

    theirs = set[tuple[str, ...]]().union(*(runs(path.read_text(encoding="utf-8")) for path in SOURCES.glob("*.txt")))
    copied = {
        record.id: found
        for record in fasttrack.records
        for text in record.model_dump(exclude={"citation", "workloads"}).values()
        if isinstance(text, str) and (found := runs(text) & theirs)
    }
    assert not copied


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("all can be done remotely, own pm and sponsor, they run tools and fix", {True}),
        ("happy with all by phone, runs tools and fixes alone, has boss and pm", {True}),
        ("half of it can't be done remotely, they won't run the tools", set()),
        ("they do not accept purely remote help, nobody to run the tools", set()),
        ("not everything can be done remotely", {False}),
        ("they won't run the tools themselves", {False}),
        ("the client is unable to run the tools itself", {False}),
    ],
)
def test_what_benefit_only_turns_on_is_not_taken_for_told_where_it_is_denied(fasttrack: Pack, told: str, known: set[bool]) -> None:
    """Told in everyday words, it counts; a wrong yes would leave a customer without paid help."""
    found = read(told, fasttrack.manifest.facts, lexicon.load())
    assert {found[name] for name in ("remote_enough", "runs_own_assessment", "leads_project") if name in found} == known


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("our partner put our name forward", True),
        ("nobody ever put our name forward", False),
        ("without anyone putting our name forward", False),
        ("nobody put us forward", False),
    ],
)
def test_a_nomination_is_told_in_everyday_words(fasttrack: Pack, told: str, value: bool) -> None:
    """Or that there is none."""
    assert read(told, fasttrack.manifest.facts, lexicon.load())["nominated"] is value

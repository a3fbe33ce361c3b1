from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.engagements.engagement import Engagement, SaidFact, TaskState
from bot.engagements.refused import Refused
from bot.engagements.roster import Member, RosterRole
from bot.engagements.scope import TeamScope
from bot.engagements.setting_up import described, set_up, with_facts, with_holders, with_milestone, with_task
from knowledge import pack as packs
from knowledge.models import Milestone, Record, Task
from knowledge.pack import Pack
from knowledge.wording import Wording
from tests.building import CONTOSO

ADELE = Member(person="adele", name="Adele Vance")
ALEX = Member(person="alex", name="Alex Wilber")
MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 1, 6, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def contoso() -> Pack:
    """The made-up programme."""
    return packs.load(str(CONTOSO))


def begin(pack: Pack, **changes: Any) -> Engagement | Refused:
    """An engagement, set up by Adele."""
    return set_up(
        **{
            "id": "e", "scope": TeamScope(tenant="t", team="a"), "channel": "c", "customer": "Fabrikam", "timezone": "Europe/Berlin",
            "start": date(2026, 1, 5), "by": ADELE, "pack": pack.manifest, "records": pack.records, **changes,
        }
    )  # fmt: skip


@pytest.fixture
def engagement(contoso: Pack) -> Engagement:
    """One that was set up."""
    made = begin(contoso)
    assert isinstance(made, Engagement)
    return made


def described_anew(engagement: Engagement, pack: Pack, **changes: Any) -> Engagement | Refused:
    """The engagement, described as before but for `changes`."""
    held = {name: getattr(engagement, name) for name in ("customer", "partner", "timezone", "country", "phase")}
    return described(engagement, **{**held, **changes}, pack=pack.manifest, records=pack.records)


def says(refusal: object) -> str:
    """The sentence of a refusal."""
    assert isinstance(refusal, Refused)
    return Wording.load("en").say(refusal.key, **dict(refusal.values))


def test_who_sets_it_up_is_its_specialist(engagement: Engagement) -> None:
    """So that a new team has someone who may go on."""
    assert engagement.roster.holders(RosterRole.SPECIALIST) == (ADELE,)


def test_its_milestones_are_the_packs_without_what_recurs(engagement: Engagement) -> None:
    """The opening call is a milestone, the checkpoint is a rhythm."""
    assert [one.docid for one in engagement.milestones] == ["meeting.opening"]


def test_its_tasks_are_what_somebody_is_responsible_for(engagement: Engagement) -> None:
    """A row that only advises is no item of a checklist; the items stand in the order of the phases."""
    assert [task.docid for task in engagement.tasks] == [
        "task.labels",
        "task.accounts",
        "task.acceptance-rampup",
        "task.acceptance-customer",
    ]
    assert {task.state for task in engagement.tasks} == {TaskState.OPEN}


def test_tasks_of_other_workloads_are_left_out(contoso: Pack) -> None:
    """Where it is said which workloads are onboarded, the checklist keeps to them."""
    made = begin(contoso, workloads=["relay"])

    assert isinstance(made, Engagement)
    assert [task.docid for task in made.tasks] == ["task.acceptance-rampup", "task.acceptance-customer"]


def test_a_variant_of_the_programme_has_its_tasks_only_where_it_is_named(contoso: Pack) -> None:
    """As its records answer only a question that names it."""
    variant = contoso.manifest.workloads[0].model_copy(update={"kind": "segment"})
    pack = replace(contoso, manifest=contoso.manifest.model_copy(update={"workloads": (variant, *contoso.manifest.workloads[1:])}))
    its = {record.id for record in contoso.records if isinstance(record, Task) and variant.id in record.workloads}

    def checklist(*workloads: str) -> set[str]:
        made = begin(pack, partner="Fabrikam", workloads=workloads)
        assert isinstance(made, Engagement)
        return {task.docid for task in made.tasks}

    assert its
    assert checklist(variant.id) >= its
    assert not checklist() & its


def test_partners_tasks_come_with_a_partner() -> None:
    """An engagement without a partner has none of the partner's tasks, one with a partner has all but those of variants."""
    bundled = packs.load("fasttrack")
    variants = {workload.id for workload in bundled.manifest.workloads if workload.kind == "segment"}
    partners = {
        record.id
        for record in bundled.records
        if isinstance(record, Task) and record.party == "partner" and not variants.intersection(record.workloads)
    }

    def checklist(partner: str) -> set[str]:
        made = begin(bundled, partner=partner)
        assert isinstance(made, Engagement)
        return {task.docid for task in made.tasks}

    assert partners
    assert not checklist("") & partners
    assert checklist("Fabrikam") >= partners


@pytest.mark.parametrize(("partner", "party"), [("", "customer"), ("Fabrikam", "fabrikam")])
def test_a_task_that_two_do_together_is_the_first_one_s_who_is_there(contoso: Pack, partner: str, party: str) -> None:
    """Without a partner it stays the customer's to do."""
    records = [replaced_by_joint(record) for record in contoso.records]
    made = begin(replace(contoso, records=tuple(records)), partner=partner)

    assert isinstance(made, Engagement)
    assert next(task for task in made.tasks if task.docid == "task.accounts").party == party


def replaced_by_joint(record: Record) -> Record:
    """The record; the accounts are opened by the partner together with the customer."""
    together = {"party": "fabrikam", "jointly": ("customer",)}
    return record.model_copy(update=together) if isinstance(record, Task) and record.id == "task.accounts" else record


def test_the_bundled_pack_gives_milestones_in_the_order_of_its_phases() -> None:
    """The first is the kickoff, with which its phase begins."""
    bundled = packs.load("fasttrack")
    made = begin(bundled)

    assert isinstance(made, Engagement)
    order = [phase.id for phase in bundled.manifest.phases]
    assert [order.index(one.phase) for one in made.milestones] == sorted(order.index(one.phase) for one in made.milestones)
    assert made.milestones[0].docid == "meeting.kickoff"
    assert made.phase == "initiate"
    assert {one.docid for one in made.milestones} < {record.id for record in bundled.records if isinstance(record, Milestone)}


def test_a_customer_without_a_name_is_refused(contoso: Pack) -> None:
    """The refusal asks for it."""
    assert "customer's name" in says(begin(contoso, customer="  "))


def test_a_time_zone_that_is_not_known_is_named(contoso: Pack) -> None:
    """With an example of one that is."""
    assert says(begin(contoso, timezone="Mars/Olympus")) == "I do not know the time zone Mars/Olympus. Give one such as Europe/Berlin."


def test_a_fact_keeps_who_said_it_and_when(engagement: Engagement) -> None:
    """And is known to answers by its value."""
    told = with_facts(engagement, {"seats": 220}, by=ALEX, at=MONDAY)

    assert told.facts == {"seats": SaidFact(value=220, by=ALEX, at=MONDAY)}
    assert told.known == {"seats": 220}


def test_a_fact_said_again_keeps_who_said_it_first(engagement: Engagement) -> None:
    """A form that is sent back unchanged does not take a fact away from who said it."""
    told = with_facts(engagement, {"seats": 220}, by=ALEX, at=MONDAY)

    assert with_facts(told, {"seats": 220}, by=ADELE, at=TUESDAY) == told
    assert with_facts(told, {"seats": 300}, by=ADELE, at=TUESDAY).facts["seats"] == SaidFact(value=300, by=ADELE, at=TUESDAY)


def test_a_fact_can_be_forgotten(engagement: Engagement) -> None:
    """None takes it out, also one that was never there."""
    told = with_facts(engagement, {"seats": 220}, by=ALEX, at=MONDAY)

    assert with_facts(told, {"seats": None, "plan": None}, by=ADELE, at=TUESDAY).facts == {}


def test_the_last_specialist_stays(engagement: Engagement) -> None:
    """Nobody could schedule or put it right afterwards."""
    assert "needs a specialist" in says(with_holders(engagement, {RosterRole.SPECIALIST: []}))


def test_a_specialist_hands_over_to_another(engagement: Engagement) -> None:
    """The one takes the other's place."""
    handed = with_holders(engagement, {RosterRole.SPECIALIST: [ALEX]})

    assert isinstance(handed, Engagement)
    assert handed.roster.holders(RosterRole.SPECIALIST) == (ALEX,)


def test_a_task_is_done_with_a_note(engagement: Engagement) -> None:
    """It alone changes."""
    changed = with_task(engagement, "task.labels", state=TaskState.DONE, note=" in March ", assignee=ALEX, due=date(2026, 3, 1))

    assert isinstance(changed, Engagement)
    one, *others = changed.tasks
    assert (one.state, one.note, one.assignee, one.due) == (TaskState.DONE, "in March", ALEX, date(2026, 3, 1))
    assert others == list(engagement.tasks[1:])


def test_a_milestone_is_reached(engagement: Engagement) -> None:
    """With the time at which it was."""
    changed = with_milestone(engagement, "meeting.opening", due=date(2026, 1, 9), reached_at=TUESDAY)

    assert isinstance(changed, Engagement)
    assert (changed.milestones[0].due, changed.milestones[0].reached_at) == (date(2026, 1, 9), TUESDAY)


def test_what_the_engagement_does_not_have_is_named(engagement: Engagement, contoso: Pack) -> None:
    """A task, a milestone and a phase that are not there."""
    assert "task.none" in says(with_task(engagement, "task.none", state=TaskState.DONE))
    assert "meeting.none" in says(with_milestone(engagement, "meeting.none"))
    assert "harvest" in says(described_anew(engagement, contoso, phase="harvest"))


def test_the_phase_moves_on(engagement: Engagement, contoso: Pack) -> None:
    """To any phase of the pack."""
    moved = described_anew(engagement, contoso, phase="connect")

    assert isinstance(moved, Engagement)
    assert moved.phase == "connect"


def test_a_partner_who_joins_brings_its_tasks(engagement: Engagement, contoso: Pack) -> None:
    """What stands on the checklist stays as it is."""
    done = with_task(engagement, "task.labels", state=TaskState.DONE)
    assert isinstance(done, Engagement)
    own = next(one for one in contoso.records if isinstance(one, Task))
    theirs = own.model_copy(update={"id": "task.training", "party": "fabrikam"})
    joined = described_anew(done, replace(contoso, records=(*contoso.records, theirs)), partner="Fabrikam")

    assert isinstance(joined, Engagement)
    assert {task.party for task in joined.tasks} - {task.party for task in done.tasks} == {"fabrikam"}
    assert next(task for task in joined.tasks if task.docid == "task.labels").state is TaskState.DONE


def test_an_engagement_keeps_a_customer_and_a_time_zone(engagement: Engagement, contoso: Pack) -> None:
    """Neither can be taken away."""
    assert "customer's name" in says(described_anew(engagement, contoso, customer=" "))
    assert "Mars/Olympus" in says(described_anew(engagement, contoso, timezone="Mars/Olympus"))

"""What a unit of work keeps, in each database and in memory: one team's engagement, schedules, checkpoints, ledger and audit."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.checkpoints.checkpoint import Action, Change, Checkpoint, Entry, State
from bot.checkpoints.ports import AnswerLogged, Audited, Work, Works
from bot.checkpoints.schedule import Pause, Schedule
from bot.conversation.ports import AnswerGiven
from bot.delivery.ledger import Kind, Owed
from bot.engagements.engagement import Engagement, Milestone, SaidFact, Task, TaskState
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from bot.errors import Stale, StoreUnavailable
from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from bot.storage.works import SqlWorks
from tests.fakes import FakeWorks

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OURS = TeamScope(tenant="contoso", team="blue")
THEIRS = [TeamScope(tenant="contoso", team="red"), TeamScope(tenant="fabrikam", team="blue")]
ADELE = Member(person="adele", name="Adele Vance", account="29:adele")
ENGAGEMENT = Engagement(
    id="e1",
    scope=OURS,
    channel="channel",
    customer="Contoso",
    timezone="Europe/Berlin",
    start=date(2026, 3, 2),
    facts={"seats": SaidFact(value=220, by=ADELE, at=NOW), "leads": SaidFact(value=True, by=ADELE, at=NOW)},
    roster=Roster(held=((RosterRole.SPECIALIST, ADELE),)),
    milestones=(Milestone(docid="m", name="Kick-off", due=date(2026, 3, 9), reached_at=NOW),),
    tasks=(Task(docid="t", text="Count the stock", party="customer", phase="start", state=TaskState.DONE, assignee=ADELE),),
)
SCHEDULE = Schedule(
    id="s1", scope=OURS, rrule="FREQ=WEEKLY;INTERVAL=2", starts=datetime(2026, 3, 3, 10), timezone="Europe/Berlin", owner=ADELE,  # noqa: DTZ001
    pauses=(Pause(first=date(2026, 4, 1)),), skipped=frozenset({datetime(2026, 3, 17, 10)}),  # noqa: DTZ001
    moved={datetime(2026, 3, 31, 10): datetime(2026, 4, 1, 11)},  # noqa: DTZ001
)  # fmt: skip
CHECKPOINT = Checkpoint(
    id="cp:s1:2026-03-03T10:00", schedule="s1", scope=OURS, original=datetime(2026, 3, 3, 10), start=NOW,  # noqa: DTZ001
    state=State.POSTED, entries=(Entry(author=ADELE, at=NOW, done="all"),), actions=(Action(id="a", text="ship", due=date(2026, 3, 4)),),
    history=(Change(state=State.POSTED, at=NOW),),
)  # fmt: skip
OWED = Owed(id="cp:s1:1", scope=OURS, conversation="channel", kind=Kind.CHECKPOINT, due=NOW, values=(("name", "x"),))
LINE = Audited(at=NOW, actor="adele", action="schedule", subject="s1", outcome="done", details={"why": "asked"})

Save = Callable[[Work], Awaitable[object]]
SAVES: list[Save] = [
    lambda work: work.engagements.save(replace(ENGAGEMENT, scope=work.scope)),
    lambda work: work.schedules.save(replace(SCHEDULE, scope=work.scope)),
    lambda work: work.checkpoints.save(replace(CHECKPOINT, scope=work.scope)),
]


@pytest.fixture(params=["held", "kept"])
def works(request: pytest.FixtureRequest, database: Database) -> Works:
    """Opens units of work, in memory and in each database."""
    return FakeWorks() if request.param == "held" else SqlWorks(database)


async def test_what_is_saved_is_found_again(works: Works) -> None:
    """Whole, with its new version."""
    async with works(OURS) as work:
        saved = [await save(work) for save in SAVES]
    async with works(OURS) as work:
        found = [await work.engagements.get(), await work.schedules.get("s1"), await work.checkpoints.get(CHECKPOINT.id)]

    assert found == saved == [replace(each, version=1) for each in (ENGAGEMENT, SCHEDULE, CHECKPOINT)]


async def test_nothing_is_kept_of_a_work_that_fails(works: Works) -> None:
    """All stands or falls together, the ledger's row included."""

    async def fail() -> None:
        async with works(OURS) as work:
            await work.engagements.save(ENGAGEMENT)
            await work.ledger.owe(OWED)
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    async with works(OURS) as work:
        assert await work.engagements.get() is None
        assert await work.ledger.get(OWED.id) is None


@pytest.mark.parametrize("save", SAVES, ids=["engagement", "schedule", "checkpoint"])
async def test_a_change_based_on_an_old_state_is_refused(works: Works, save: Save) -> None:
    """Two people who store at once are told, and neither undoes the other unseen."""
    async with works(OURS) as work:
        await save(work)

    with pytest.raises(Stale):
        async with works(OURS) as work:
            await save(work)


@pytest.mark.parametrize("scope", THEIRS, ids=["other team", "other tenant"])
async def test_nothing_of_a_team_is_visible_in_another(works: Works, scope: TeamScope) -> None:
    """Neither by its id, nor in a list, nor in the audit table; nor in another tenant's team of the same id."""
    async with works(OURS) as work:
        for save in SAVES:
            await save(work)
        await work.ledger.owe(OWED)
        await work.audit.add(LINE)

    async with works(scope) as work:
        assert await work.engagements.get() is None
        assert await work.schedules.get("s1") is None
        assert await work.checkpoints.get(CHECKPOINT.id) is None
        assert await work.ledger.get(OWED.id) is None
        assert [*await work.schedules.all(), *await work.checkpoints.all(), *await work.audit.lines()] == []
        assert await work.answers.since(NOW - timedelta(days=1)) == []
        assert await work.ledger.cancel([OWED.id], reason="forged") == 0


@pytest.mark.parametrize("scope", THEIRS, ids=["other team", "other tenant"])
async def test_nothing_can_be_written_for_another_team(works: Works, scope: TeamScope) -> None:
    """A forged scope is a fault, and stores nothing."""
    async with works(scope) as work:
        for write in (
            work.engagements.save(ENGAGEMENT),
            work.schedules.save(SCHEDULE),
            work.checkpoints.save(CHECKPOINT),
            work.ledger.owe(OWED),
        ):
            with pytest.raises(ValueError, match="another team"):
                await write
    async with works(OURS) as work:
        assert await work.engagements.get() is None


async def test_a_message_is_owed_once(works: Works) -> None:
    """Its id says what it is for."""
    async with works(OURS) as work:
        first = await work.ledger.owe(OWED)
    async with works(OURS) as work:
        second = await work.ledger.owe(replace(OWED, due=NOW + timedelta(days=1)))
        found = await work.ledger.get(OWED.id)

    assert (first, second, found) == (True, False, OWED)


async def test_the_audit_table_only_grows(database: Database) -> None:
    """The database itself refuses to change or drop a line."""
    works = SqlWorks(database)
    async with works(OURS) as work:
        await work.audit.add(LINE)
    for statement in ("DELETE FROM audit", "UPDATE audit SET outcome = 'undone'"):
        with pytest.raises(StoreUnavailable, match="append-only"):
            async with database.transaction() as connection:
                await connection.execute(sa.text(statement))

    async with works(OURS) as work:
        assert await work.audit.lines() == [LINE]


async def test_each_save_makes_a_new_version(works: Works) -> None:
    """What was saved can be changed and saved again; an older one can not."""
    async with works(OURS) as work:
        first = await work.engagements.save(ENGAGEMENT)
        second = await work.engagements.save(replace(first, customer="Fabrikam"))
    async with works(OURS) as work:
        found = await work.engagements.get()

    assert found == second == replace(ENGAGEMENT, customer="Fabrikam", version=2)
    with pytest.raises(Stale):
        async with works(OURS) as work:
            await work.engagements.save(first)


async def test_a_team_has_one_engagement(works: Works) -> None:
    """A second set-up, made while the first was stored, is told so."""
    async with works(OURS) as work:
        await work.engagements.save(ENGAGEMENT)

    with pytest.raises(Stale):
        async with works(OURS) as work:
            await work.engagements.save(replace(ENGAGEMENT, id="e2"))


async def test_of_two_who_change_the_same_at_once_one_is_told(works: Works) -> None:
    """Whoever comes second."""
    async with works(OURS) as work:
        saved = await work.engagements.save(ENGAGEMENT)

    async def change(customer: str) -> None:
        async with works(OURS) as work:
            await work.engagements.save(replace(saved, customer=customer))

    outcomes = await asyncio.gather(change("Contoso East"), change("Contoso West"), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes if outcome is not None] == [Stale]


async def test_of_two_who_owe_the_same_at_once_one_does(works: Works) -> None:
    """The other learns that it is owed already."""

    async def owe() -> bool:
        async with works(OURS) as work:
            return await work.ledger.owe(OWED)

    assert sorted(await asyncio.gather(owe(), owe(), owe())) == [False, False, True]


async def test_teams_with_an_engagement_are_listed(works: Works) -> None:
    """For what runs over all of them."""
    for scope in (OURS, *THEIRS):
        async with works(scope) as work:
            await work.engagements.save(replace(ENGAGEMENT, scope=scope))

    assert await works.scopes() == [OURS, *THEIRS]


async def test_lists_come_in_order(works: Works) -> None:
    """Schedules and checkpoints by start, the ledger by due; checkpoints of one schedule by themselves."""
    async with works(OURS) as work:
        for number in (2, 1, 3):
            later = timedelta(days=number)
            await work.schedules.save(replace(SCHEDULE, id=f"s{number}", starts=SCHEDULE.starts + later))
            await work.checkpoints.save(replace(CHECKPOINT, id=f"cp{number}", schedule=f"s{number % 2}", start=NOW + later))
            await work.ledger.owe(replace(OWED, id=f"m{number}", due=NOW + later))

        assert [one.id for one in await work.schedules.all()] == ["s1", "s2", "s3"]
        assert [one.id for one in await work.checkpoints.all()] == ["cp1", "cp2", "cp3"]
        assert [one.id for one in await work.checkpoints.all(schedule="s1")] == ["cp1", "cp3"]
        assert [one.id for one in await work.ledger.all()] == ["m1", "m2", "m3"]


async def test_a_work_sees_the_answers_of_its_team(database: Database) -> None:
    """Those of another team or of a personal chat, and earlier ones, are not among them."""
    given = AnswerGiven(
        tenant="contoso", conversation="channel", message_id="m1", at=NOW, question="Who?", kind="verdict", team="blue", person="adele",
        verdict="in_scope",
    )  # fmt: skip
    feedback = SqlFeedback(database)
    for each in (
        given,
        replace(given, message_id="m2", team=""),
        replace(given, message_id="m3", team="red"),
        replace(given, message_id="m4", tenant="fabrikam"),
        replace(given, message_id="m5", at=NOW - timedelta(seconds=1)),
    ):
        await feedback.keep(each)
    async with SqlWorks(database)(OURS) as work:
        found = await work.answers.since(NOW)

    assert found == [AnswerLogged(at=NOW, person="adele", question="Who?", kind="verdict", verdict="in_scope", message_id="m1")]

"""What is dropped of a person, of a team, and of old, in each database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.checkpoints.checkpoint import Action, Change, Checkpoint, Entry, State
from bot.checkpoints.ports import Audited
from bot.checkpoints.schedule import Schedule
from bot.conversation.events import Person, Place, Scope
from bot.conversation.ports import AnswerGiven, Rated, Recollection
from bot.delivery.ledger import Delivery, Kind, Owed, Reference
from bot.engagements.engagement import Engagement, SaidFact, Task
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from bot.storage.database import Database
from bot.storage.erasure import NOBODY, erase_person, erase_team
from bot.storage.feedback import SqlFeedback
from bot.storage.housekeeping import purge
from bot.storage.ledger import SqlDeliveries
from bot.storage.memory import SqlMemory
from bot.storage.references import SqlReferences
from bot.storage.tables import metadata
from bot.storage.works import SqlWorks, no_wake
from knowledge.models import Role

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LOCAL = datetime(2026, 3, 3, 10)  # noqa: DTZ001  # a schedule's wall-clock time
OURS = TeamScope(tenant="contoso", team="blue")
FABRIKAM = TeamScope(tenant="fabrikam", team="blue")
ADELE, ALEX = Member(person="adele-id", name="Adele [V]", account="29:a"), Member(person="alex-id", name="Alex Wilber")
PLACE = Place(scope=Scope.PERSONAL, conversation="chat")


async def fill(database: Database, scope: TeamScope) -> None:
    """Put something of both people into all that is kept of a team."""
    works, feedback = SqlWorks(database), SqlFeedback(database)
    async with works(scope) as work:
        await work.engagements.save(
            Engagement(
                id="e1", scope=scope, channel="channel", customer="Contoso", timezone="UTC", start=date(2026, 3, 2),
                facts={"seats": SaidFact(value=220, by=ADELE, at=NOW), "plan": SaidFact(value="E3", by=ALEX, at=NOW)},
                roster=Roster(held=((RosterRole.SPECIALIST, ADELE), (RosterRole.SPONSOR, ALEX))),
                tasks=(Task(docid="t", text="Count", party="customer", phase="start", assignee=ADELE),),
            )
        )  # fmt: skip
        await work.schedules.save(Schedule(id="s1", scope=scope, rrule="FREQ=WEEKLY", starts=LOCAL, timezone="UTC", owner=ADELE))
        await work.checkpoints.save(
            Checkpoint(
                id="cp1", schedule="s1", scope=scope, original=LOCAL, start=NOW, state=State.HELD,
                entries=(Entry(author=ADELE, at=NOW, done="mine"), Entry(author=ALEX, at=NOW, done="ours")),
                actions=(Action(id="1", text="ship", owner="Adele [V]"), Action(id="2", text="pack", owner="Alex Wilber")),
                history=(Change(state=State.HELD, at=NOW, by="adele-id"), Change(state=State.DUE, at=NOW, by="alex-id")),
                minutes="- Adele \\[V\\]: mine\n- Alex Wilber: ours",
            )
        )  # fmt: skip
        for actor in ("adele-id", "alex-id"):
            await work.audit.add(Audited(at=NOW, actor=actor, action="a", subject="adele-id", outcome="done", details={"to": "adele-id"}))
        await work.ledger.owe(
            Owed(id=f"{scope.tenant}:1", scope=scope, conversation="channel", kind=Kind.NOTICE, due=NOW, values=(("name", "Adele [V]"),))
        )
    await SqlReferences(database).keep(Reference(tenant=scope.tenant, conversation="channel", service_url="u", team=scope.team), NOW)
    for message, person in (("m1", "adele-id"), ("m2", "alex-id")):
        await feedback.keep(
            AnswerGiven(
                tenant=scope.tenant, conversation="channel", message_id=message, at=NOW, question="Who?", kind="verdict", team=scope.team,
                person=person,
            )
        )  # fmt: skip
        rated = Rated(
            tenant=scope.tenant, conversation="channel", message_id=message, person=person, at=NOW, reaction="like", comment="good"
        )
        await feedback.rate(rated)
        memory, who = SqlMemory(database, time_to_live_s=60, now=lambda: NOW), Person(id=person, tenant=scope.tenant)
        await memory.remember(who, PLACE, Recollection(questions=("Who?",)))
        await memory.set_role(who, Role.PARTNER)


async def text_of(database: Database, scope: TeamScope) -> str:
    """All that is kept of a tenant, as one text."""
    async with database.transaction(reads=True) as connection:
        rows = [
            row
            for table in metadata.sorted_tables
            if "tenant" in table.c
            for row in await connection.execute(sa.select(table).where(table.c.tenant == scope.tenant).order_by(*table.primary_key.columns))
        ]
    return repr(rows)


def nothing(_: int, __: int) -> None:
    """Shows no progress."""


async def test_nothing_of_an_erased_person_is_left(database: Database) -> None:
    """Neither id nor name, in any table; the record itself and what others said stay."""
    await fill(database, OURS)
    touched = await erase_person(database, tenant="contoso", person="adele-id", progress=nothing)
    kept = await text_of(database, OURS)
    async with SqlWorks(database)(OURS) as work:
        engagement, schedule, checkpoint = await work.engagements.get(), await work.schedules.get("s1"), await work.checkpoints.get("cp1")
        lines = await work.audit.lines()

    assert touched > 0
    assert "adele" not in kept.casefold()
    assert engagement is not None
    assert schedule is not None
    assert checkpoint is not None
    assert engagement.roster == Roster(held=((RosterRole.SPONSOR, ALEX),))
    assert engagement.facts["seats"] == SaidFact(value=220, by=NOBODY, at=NOW)
    assert engagement.facts["plan"].by == ALEX
    assert schedule.owner == NOBODY
    assert [entry.author for entry in checkpoint.entries] == [ALEX]
    assert checkpoint.minutes == "- –: mine\n- Alex Wilber: ours"
    assert [action.owner for action in checkpoint.actions] == ["", "Alex Wilber"]
    assert [change.by for change in checkpoint.history] == ["", "alex-id"]
    assert [(line.actor, line.subject, line.details) for line in lines] == [("", "", {"to": ""}), ("alex-id", "", {"to": ""})]


async def test_nobody_else_is_touched_by_an_erasure(database: Database) -> None:
    """A person of another tenant is another, even under the same id."""
    await fill(database, OURS)
    await fill(database, FABRIKAM)
    before = await text_of(database, FABRIKAM)
    await erase_person(database, tenant="contoso", person="adele-id", progress=nothing)

    assert await text_of(database, FABRIKAM) == before
    assert await erase_person(database, tenant="contoso", person="adele-id", progress=nothing) == 0


async def test_nothing_of_an_erased_team_is_left(database: Database) -> None:
    """But what its people told the bot elsewhere; other teams stay whole."""
    await fill(database, OURS)
    await fill(database, FABRIKAM)
    before = await text_of(database, FABRIKAM)
    dropped = await erase_team(database, OURS)

    async with SqlWorks(database)(OURS) as work:
        assert await work.engagements.get() is None
        assert [*await work.schedules.all(), *await work.checkpoints.all(), *await work.ledger.all(), *await work.audit.lines()] == []
    assert dropped == 11
    assert await SqlReferences(database).get("contoso", "channel") is None
    assert [rated.tenant for rated, _ in await SqlFeedback(database).ratings()] == ["fabrikam", "fabrikam"]
    assert await text_of(database, FABRIKAM) == before


@pytest.mark.parametrize("audited", [False, True])
async def test_what_is_old_is_dropped(database: Database, audited: bool) -> None:
    """Answers, ratings, threads and settled messages; lines of the audit table when asked for; never a team's own record."""
    await fill(database, OURS)
    deliveries = SqlDeliveries(database, no_wake)
    async with SqlWorks(database)(OURS) as work:
        await work.ledger.owe(Owed(id="m2", scope=OURS, conversation="channel", kind=Kind.NOTICE, due=NOW))
    await deliveries.sent("m2", "m", NOW)

    early = await purge(database, before=NOW, audited=audited)
    dropped = await purge(database, before=NOW + timedelta(seconds=1), audited=audited)

    async with SqlWorks(database)(OURS) as work:
        assert len(await work.audit.lines()) == (0 if audited else 2)
        assert await work.engagements.get() is not None
        assert [(row.id, row.state) for row in await work.ledger.all()] == [("contoso:1", Delivery.OWED)]
    assert (early, dropped) == (0, 9 if audited else 7)


async def test_an_erasure_tells_how_far_it_is(database: Database) -> None:
    """Teams done, and teams in all."""
    told: list[tuple[int, int]] = []
    await fill(database, OURS)
    async with SqlWorks(database)(replace(OURS, team="red")) as work:
        await work.schedules.save(
            Schedule(id="s2", scope=replace(OURS, team="red"), rrule="FREQ=WEEKLY", starts=LOCAL, timezone="UTC", owner=ADELE)
        )
    await erase_person(database, tenant="contoso", person="adele-id", progress=lambda *step: told.append(step))

    assert told == [(0, 2), (1, 2), (2, 2)]

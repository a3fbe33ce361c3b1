"""Taking one person, or one team, out of what is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkpoints.checkpoint import Checkpoint
from bot.checkpoints.minutes import plain
from bot.engagements.engagement import Engagement
from bot.engagements.roster import Member, Roster
from bot.engagements.scope import TeamScope
from bot.storage import tables
from bot.storage.aggregates import TeamCheckpoints, TeamEngagement, TeamSchedules, of_team
from bot.storage.audit import opened
from bot.storage.database import Database

NOBODY = Member(person="", name="")
_OF_TEAMS = (tables.engagements, tables.schedules, tables.checkpoints, tables.ledger, tables.references, tables.audit, tables.answers)


async def erase_person(database: Database, *, tenant: str, person: str, progress: Callable[[int, int], None]) -> int:
    """Take a person out of all that `tenant` keeps, step by step; how many rows were dropped or changed.

    Threads, role, ratings and their answers at checkpoints go; questions they asked lose their text; wherever else they are named (roster,
    facts, tasks, series, steps of a record, minutes, audit table) nobody is. progress: teams done, teams in all.
    Raises StoreUnavailable, or Stale where a team's record changes at that very moment: run it again.
    """
    teams = await _teams(database, tenant)
    touched = 0
    for done, scope in enumerate(teams):
        progress(done, len(teams))
        async with database.transaction(patient=True) as connection:
            touched += await _from_team(connection, scope, person)
    async with database.transaction(patient=True) as connection:
        for table in (tables.threads, tables.people, tables.ratings):
            touched += (await connection.execute(sa.delete(table).where(_theirs(table, tenant, person)))).rowcount
        asked = sa.update(tables.answers).where(_theirs(tables.answers, tenant, person)).values(person="", question="")
        touched += (await connection.execute(asked)).rowcount + await _from_audit(connection, tenant, person)
    progress(len(teams), len(teams))
    return touched


async def erase_team(database: Database, scope: TeamScope) -> int:
    """Drop all that is kept of a team, what it owes and its audit lines included; how many rows they were. Raises StoreUnavailable."""
    async with database.transaction(patient=True) as connection:
        conversations = sa.select(tables.references.c.conversation).where(of_team(tables.references, scope))
        rated = sa.delete(tables.ratings).where(tables.ratings.c.tenant == scope.tenant, tables.ratings.c.conversation.in_(conversations))
        async with opened(connection, "erasure"):
            count = (await connection.execute(rated)).rowcount
            return count + sum([(await connection.execute(sa.delete(each).where(of_team(each, scope)))).rowcount for each in _OF_TEAMS])


async def _teams(database: Database, tenant: str) -> list[TeamScope]:
    kept = (tables.engagements, tables.schedules, tables.checkpoints)
    query = sa.union(*(sa.select(table.c.team).where(table.c.tenant == tenant) for table in kept)).order_by("team")
    async with database.transaction(reads=True, patient=True) as connection:
        return [TeamScope(tenant=tenant, team=team) for team in (await connection.execute(query)).scalars()]


async def _from_team(connection: AsyncConnection, scope: TeamScope, person: str) -> int:
    engagements, schedules, checkpoints = (
        TeamEngagement(connection, scope),
        TeamSchedules(connection, scope),
        TeamCheckpoints(connection, scope),
    )
    engagement, series, records = await engagements.get(), await schedules.all(), await checkpoints.all()
    members = [*_members(engagement), *(one.owner for one in series), *(entry.author for record in records for entry in record.entries)]
    names = {member.name for member in members if member.person == person and member.name}
    touched = 0
    if engagement is not None and (cleared := _engagement_without(engagement, person)) != engagement:
        await engagements.save(cleared)
        touched += 1
    for one in series:
        if one.owner.person == person:
            await schedules.save(replace(one, owner=NOBODY))
            touched += 1
    for record in records:
        if (without := _checkpoint_without(record, person, names)) != record:
            await checkpoints.save(without)
            touched += 1
    return touched + await _from_ledger(connection, scope, {person, *names})


def _members(engagement: Engagement | None) -> list[Member]:
    """Everyone whom the engagement names."""
    if engagement is None:
        return []
    return [
        *(member for _, member in engagement.roster.held),
        *(said.by for said in engagement.facts.values()),
        *(task.assignee for task in engagement.tasks if task.assignee is not None),
    ]


def _engagement_without(engagement: Engagement, person: str) -> Engagement:
    return replace(
        engagement,
        facts={name: replace(said, by=NOBODY) if said.by.person == person else said for name, said in engagement.facts.items()},
        roster=Roster(held=tuple((role, member) for role, member in engagement.roster.held if member.person != person)),
        tasks=tuple(
            replace(task, assignee=None) if task.assignee and task.assignee.person == person else task for task in engagement.tasks
        ),
    )


def _checkpoint_without(checkpoint: Checkpoint, person: str, names: Collection[str]) -> Checkpoint:
    minutes = checkpoint.minutes
    for name in names:
        minutes = minutes.replace(plain(name), "–")
    return replace(
        checkpoint,
        entries=tuple(entry for entry in checkpoint.entries if entry.author.person != person),
        actions=tuple(replace(action, owner="") if action.owner in {person, *names} else action for action in checkpoint.actions),
        history=tuple(replace(change, by="") if change.by in {person, *names} else change for change in checkpoint.history),
        minutes=minutes,
    )


async def _from_ledger(connection: AsyncConnection, scope: TeamScope, words: Collection[str]) -> int:
    """Blank the values of notices that hold one of `words`."""
    table, touched = tables.ledger, 0
    for id_, texts in (await connection.execute(sa.select(table.c.id, table.c.texts).where(of_team(table, scope)))).all():
        cleared = [[name, "" if any(word in value for word in words) else value] for name, value in texts]
        if cleared != texts:
            await connection.execute(sa.update(table).where(table.c.id == id_).values(texts=cleared))
            touched += 1
    return touched


async def _from_audit(connection: AsyncConnection, tenant: str, person: str) -> int:
    """Take the person's id out of the audit table's lines, which stay."""
    table, touched = tables.audit, 0
    lines = sa.select(table.c.number, table.c.actor, table.c.subject, table.c.details).where(table.c.tenant == tenant)
    async with opened(connection, "erasure"):
        for number, *held in (await connection.execute(lines)).all():
            actor, subject, details = held
            cleared = ["" if actor == person else actor, "" if subject == person else subject]
            blanked = {name: "" if value == person else value for name, value in details.items()}
            if [*cleared, blanked] != held:
                change = {"actor": cleared[0], "subject": cleared[1], "details": blanked}
                await connection.execute(sa.update(table).where(table.c.number == number).values(change))
                touched += 1
    return touched


def _theirs(table: sa.Table, tenant: str, person: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant == tenant, table.c.person == person)

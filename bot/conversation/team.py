"""The team that something is said in, who the person is there, and whether they may do what they ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.checkpoints.ports import Audited, Work
from bot.checkpoints.schedule import Schedule
from bot.conversation.events import Person, Place, Scope
from bot.conversation.replies import Said
from bot.conversation.services import Services
from bot.engagements.engagement import Engagement
from bot.engagements.permissions import Action, actors, refused
from bot.engagements.refused import Refused
from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope
from bot.errors import StoreUnavailable
from bot.observability import event

ELSEWHERE = Said(key="team.elsewhere")


@dataclass(frozen=True, kw_only=True)
class Team:
    """A unit of work in the team of a place, and its engagement."""

    work: Work
    held: Engagement


@asynccontextmanager
async def entered(person: Person, place: Place, action: Action, services: Services, *, on: str) -> AsyncIterator[Team | Said]:
    """The team, where `person` may do `action` in it; else the sentence that says why not, and a refusal is noted in the audit table.

    on: what it is done to, for that table.
    """
    scope = scope_of(person, place)
    if scope is None:
        yield ELSEWHERE
        return
    async with services.works(scope) as work:
        held = await work.engagements.get()
        if held is None:
            yield Said(key="team.none")
            return
        yield await refusal(person, held, action, work, services, on=on) or Team(work=work, held=held)


def scope_of(person: Person, place: Place) -> TeamScope | None:
    """The team, or a group chat as one; None in a personal chat, which belongs to no team, and where the tenant is not known."""
    if place.scope is Scope.PERSONAL or not person.tenant:
        return None
    return TeamScope(tenant=person.tenant, team=place.team or place.conversation)


def member(person: Person) -> Member:
    """The person as records name them."""
    return Member(person=person.id, name=person.name or person.id, account=person.account)


async def members(person: Person, place: Place, services: Services) -> tuple[Member, ...]:
    """Who is in the team, as the channel knows it; to be asked before a unit of work begins, which must not wait for the channel."""
    return await services.roster.members(person.tenant, place.conversation)


async def running(work: Work, held: Engagement, now: datetime) -> list[Schedule]:
    """The team's series that have not ended."""
    today = held.today(now)
    return [each for each in await work.schedules.all() if each.goes_on(today)]


async def engagement(person: Person, place: Place, services: Services) -> Engagement | None:
    """The engagement of the place's team; None without one, in a personal chat, and while the database is away."""
    scope = scope_of(person, place)
    if scope is None:
        return None
    try:
        async with services.works(scope, reads=True) as work:
            return await work.engagements.get()
    except StoreUnavailable as fault:
        event("engagement_unavailable", fault=fault)
        return None


async def refusal(person: Person, held: Engagement | None, action: Action, work: Work, services: Services, *, on: str) -> Said | None:
    """Why `person` may not do `action` on `on`, noted in the audit table; None when they may."""
    found = refused(actors(person.id, held, administrators=services.administrators), action)
    if found is None:
        return None
    await audit(work, person, action.value, on, "refused", services.now())
    return said(found)


async def audit(work: Work, person: Person, action: str, subject: str, outcome: str, at: datetime) -> None:
    """Add a line to the audit table."""
    await work.audit.add(Audited(at=at, actor=person.id, action=action, subject=subject, outcome=outcome, details={}))


def said(refused: Refused) -> Said:
    """The sentence of a refusal."""
    return Said(key=refused.key, values=refused.values)

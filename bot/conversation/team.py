"""The team that something is said in, and who the person is there."""

from __future__ import annotations

from datetime import datetime

from bot.checkpoints.ports import Audited, Work
from bot.conversation.events import Person, Place, Scope
from bot.conversation.replies import Said
from bot.conversation.services import Services
from bot.engagements.engagement import Engagement
from bot.engagements.permissions import Action, actors, allowed
from bot.engagements.refused import Refused
from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope
from bot.errors import StoreUnavailable
from bot.observability import event

ELSEWHERE = Said(key="team.elsewhere")


def scope_of(person: Person, place: Place) -> TeamScope | None:
    """The team, or a group chat as one; None in a personal chat, which belongs to no team."""
    if place.scope is Scope.PERSONAL:
        return None
    return TeamScope(tenant=person.tenant, team=place.team or place.conversation)


def member(person: Person) -> Member:
    """The person as records name them."""
    return Member(person=person.id, name=person.name or person.id, account=person.account)


async def engagement(person: Person, place: Place, services: Services) -> Engagement | None:
    """The engagement of the place's team; None without one, in a personal chat, and while the database is away."""
    scope = scope_of(person, place)
    if scope is None:
        return None
    try:
        async with services.works(scope) as work:
            return await work.engagements.get()
    except StoreUnavailable as fault:
        event("engagement_unavailable", fault=fault)
        return None


async def refusal(person: Person, held: Engagement | None, action: Action, work: Work, services: Services, *, on: str) -> Said | None:
    """Why `person` may not do `action` on `on`, noted in the audit table; None when they may."""
    verdict = allowed(actors(person.id, held, administrators=services.administrators), action)
    if not isinstance(verdict, Refused):
        return None
    await audit(work, person, action.value, on, "refused", services.now())
    return said(verdict)


async def audit(work: Work, person: Person, action: str, subject: str, outcome: str, at: datetime) -> None:
    """Add a line to the audit table."""
    await work.audit.add(Audited(at=at, actor=person.id, action=action, subject=subject, outcome=outcome, details={}))


def said(refused: Refused) -> Said:
    """The sentence of a refusal."""
    return Said(key=refused.key, values=refused.values)

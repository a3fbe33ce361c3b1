"""Which person holds which role in an engagement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.models import Role


class RosterRole(StrEnum):
    """What a person is to the engagement."""

    SPECIALIST = "specialist"
    PROJECT_MANAGER = "project_manager"
    TECHNICAL_LEAD = "technical_lead"
    SUCCESS_OWNER = "success_owner"
    SPONSOR = "sponsor"
    PARTNER_CONTACT = "partner_contact"

    @property
    def asker(self) -> Role:
        """Whom the role speaks for when it asks."""
        return _ASKERS[self]


_ASKERS = {
    RosterRole.SPECIALIST: Role.SPECIALIST,
    RosterRole.TECHNICAL_LEAD: Role.CUSTOMER,
    RosterRole.PROJECT_MANAGER: Role.CUSTOMER,
    RosterRole.SUCCESS_OWNER: Role.CUSTOMER,
    RosterRole.SPONSOR: Role.CUSTOMER,
    RosterRole.PARTNER_CONTACT: Role.PARTNER,
}


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person of the team. person: the directory's id; account: the channel's own id, by which a message mentions them."""

    person: str
    name: str
    account: str = ""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Who holds which role; a person may hold several, and a role may be held by several."""

    held: tuple[tuple[RosterRole, Member], ...] = ()

    def holders(self, role: RosterRole) -> tuple[Member, ...]:
        """Who holds `role`, in the order in which they were named."""
        return tuple(member for held, member in self.held if held is role)

    def roles(self, person: str) -> frozenset[RosterRole]:
        """The roles of the person with the directory's id `person`."""
        return frozenset(role for role, member in self.held if member.person == person)

    def speaks_for(self, asker: Role) -> tuple[Member, ...]:
        """Who answers for tasks of `asker`'s side, first the one to turn to: a technical lead before a manager before a sponsor."""
        order = [role for role, side in _ASKERS.items() if side is asker]
        return _once(member for role in order for member in self.holders(role))

    def with_holders(self, role: RosterRole, members: Iterable[Member]) -> Roster:
        """The roster with `members` in the place of who held `role`."""
        others = tuple((held, member) for held, member in self.held if held is not role)
        return Roster(held=(*others, *((role, member) for member in _once(members))))


def _once(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple({member.person: member for member in members}.values())

"""Which people an ownership answer names: the holders of the roles that speak for its owners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.engagements.roster import Member, Roster
from knowledge.models import Party


@dataclass(frozen=True, kw_only=True)
class Named:
    """An owner (the id of a party) and who answers for it on the roster, first the one to mention."""

    party: str
    members: tuple[Member, ...]


def named(owners: Iterable[str], parties: Sequence[Party], roster: Roster) -> tuple[Named, ...]:
    """The people for each of `owners` (ids of `parties`, the pack's), in order; those without anybody are left out."""
    sides = {party.id: party.roles for party in parties}
    found = []
    for owner in dict.fromkeys(owners):
        people = {member.person: member for side in sides.get(owner, ()) for member in roster.speaks_for(side)}
        if people:
            found.append(Named(party=owner, members=tuple(people.values())))
    return tuple(found)

"""Who may do what in a team: the one table, and the one question to it.

Who is what comes from the engagement's roster; administrators are named in the settings. Someone who is not on the roster counts as one
of the customer's: the team is the customer's team space. A team without an engagement has no roster yet, so whoever sets it up first does
so as a specialist, and stands on the roster as one from then on; the roster never loses its last specialist.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from bot.engagements.engagement import Engagement
from bot.engagements.refused import Refused
from knowledge.models import Role


class Actor(StrEnum):
    """What a person is, when asked whether they may do something."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    SPECIALIST = "specialist"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What a person may be allowed to do."""

    ASK = "ask"
    SEE = "see"
    SET_UP = "set_up"
    SET_FACTS = "set_facts"
    SET_ROSTER = "set_roster"
    SET_TASKS = "set_tasks"
    SET_MILESTONES = "set_milestones"
    SCHEDULE = "schedule"
    ANSWER = "answer"
    WRITE_MINUTES = "write_minutes"
    EXPORT = "export"
    ERASE = "erase"


_ALL = frozenset(Actor)
_LEADERS = frozenset({Actor.SPECIALIST, Actor.ADMINISTRATOR})

TABLE: dict[Action, frozenset[Actor]] = {
    Action.ASK: _ALL,
    Action.SEE: _ALL,
    Action.SET_UP: _LEADERS,
    Action.SET_FACTS: _ALL,
    Action.SET_ROSTER: _LEADERS,
    Action.SET_TASKS: _ALL,
    Action.SET_MILESTONES: _LEADERS,
    Action.SCHEDULE: _LEADERS,
    Action.ANSWER: _ALL,
    Action.WRITE_MINUTES: _LEADERS | {Actor.PARTNER},
    Action.EXPORT: _LEADERS,
    Action.ERASE: frozenset({Actor.ADMINISTRATOR}),
}

_ACTORS = {Role.CUSTOMER: Actor.CUSTOMER, Role.PARTNER: Actor.PARTNER, Role.SPECIALIST: Actor.SPECIALIST}


def actors(person: str, engagement: Engagement | None, *, administrators: Collection[str] = ()) -> frozenset[Actor]:
    """What `person` (the directory's id) is in the team of `engagement`; None where none is set up. administrators: ids of the settings."""
    if engagement is None:
        found = frozenset({Actor.SPECIALIST})
    else:
        found = frozenset(_ACTORS[role.asker] for role in engagement.roster.roles(person)) or frozenset({Actor.CUSTOMER})
    return found | {Actor.ADMINISTRATOR} if person in administrators else found


def refused(acting: Collection[Actor], action: Action) -> Refused | None:
    """Why someone who is all of `acting` may not do `action`, with a key that names the action and so says who may; None when they may."""
    return None if TABLE[action].intersection(acting) else Refused(key=f"refused.{action.value}")

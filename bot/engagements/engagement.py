"""One onboarding in one team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.engagements.roster import Member, Roster
from bot.engagements.scope import TeamScope
from knowledge.conditions import FactValue


@dataclass(frozen=True, kw_only=True)
class SaidFact:
    """A fact of the engagement, with who said it and when."""

    value: FactValue
    by: Member
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A milestone of the pack (docid) in this engagement. due: when it is aimed at; reached_at: None until it is."""

    docid: str
    name: str
    phase: str = ""
    due: date | None = None
    reached_at: datetime | None = None


class TaskState(StrEnum):
    """How a task stands."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, kw_only=True)
class Task:
    """A row of the pack's responsibility table (docid) as an item of this engagement's checklist. party, phase: ids of the pack."""

    docid: str
    text: str
    party: str
    phase: str
    state: TaskState = TaskState.OPEN
    note: str = ""
    assignee: Member | None = None
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """What is known of a team's onboarding.

    channel: the conversation in which the bot posts; language, timezone (IANA): of those who read it. phase, workloads: ids of the pack.
    version: counts the times it was stored; a store refuses one that was changed meanwhile.
    """

    id: str
    scope: TeamScope
    channel: str
    customer: str
    timezone: str
    start: date
    language: str = "en"
    country: str = ""
    phase: str = ""
    partner: str = ""
    workloads: tuple[str, ...] = ()
    facts: Mapping[str, SaidFact] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)
    milestones: tuple[Milestone, ...] = ()
    tasks: tuple[Task, ...] = ()
    version: int = 0

    def today(self, now: datetime) -> date:
        """The day that it is for the team at `now` (with its zone)."""
        return now.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def known(self) -> dict[str, FactValue]:
        """The facts as answers need them."""
        return {name: said.value for name, said in self.facts.items()}

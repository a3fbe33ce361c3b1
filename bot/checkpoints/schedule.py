"""When an engagement's checkpoints are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Days without checkpoints, the first and the last included; an open pause has no last day."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A series of checkpoints at local wall-clock time.

    rrule: RFC 5545's rule without its DTSTART; starts: the first occurrence, local and naive; timezone: IANA.
    An occurrence is known by its original local start, which stays when it is moved. owner: who answers for the series.
    skipped: original starts left out; moved: original start → new local start; country: whose public holidays are left out ("" none).
    lead_min: minutes between the prompt and the meeting. ended: the last day of the series, None while it goes on.
    revision: counts changes, so that a wake-up for an earlier plan is known to be void. version: as of an engagement.
    """

    id: str
    scope: TeamScope
    rrule: str
    starts: datetime
    timezone: str
    owner: Member
    duration_min: int = 30
    lead_min: int = 0
    country: str = ""
    pauses: tuple[Pause, ...] = ()
    skipped: frozenset[datetime] = frozenset()
    moved: Mapping[datetime, datetime] = field(default_factory=dict)
    ended: date | None = None
    revision: int = 0
    version: int = 0

    def goes_on(self, day: date) -> bool:
        """Whether the series has not ended before `day`."""
        return self.ended is None or self.ended >= day


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One date of a schedule. original, local: naive local times, before and after a move; start: in UTC."""

    original: datetime
    local: datetime
    start: datetime

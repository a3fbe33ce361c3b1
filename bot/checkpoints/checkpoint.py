"""One occurrence of a checkpoint meeting, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope


class State(StrEnum):
    """due → posted → acknowledged → held, missed or skipped."""

    DUE = "due"
    POSTED = "posted"
    ACKNOWLEDGED = "acknowledged"
    HELD = "held"
    MISSED = "missed"
    SKIPPED = "skipped"

    @property
    def is_closed(self) -> bool:
        """Whether nothing follows it."""
        return self in (State.HELD, State.MISSED, State.SKIPPED)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one person answered; a later answer takes the earlier one's place."""

    author: Member
    at: datetime
    done: str = ""
    blockers: str = ""
    next_steps: str = ""


@dataclass(frozen=True, kw_only=True)
class Action:
    """A next step with its owner. carried_from: the id of the checkpoint in which it was agreed, when that is an earlier one."""

    id: str
    text: str
    owner: str = ""
    due: date | None = None
    done: bool = False
    carried_from: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A step of the record: which state was reached, when and by whom ("" for the bot itself), and why, in a word."""

    state: State
    at: datetime
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """The record of one occurrence.

    id: "cp:{schedule}:{original start}". original: naive local start that names the occurrence; start: when the meeting is, UTC.
    conversation, message_id: the posted card, "" until posted. minutes: as edited and posted, "" until held. version: as of an engagement.
    """

    id: str
    schedule: str
    scope: TeamScope
    original: datetime
    start: datetime
    state: State = State.DUE
    conversation: str = ""
    message_id: str = ""
    entries: tuple[Entry, ...] = ()
    actions: tuple[Action, ...] = ()
    minutes: str = ""
    reminded_at: datetime | None = None
    history: tuple[Change, ...] = ()
    version: int = 0

    def local(self, timezone: str) -> datetime:
        """When the meeting is on the clocks of the IANA zone `timezone`: where it was moved, not as it was planned first."""
        return self.start.astimezone(ZoneInfo(timezone))

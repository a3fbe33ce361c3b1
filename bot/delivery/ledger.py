"""The ledger: one row for every proactive message owed, the truth about what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.engagements.scope import TeamScope

PERSONAL = "person:"


class Kind(StrEnum):
    """What a message is for; its content is composed when it is sent."""

    CHECKPOINT = "checkpoint"
    REMINDER = "reminder"
    CLOSING = "closing"
    NOTICE = "notice"


class Policy(StrEnum):
    """What to do with a message that was in flight when its process died: send again, or leave it in doubt for a person."""

    RESEND = "resend"
    HOLD = "hold"


class Delivery(StrEnum):
    """Where a message is: owed → sending → sent; or else why not."""

    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    MISSED = "missed"
    CANCELLED = "cancelled"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A message owed to a conversation.

    id: made of what it is for, so that the same is never owed twice ("cp:{schedule}:{occurrence}:r{revision}").
    subject: the id of what it speaks of (a checkpoint's). text_key, values: for a notice, the sentence of the catalogue.
    due: UTC; late_after_s: seconds after which it is missed and not sent.
    attempt: wake-ups made for it. message_id: the activity's id once sent.
    """

    id: str
    scope: TeamScope
    conversation: str
    kind: Kind
    due: datetime
    subject: str = ""
    text_key: str = ""
    values: tuple[tuple[str, str], ...] = ()
    policy: Policy = Policy.HOLD
    late_after_s: int = 3600
    state: Delivery = Delivery.OWED
    attempt: int = 0
    message_id: str = ""
    sent_at: datetime | None = None

    def anew(self) -> Owed:
        """The same message as it begins: owed, not woken, not sent."""
        return replace(self, state=Delivery.OWED, attempt=0, message_id="", sent_at=None)


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """How the ledger stands. owed: rows due and not sent; late_s: how late the oldest is; in_doubt: rows for a person to look at."""

    owed: int = 0
    late_s: float = 0.0
    in_doubt: int = 0


class Ledger(Protocol):
    """The ledger inside a unit of work: what is written stands once the work is committed, together with its wake-up."""

    async def owe(self, owed: Owed) -> bool:
        """Owe a message and set its wake-up; False, and nothing done, when its id is owed already.

        It begins as owed and not yet sent, whatever became of the one that it was made from.
        """

    async def get(self, id: str) -> Owed | None:  # noqa: A002  # the field's name
        """The row, when there is one."""

    async def all(self) -> list[Owed]:
        """The team's rows, by due."""

    async def cancel(self, ids: Sequence[str], *, reason: str) -> int:
        """Take back those of `ids` that are still owed; how many they were."""

    async def sent(self, id: str, message_id: str, at: datetime) -> bool:  # noqa: A002  # the field's name
        """Record that it was sent, whatever was thought of it meanwhile; False when that was recorded before, or there is no such row."""

    async def miss(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Give it up as too late (owed or sending → missed); False when it was neither."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """How to reach a conversation: what a proactive message needs. blocked: the channel refuses the bot there.

    conversation: its id; or `PERSONAL` and a person's account, for the personal chat with them, which is opened when it is needed.
    proven: a token of the channel vouched for the service URL.
    """

    tenant: str
    conversation: str
    service_url: str
    channel_id: str = "msteams"
    bot_id: str = ""
    bot_name: str = ""
    team: str = ""
    blocked: bool = False
    proven: bool = False
    details: tuple[tuple[str, str], ...] = field(default_factory=tuple)

"""What sending asks of the storage; `bot.storage` fills it. Each method is a short transaction of its own and raises StoreUnavailable."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.delivery.ledger import Backlog, Delivery, Owed, Reference


class Deliveries(Protocol):
    """The ledger as its sender sees it: the rows of all teams. Times are given in with their zone."""

    async def get(self, id: str) -> Owed | None:  # noqa: A002  # the field's name
        """The row, when there is one."""

    async def begin(self, id: str, now: datetime, attempt: int) -> Owed | None:  # noqa: A002  # the field's name
        """Take an owed row for sending (owed → sending), which stands before the post is made; the row as taken.

        attempt: that of the wake-up. None when there is nothing to send: sent, cancelled, taken already, also by an earlier run of the
        same wake-up whose process died, or a wake-up that the row knows nothing of (its attempt is above the row's).
        """

    async def sent(self, id: str, message_id: str, at: datetime) -> bool:  # noqa: A002  # the field's name
        """Record that it was sent, whatever was thought of it meanwhile; False when that was recorded before, or there is no such row.

        `Ledger.sent` does the same inside a unit of work, together with what else changes.
        """

    async def release(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Give a row back (sending → owed) that the channel refused for now; False when it was not being sent."""

    async def refuse(self, id: str, reason: str) -> bool:  # noqa: A002  # the field's name
        """Give it up (owed or sending → refused): the channel will never take it. False when it was neither."""

    async def miss(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Give it up as too late (owed or sending → missed); False when it was neither."""

    async def doubt(self, id: str) -> bool:  # noqa: A002  # the field's name
        """Leave it to a person (sending → in doubt): it may have been sent. False when it was not being sent."""

    async def overdue(self, now: datetime, limit: int) -> list[Owed]:
        """At most `limit` rows that were forgotten, by due: owed ones whose wake-up did not come, and ones that are sent for too long.

        Both only after a grace, which is counted anew from each wake-up.
        """

    async def rewake(self, id: str, attempt: int, now: datetime, *, seen: Delivery) -> bool:  # noqa: A002  # the field's name
        """Owe it anew (→ owed) under a later attempt, with its wake-up in the same transaction.

        seen: the state, owed or sending, in which `overdue` found it. False, and nothing done, when it is in another one by now, being
        sent anew, or when another process did so before: what is begun meanwhile must not be owed as well.
        """

    async def backlog(self, now: datetime) -> Backlog:
        """How the ledger stands."""

    async def purge(self, before: datetime) -> int:
        """Remove rows that were due before `before` and that nothing follows; how many they were."""


class References(Protocol):
    """How to reach conversations, renewed by every activity that comes from them."""

    async def keep(self, reference: Reference, now: datetime) -> bool:
        """Keep it in the place of what was known of the conversation; whether it is blocked, which stays as it was."""

    async def get(self, tenant: str, conversation: str) -> Reference | None:
        """How to reach the conversation, when that is known."""

    async def block(self, tenant: str, conversation: str, *, blocked: bool = True) -> None:
        """Note that the channel refuses the bot there, or no longer does."""

    async def forget(self, tenant: str, conversation: str) -> None:
        """Forget the conversation: the bot was taken out of it."""


class Said(Protocol):
    """What a message says; only the poster looks into it."""


class Composer(Protocol):
    """What a message says, and what follows from its being sent or not: what was owed, as its own domain sees it."""

    async def compose(self, owed: Owed, *, now: datetime) -> Said | None:
        """What `owed` says now; None when nothing is to be said any more, which settles the row."""

    async def sent(self, owed: Owed, *, message_id: str, now: datetime) -> None:
        """Mark the row as sent, and do what follows, in one transaction."""

    async def missed(self, owed: Owed, *, now: datetime) -> None:
        """Mark the row as missed, and do what follows, in one transaction."""

    async def doubted(self, owed: Owed, *, now: datetime) -> None:
        """Tell who looks after the team that the message may or may not have been sent."""

    async def refused(self, owed: Owed, *, reason: str, now: datetime) -> None:
        """Note that the channel does not take it."""


class Poster(Protocol):
    """Posts to a conversation."""

    async def post(self, reference: Reference, said: Said) -> str:
        """The id of the message, once the channel took it. One try.

        Raises ChannelRefused; PermissionError where the bot may not even ask; TimeoutError or OSError when nobody knows if it was taken.
        """

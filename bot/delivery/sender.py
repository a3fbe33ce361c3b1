"""Sending what is owed: intent first, then the post, then the record; and looking after what a dead process left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.ledger import Delivery, Owed, Policy
from bot.delivery.limits import Limits
from bot.delivery.ports import Composer, Deliveries, Poster, References
from bot.errors import ChannelRefused, StoreUnavailable
from bot.observability import event

_BLOCKED = 403  # MessageWritesBlocked: the bot was taken out or muted
_GONE = 404
_AT_ONCE = 200  # rows that one sweep takes up


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Delivers rows of the ledger.

    now: the time, with its zone. clock: seconds that never run backwards. sleep: waits seconds. sweep_s: seconds between two looks for
    rows that were forgotten.
    """

    deliveries: Deliveries
    references: References
    composer: Composer
    poster: Poster
    now: Callable[[], datetime]
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    sweep_s: float = 30.0
    limits: Limits = field(default_factory=Limits)

    async def deliver(self, id: str, attempt: int) -> None:  # noqa: A002  # the field's name
        """Send the row `id` on its wake-up `attempt`, unless that is done, or not to be done any more.

        A fault leaves the row as it is for the sweep. Of what a process had in flight when it died, the sweep decides by its policy.
        """
        try:
            owed = await self.deliveries.begin(id, self.now(), attempt)
            if owed is not None:
                await self._send(owed)
        except StoreUnavailable as fault:
            event("delivery_unsettled", fault=fault, owed=id)

    async def sweep(self) -> int:
        """Take up the rows that were forgotten; how many they were.

        One that was never begun is owed again. One in flight is sent again or left in doubt, as its policy says.
        """
        forgotten = await self.deliveries.overdue(self.now(), _AT_ONCE)
        for owed in forgotten:
            if owed.state is Delivery.SENDING and owed.policy is Policy.HOLD:
                if await self.deliveries.doubt(owed.id):
                    event("delivery_in_doubt", owed=owed.id)
                    await self.composer.doubted(owed, now=self.now())
            elif await self.deliveries.rewake(owed.id, owed.attempt + 1, self.now()):
                event("delivery_taken_up", owed=owed.id, attempt=owed.attempt + 1)
        return len(forgotten)

    async def keep_sweeping(self) -> None:
        """Sweep again and again, until cancelled."""
        while True:
            with suppress(StoreUnavailable):
                await self.sweep()
            await self.sleep(self.sweep_s)

    async def _send(self, owed: Owed) -> None:
        if (self.now() - owed.due).total_seconds() > owed.late_after_s:
            event("delivery_late", owed=owed.id)
            await self.composer.missed(owed, now=self.now())
            return
        reference = await self.references.get(owed.scope.tenant, owed.conversation)
        if reference is None or reference.blocked:
            await self._refuse(owed, "blocked" if reference else "unknown conversation")
            return
        said = await self.composer.compose(owed, now=self.now())
        if said is None:
            await self.deliveries.sent(owed.id, "", self.now())
            return
        while wait_s := self.limits.wait_s(owed.scope.tenant, owed.conversation, self.clock()):
            await self.sleep(wait_s)
        try:
            message_id = await self.poster.post(reference, said)
        except ChannelRefused as fault:
            await self._refused(owed, fault)
            return
        except (TimeoutError, OSError) as fault:  # nobody knows whether it arrived: the sweep decides by the row's policy
            event("delivery_unsettled", fault=fault, owed=owed.id)
            return
        event("delivered", owed=owed.id, message_id=message_id)
        await self.composer.sent(owed, message_id=message_id, now=self.now())

    async def _refused(self, owed: Owed, fault: ChannelRefused) -> None:
        if fault.status in (_BLOCKED, _GONE):
            await self.references.block(owed.scope.tenant, owed.conversation)
            await self._refuse(owed, str(fault.status))
        elif 400 <= fault.status < 500 and fault.status not in (408, 412, 429):
            await self._refuse(owed, str(fault.status))
        else:
            event("delivery_postponed", fault=fault, owed=owed.id)
            await self.deliveries.release(owed.id)  # the sweep takes it up again

    async def _refuse(self, owed: Owed, reason: str) -> None:
        event("delivery_refused", owed=owed.id, reason=reason)
        if await self.deliveries.refuse(owed.id, reason):
            await self.composer.refused(owed, reason=reason, now=self.now())

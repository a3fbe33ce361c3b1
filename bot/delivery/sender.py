"""Sending what is owed: intent first, then the post, then the record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.delivery.ledger import Delivery as State
from bot.delivery.ledger import Owed, Reference
from bot.delivery.limits import Limits
from bot.delivery.ports import Composer, Deliveries, Poster, References, Said
from bot.errors import ChannelRefused, Stale, StoreUnavailable
from bot.observability import event

_GONE = frozenset({403, 404})  # MessageWritesBlocked, or taken out of the conversation
_LATER = frozenset({401, 408, 412, 429})  # and whatever is the channel's own fault, 5xx
_POSTS = 4
_LONGEST_WAIT_S = 8.0  # a longer one is the sweep's: the worker is free for other conversations meanwhile
_SENDING_S = 60.0  # no new try after that: with the last one and its record it must end within the ledger's grace
_RECORD_AGAIN_S = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Delivers rows of the ledger.

    now: the time, with its zone. clock: seconds that never run backwards. sleep: waits seconds. chance: a number from 0 to 1 that spreads
    retries.
    """

    deliveries: Deliveries
    references: References
    composer: Composer
    poster: Poster
    now: Callable[[], datetime]
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    chance: Callable[[], float]
    limits: Limits = field(default_factory=Limits)

    async def deliver(self, id: str, attempt: int) -> None:  # noqa: A002  # the field's name
        """Send the row `id` on its wake-up `attempt`, unless that is done, or not to be done any more.

        What cannot be done now stays owed, for the sweep to take up. So does what a process had in flight when it died, in doubt or
        to be sent again, as its policy says.
        """
        try:
            owed = await self.deliveries.get(id)
            if owed is None or owed.state is not State.OWED or not await self._its_turn(owed):
                return
            taken = await self.deliveries.begin(id, self.now(), attempt)
            if taken is not None:
                await self._send(taken)
        except (StoreUnavailable, Stale) as fault:
            event("delivery_unsettled", fault=fault, owed=id)

    async def _its_turn(self, owed: Owed) -> bool:
        """Wait until the limits let it through; False when that takes too long."""
        until = self.clock() + _LONGEST_WAIT_S
        while wait_s := self.limits.wait_s(owed.scope.tenant, owed.conversation, self.clock()):
            if self.clock() + wait_s > until:
                event("delivery_postponed", owed=owed.id, wait_s=round(wait_s, 1))
                return False
            await self.sleep(wait_s)
        return True

    async def _send(self, owed: Owed) -> None:
        try:
            ready = await self._ready(owed)
        except Exception:  # whatever it was: nothing was posted
            await self._record(lambda: self.deliveries.release(owed.id))
            raise
        if ready is not None:
            await self._post(owed, *ready)

    async def _ready(self, owed: Owed) -> tuple[Reference, Said] | None:
        """Where to post and what; None once the row is settled without a post."""
        if (self.now() - owed.due).total_seconds() > owed.late_after_s:
            event("delivery_late", owed=owed.id)
            await self._record(lambda: self.composer.missed(owed, now=self.now()))
            return None
        reference = await self.references.get(owed.scope.tenant, owed.conversation)
        if reference is None or reference.blocked:
            await self._refuse(owed, "blocked" if reference else "unknown conversation")
            return None
        said = await self.composer.compose(owed, now=self.now())
        if said is None:
            await self.deliveries.sent(owed.id, "", self.now())
            return None
        return reference, said

    async def _post(self, owed: Owed, reference: Reference, said: Said) -> None:
        until = self.clock() + _SENDING_S
        for number in range(1, _POSTS + 1):
            try:
                message_id = await self.poster.post(reference, said)
            except ChannelRefused as fault:
                if fault.status in _LATER or fault.status >= 500:
                    wait_s = fault.retry_after_s if fault.retry_after_s is not None else 2.0 ** (number - 1) * (0.5 + self.chance())
                    self.limits.hold_off(owed.scope.tenant, owed.conversation, self.clock() + wait_s)
                    if number < _POSTS and self.clock() + wait_s < until and await self._its_turn(owed):
                        continue
                    event("delivery_postponed", owed=owed.id, status=fault.status)
                    await self._record(lambda: self.deliveries.release(owed.id))
                    return
                if fault.status in _GONE:
                    await self._record(lambda: self.references.block(owed.scope.tenant, owed.conversation))
                await self._refuse(owed, str(fault.status))
            except PermissionError as fault:  # the bot got no token, so nothing was posted
                event("delivery_postponed", fault=fault, owed=owed.id)
                await self._record(lambda: self.deliveries.release(owed.id))
            except (TimeoutError, OSError) as fault:  # nobody knows whether it arrived: the sweep decides by the row's policy
                event("delivery_unsettled", fault=fault, owed=owed.id)
            else:
                event("delivered", owed=owed.id, message_id=message_id)
                await self._record(partial(self.composer.sent, owed, message_id=message_id, now=self.now()))
            return

    async def _refuse(self, owed: Owed, reason: str) -> None:
        event("delivery_refused", owed=owed.id, reason=reason)
        if await self.deliveries.refuse(owed.id, reason):
            await self.composer.refused(owed, reason=reason, now=self.now())

    async def _record(self, write: Callable[[], Awaitable[object]]) -> None:
        """Write, again and again while the store is away: what was posted without a record would be in doubt, or posted twice."""
        for wait_s in _RECORD_AGAIN_S:
            try:
                await write()
            except (StoreUnavailable, Stale) as fault:
                event("record_delayed", fault=fault)
                await self.sleep(wait_s)
            else:
                return
        await write()

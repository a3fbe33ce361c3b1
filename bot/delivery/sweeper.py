"""Looking after what was forgotten: wake-ups that were lost, and what a process had in flight when it died."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.ledger import Delivery, Owed, Policy
from bot.delivery.ports import Composer, Deliveries
from bot.observability import event

_AT_ONCE = 1000  # rows that one sweep looks at


@dataclass(frozen=True, kw_only=True)
class Sweeper:
    """Takes up forgotten rows of the ledger; any number of replicas may do so side by side.

    waiting: the ids of those rows whose wake-up still waits in the queue, and which are therefore not forgotten.
    now: the time, with its zone. sleep: waits seconds. every_s: seconds between two sweeps.
    """

    deliveries: Deliveries
    composer: Composer
    waiting: Callable[[Sequence[Owed]], Awaitable[Collection[str]]]
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    every_s: float = 30.0

    async def sweep(self) -> int:
        """Take up the rows that were forgotten; how many they were.

        One that was never begun, or given back, is owed again. One in flight is sent again or left in doubt, as its policy says.
        """
        late = await self.deliveries.overdue(self.now(), _AT_ONCE)
        waiting = await self.waiting([owed for owed in late if owed.state is Delivery.OWED])
        return sum([await self._take_up(owed) for owed in late if owed.id not in waiting])

    async def run(self) -> None:
        """Sweep again and again, until cancelled."""
        while True:
            try:
                await self.sweep()
            except Exception as fault:  # the next one may go well, and without sweeps nothing would be taken up any more
                event("sweep_failed", fault=fault)
            await self.sleep(self.every_s)

    async def _take_up(self, owed: Owed) -> bool:
        if owed.state is Delivery.SENDING and owed.policy is Policy.HOLD:
            taken = await self.deliveries.doubt(owed.id)
            if taken:
                event("delivery_in_doubt", owed=owed.id)
                await self.composer.doubted(owed, now=self.now())
        else:
            taken = await self.deliveries.rewake(owed.id, owed.attempt + 1, self.now(), seen=owed.state)
            if taken:
                event("delivery_taken_up", owed=owed.id, attempt=owed.attempt + 1)
        return taken

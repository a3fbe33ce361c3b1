"""Running the sending beside the service, from start to drain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.delivery.sender import Sender
from bot.delivery.sweeper import Sweeper
from bot.delivery.wakeups import Wakeups


@asynccontextmanager
async def running(wakeups: Wakeups, sender: Sender, sweeper: Sweeper, *, drain_s: float) -> AsyncIterator[None]:
    """Send what falls due while inside. When left, nothing more is taken, and what is in flight may end for at most `drain_s` seconds.

    Raises StoreUnavailable when the wake-ups' tables cannot be made.
    """
    await wakeups.start(sender.deliver)
    sweeping = asyncio.create_task(sweeper.run())
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping
        await wakeups.stop(within_s=drain_s)

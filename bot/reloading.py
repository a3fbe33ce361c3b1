"""Taking up a new version of the index while serving, so that no question fails and nothing need be started again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.conversation.asking import PROBE, Answers
from bot.observability import event
from knowledge.answers import Answer, Guidance
from knowledge.desk import Context, Desk
from knowledge.index import current_version


class Swappable:
    """The desk that answers now. Whoever asks has one desk for the whole question, whatever takes its place meanwhile."""

    def __init__(self, desk: Answers) -> None:
        self.desk = desk

    def ask(self, question: str, context: Context) -> Answer:
        """The answer to `question`."""
        return self.desk.ask(question, context)

    def search(self, text: str, context: Context, *, k: int) -> Guidance:
        """The k records that speak most of `text`."""
        return self.desk.search(text, context, k=k)


@dataclass(kw_only=True)
class Reloading:
    """Watches which version of `index` is the current one, and has the service `swap` to another once it is proven to answer.

    One that cannot be opened or does not answer is left out, and the old one serves on. open: opens the desk; it may take seconds, and is
    called off the event loop. sleep: waits seconds. every_s: between two looks; retry_every: looks between two tries of one refused.
    """

    index: Path
    serving: Path
    swap: Callable[[Desk], None]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    open: Callable[[Path], Desk] = Desk.open
    every_s: float = 2.0
    retry_every: int = 30
    _refused: Path | None = None
    _looks: int = 0

    async def look(self) -> bool:
        """Take up the current version when it is not the one served; whether that was done."""
        try:
            current = await asyncio.to_thread(current_version, self.index)
            if current == self.serving or (current == self._refused and self._rests()):
                return False
            self._refused = current  # until it has answered
            desk = await asyncio.to_thread(self._proven)
        except Exception as fault:  # whatever is wrong with the new one, the old one serves on
            event("index_refused", fault=fault)
            return False
        self.swap(desk)
        self.serving, self._refused = desk.index.folder, None
        event("index_reloaded", version=desk.index.folder.name)
        return True

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.sleep(self.every_s)
            await self.look()

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look again and again while inside."""
        task = asyncio.create_task(self.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _proven(self) -> Desk:
        desk = self.open(self.index)
        desk.ask(PROBE, Context(as_of=date.max))  # encoder, search and decision run once before people's questions rely on them
        return desk

    def _rests(self) -> bool:
        self._looks = (self._looks + 1) % self.retry_every
        return self._looks != 0

"""What turns keep and recall in an SQLite file at one time, done together: one transaction and one way to a thread for all that wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

Work = Callable[[sa.Connection], Any]


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    work: Work
    done: asyncio.Future[Any]


class Together:
    """Does works on a thread of its own, those that came while others were done in one transaction.

    Nobody waits for company: what comes alone is done at once. A work is told that it is done once its transaction is committed. Where
    one fails, those of its transaction are done again one by one, so that none suffers for another: a work must bear being done twice
    where the first time was rolled back. engine: its connections. turn: entered while works are done.
    """

    def __init__(self, engine: sa.Engine, *, turn: AbstractAsyncContextManager[Any] | None = None) -> None:
        self._engine, self._turn = engine, turn or nullcontext()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage")
        self._line: list[_Waiting] = []
        self._doing: asyncio.Task[None] | None = None

    async def do(self, work: Work) -> Any:
        """What `work` gives, once it is committed. Raises what it raises."""
        waiting = _Waiting(work=work, done=asyncio.get_running_loop().create_future())
        self._line.append(waiting)
        if self._doing is None:
            self._doing = asyncio.create_task(self._do_all())
        return await waiting.done

    async def close(self) -> None:
        """Do what waits, and let go of the connections."""
        if self._doing is not None:
            await self._doing
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()

    async def _do_all(self) -> None:
        try:
            while self._line:
                async with self._turn:
                    line, self._line = self._line, []
                    results = await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, [one.work for one in line])
                for one, result in zip(line, results, strict=True):
                    if one.done.done():  # whoever waited for it was cancelled
                        continue
                    if isinstance(result, BaseException):
                        one.done.set_exception(result)
                    else:
                        one.done.set_result(result)
        finally:
            self._doing = None

    def _transact(self, works: Sequence[Work]) -> list[Any]:
        """What each of `works` gives or raises."""
        begun = False
        try:
            with self._engine.begin() as connection:
                begun = True
                return [work(connection) for work in works]
        except Exception as fault:  # whoever waits must learn of it
            if not begun or len(works) == 1:
                return [fault] * len(works)
        return [result for work in works for result in self._transact([work])]

"""Ids seen lately: the channel sends an activity again when it was not acknowledged in time."""

from __future__ import annotations

from collections import OrderedDict


class RecentIds:
    """Remembers at most `capacity` ids, each for `time_to_live_s` seconds."""

    def __init__(self, *, time_to_live_s: float = 3600.0, capacity: int = 20_000) -> None:
        self._time_to_live_s, self._capacity = time_to_live_s, capacity
        self._seen: OrderedDict[tuple[str, ...], float] = OrderedDict()

    def first(self, *key: str, now: float) -> bool:
        """Whether `key` is new at `now` (seconds that never run backwards); it is remembered from now on."""
        while self._seen and now - next(iter(self._seen.values())) > self._time_to_live_s:
            self._seen.popitem(last=False)
        if key in self._seen:
            return False
        if len(self._seen) >= self._capacity:
            self._seen.popitem(last=False)
        self._seen[key] = now
        return True

    def forget(self, *key: str) -> None:
        """Let `key` count as new again."""
        self._seen.pop(key, None)

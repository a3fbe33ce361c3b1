"""How often may be posted: the channel's limits, each over a sliding window."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass

# Microsoft's documented limits for one bot, a little below so that what people are answered has room as well.
PER_CONVERSATION = ((6, 1.0), (7, 2.0), (50, 30.0), (1_500, 3600.0))
PER_TENANT = ((40, 1.0),)
_MOST_KEYS = 10_000


@dataclass(frozen=True, kw_only=True)
class Window:
    """At most `count` in `seconds`."""

    count: int
    seconds: float


class Pace:
    """Counts what was let through by key. limits: pairs of count and seconds, all of which hold."""

    def __init__(self, limits: Sequence[tuple[int, float]]) -> None:
        self._windows = tuple(Window(count=count, seconds=seconds) for count, seconds in limits)
        self._kept = max(window.count for window in self._windows)
        self._passed: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, key: str, now: float) -> float:
        """Seconds until one more for `key` is within the limits; 0 when it is so at `now` (seconds that never run backwards)."""
        passed = self._passed.get(key)
        if not passed:
            return 0.0
        waits = [passed[-window.count] + window.seconds - now for window in self._windows if len(passed) >= window.count]
        return max(0.0, *waits) if waits else 0.0

    def take(self, key: str, now: float) -> None:
        """Count one for `key`."""
        passed = self._passed.setdefault(key, deque(maxlen=self._kept))
        passed.append(now)
        self._passed.move_to_end(key)
        while len(self._passed) > _MOST_KEYS:
            self._passed.popitem(last=False)


class Limits:
    """The limits of a conversation and of a tenant together, as far as one process keeps them.

    replicas: how many processes send side by side. Each keeps its share, so that all together stay within the limits without asking
    one another.
    """

    def __init__(self, *, replicas: int = 1) -> None:
        self._conversations, self._tenants = Pace(_share(PER_CONVERSATION, replicas)), Pace(_share(PER_TENANT, replicas))
        self._busy_until: dict[str, float] = {}

    def wait_s(self, tenant: str, conversation: str, now: float) -> float:
        """Seconds until one more post to `conversation` is within all limits; when 0, it is counted."""
        place = f"{tenant} {conversation}"
        asked = self._busy_until.get(place, now) - now
        if asked <= 0:
            self._busy_until.pop(place, None)
        wait = max(asked, self._conversations.wait_s(place, now), self._tenants.wait_s(tenant, now))
        if wait <= 0:
            self._conversations.take(place, now)
            self._tenants.take(tenant, now)
        return max(0.0, wait)

    def hold_off(self, tenant: str, conversation: str, until: float) -> None:
        """Let nothing through to `conversation` before `until`: the channel asked for that."""
        self._busy_until[f"{tenant} {conversation}"] = until


def _share(limits: Sequence[tuple[int, float]], replicas: int) -> list[tuple[int, float]]:
    """The limits for each of `replicas`: where one a span is more than its share, one in a longer span."""
    return [(count // replicas, seconds) if count >= replicas else (1, seconds * replicas / count) for count, seconds in limits]

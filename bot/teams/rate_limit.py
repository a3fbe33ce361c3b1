"""How much one person may ask: a token bucket each, in this process alone, so with several replicas each counts for itself."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum


class Admission(Enum):
    """What becomes of an activity. TELL: it is refused, and the person is told so, once; SILENT: refused after that."""

    ADMIT = "admit"
    TELL = "tell"
    SILENT = "silent"


@dataclass(kw_only=True)
class _Bucket:
    tokens: float
    at: float
    told: bool = False


class RateLimit:
    """Lets each person send `per_minute` activities at once, and as many in each minute after; 0 lets everything through.

    capacity: people counted at most; of more, those silent for longest are forgotten.
    """

    def __init__(self, per_minute: int, *, capacity: int = 20_000) -> None:
        self._per_minute, self._capacity = per_minute, capacity
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()

    def admit(self, tenant: str, person: str, *, now: float) -> Admission:
        """What becomes of an activity of `person` at `now` (seconds that never run backwards)."""
        if not self._per_minute:
            return Admission.ADMIT
        bucket = self._buckets.setdefault((tenant, person), _Bucket(tokens=self._per_minute, at=now))
        self._buckets.move_to_end((tenant, person))
        if len(self._buckets) > self._capacity:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._per_minute, bucket.tokens + (now - bucket.at) * self._per_minute / 60.0)
        bucket.at = now
        if bucket.tokens >= 1.0:
            bucket.tokens -= 1.0
            bucket.told = False
            return Admission.ADMIT
        if bucket.told:
            return Admission.SILENT
        bucket.told = True
        return Admission.TELL

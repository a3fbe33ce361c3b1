"""Memory within the process: bounded, and with a time to live."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from bot.conversation.events import Person, Place
from bot.conversation.ports import Recollection
from knowledge.models import Role

_Thread = tuple[str, str, str]


class ProcessMemory:
    """Remembers at most `capacity` threads and as many people; the one unused for longest goes first.

    time_to_live_s: how long a thread is remembered after its last use. clock: seconds that never run backwards.
    """

    def __init__(self, *, time_to_live_s: float, clock: Callable[[], float], capacity: int = 10_000) -> None:
        self._time_to_live_s, self._clock, self._capacity = time_to_live_s, clock, capacity
        self._threads: OrderedDict[_Thread, tuple[float, Recollection]] = OrderedDict()
        self._roles: OrderedDict[tuple[str, str], Role] = OrderedDict()

    async def recall(self, person: Person, place: Place) -> Recollection:
        """What is remembered; empty when nothing is, or not any more."""
        used_at, recollection = self._threads.get(_key(person, place), (0.0, Recollection()))
        return recollection if self._clock() - used_at <= self._time_to_live_s else Recollection()

    async def remember(self, person: Person, place: Place, recollection: Recollection) -> None:
        """Remember `recollection` in place of what was remembered before."""
        key = _key(person, place)
        self._threads[key] = (self._clock(), recollection)
        self._threads.move_to_end(key)
        while len(self._threads) > self._capacity:
            self._threads.popitem(last=False)

    async def forget(self, person: Person, place: Place) -> None:
        """Forget the thread's questions and facts, but not who the person is."""
        self._threads.pop(_key(person, place), None)

    async def role(self, person: Person) -> Role | None:
        """Who the person has said to be."""
        return self._roles.get((person.tenant, person.id))

    async def set_role(self, person: Person, role: Role) -> None:
        """Remember who the person has said to be."""
        key = (person.tenant, person.id)
        self._roles[key] = role
        self._roles.move_to_end(key)
        while len(self._roles) > self._capacity:
            self._roles.popitem(last=False)


def _key(person: Person, place: Place) -> _Thread:
    return person.tenant, person.id, place.address

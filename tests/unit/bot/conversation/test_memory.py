"""What is remembered, and for how long."""

import pytest

from bot.conversation.events import Person, Place, Scope
from bot.conversation.memory import ProcessMemory
from bot.conversation.ports import Recollection
from knowledge.models import Role

ADELE = Person(id="adele", tenant="contoso")
POST = Place(scope=Scope.CHANNEL, conversation="channel", thread="1")
ASKED = Recollection(questions=("a question",), facts={"seats": 220})


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """Time that stands still until it is moved."""
    return Clock()


@pytest.fixture
def memory(clock: Clock) -> ProcessMemory:
    """A memory of two threads, for a minute each."""
    return ProcessMemory(time_to_live_s=60, clock=clock, capacity=2)


async def test_a_thread_is_remembered(memory: ProcessMemory) -> None:
    """Questions and facts."""
    await memory.remember(ADELE, POST, ASKED)

    assert await memory.recall(ADELE, POST) == ASKED


@pytest.mark.parametrize(
    ("person", "place"),
    [
        (Person(id="alex", tenant="contoso"), POST),
        (Person(id="adele", tenant="fabrikam"), POST),
        (ADELE, Place(scope=Scope.CHANNEL, conversation="channel", thread="2")),
        (ADELE, Place(scope=Scope.CHANNEL, conversation="other", thread="1")),
    ],
    ids=["another person", "another tenant", "another thread", "another channel"],
)
async def test_a_thread_is_one_person_s_in_one_place(memory: ProcessMemory, person: Person, place: Place) -> None:
    """Nothing of it is known elsewhere."""
    await memory.remember(ADELE, POST, ASKED)

    assert await memory.recall(person, place) == Recollection()


async def test_a_thread_is_forgotten_when_its_time_is_over(memory: ProcessMemory, clock: Clock) -> None:
    """The time begins anew with each use."""
    await memory.remember(ADELE, POST, ASKED)
    clock.seconds = 60
    at_the_end = await memory.recall(ADELE, POST)
    await memory.remember(ADELE, POST, ASKED)
    clock.seconds = 121

    assert at_the_end == ASKED
    assert await memory.recall(ADELE, POST) == Recollection()


async def test_the_thread_unused_for_longest_makes_room(memory: ProcessMemory) -> None:
    """However many people ask, the memory does not grow beyond its bound."""
    places = [Place(scope=Scope.CHANNEL, conversation="channel", thread=str(number)) for number in range(3)]
    for place in places:
        await memory.remember(ADELE, place, ASKED)

    assert [await memory.recall(ADELE, place) == ASKED for place in places] == [False, True, True]


async def test_who_a_person_is_holds_in_every_conversation(memory: ProcessMemory, clock: Clock) -> None:
    """It outlives the thread in which it was said."""
    await memory.set_role(ADELE, Role.PARTNER)
    await memory.forget(ADELE, POST)
    clock.seconds = 10_000

    assert await memory.role(ADELE) is Role.PARTNER
    assert await memory.role(Person(id="adele", tenant="fabrikam")) is None


async def test_roles_are_bounded_as_well(memory: ProcessMemory) -> None:
    """The person who said it first is asked again first."""
    for name in ("a", "b", "c"):
        await memory.set_role(Person(id=name, tenant="contoso"), Role.PARTNER)

    assert await memory.role(Person(id="a", tenant="contoso")) is None
    assert await memory.role(Person(id="c", tenant="contoso")) is Role.PARTNER

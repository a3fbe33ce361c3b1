"""What is remembered, and for how long."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.events import Person, Place, Scope
from bot.conversation.ports import Recollection
from bot.errors import StoreUnavailable
from bot.storage.database import Database
from bot.storage.memory import SqlMemory
from knowledge.models import Role

ADELE = Person(id="adele", tenant="contoso")
POST = Place(scope=Scope.CHANNEL, conversation="channel", thread="1")
ASKED = Recollection(questions=("a question",), facts={"seats": 220})


NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """Time that stands still until it is moved."""

    seconds = 0.0

    def now(self) -> datetime:
        """The time."""
        return NOW + timedelta(seconds=self.seconds)


@pytest.fixture
def clock() -> Clock:
    """Time that stands still until it is moved."""
    return Clock()


@pytest.fixture
def memory(clock: Clock, database: Database) -> SqlMemory:
    """A memory that lasts a minute."""
    return SqlMemory(database, time_to_live_s=60, now=clock.now)


async def test_a_thread_is_remembered(memory: SqlMemory) -> None:
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
async def test_a_thread_is_one_person_s_in_one_place(memory: SqlMemory, person: Person, place: Place) -> None:
    """Nothing of it is known elsewhere."""
    await memory.remember(ADELE, POST, ASKED)

    assert await memory.recall(person, place) == Recollection()


async def test_a_thread_is_forgotten_when_its_time_is_over(memory: SqlMemory, clock: Clock) -> None:
    """The time begins anew with each use."""
    await memory.remember(ADELE, POST, ASKED)
    clock.seconds = 60
    at_the_end = await memory.recall(ADELE, POST)
    await memory.remember(ADELE, POST, ASKED)
    clock.seconds = 121

    assert at_the_end == ASKED
    assert await memory.recall(ADELE, POST) == Recollection()


async def test_who_a_person_is_holds_in_every_conversation(memory: SqlMemory, clock: Clock) -> None:
    """It outlives the thread in which it was said."""
    await memory.set_role(ADELE, Role.PARTNER)
    await memory.forget(ADELE, POST)
    clock.seconds = 10_000

    assert await memory.role(ADELE) is Role.PARTNER
    assert await memory.role(Person(id="adele", tenant="fabrikam")) is None


async def test_while_the_database_is_away_no_thread_is_remembered_and_no_question_fails(tmp_path: Path) -> None:
    """A question is answered all the same."""
    (tmp_path / "file").write_text("in the way")
    memory = SqlMemory(Database(f"sqlite:///{tmp_path / 'file' / 'onramp.sqlite3'}"), time_to_live_s=60, now=lambda: NOW)

    await memory.remember(ADELE, POST, ASKED)

    assert await memory.recall(ADELE, POST) == Recollection()
    assert await memory.role(ADELE) is None


async def test_while_the_database_is_away_what_was_told_is_not_lost_silently(tmp_path: Path) -> None:
    """Saying who one is, and starting over, fail: whoever is told that it was done could not know."""
    (tmp_path / "file").write_text("in the way")
    memory = SqlMemory(Database(f"sqlite:///{tmp_path / 'file' / 'onramp.sqlite3'}"), time_to_live_s=60, now=lambda: NOW)

    with pytest.raises(StoreUnavailable):
        await memory.set_role(ADELE, Role.PARTNER)
    with pytest.raises(StoreUnavailable):
        await memory.forget(ADELE, POST)

"""Works on an SQLite file that share a transaction: all that wait at one time, and none suffers for another."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage.together import Together


class Kept:
    """A table of words in a file. commits: how often its changes were committed."""

    def __init__(self, file: Path) -> None:
        self.engine = sa.create_engine(f"sqlite:///{file}", connect_args={"check_same_thread": False})
        self.table = sa.Table("words", sa.MetaData(), sa.Column("word", sa.Text, primary_key=True))
        self.table.create(self.engine)
        self.commits = 0
        sa.event.listen(self.engine, "commit", self._count)

    def _count(self, _: object) -> None:
        self.commits += 1

    def add(self, word: str) -> Callable[[sa.Connection], str]:
        """The work that adds `word`, which must be new, and gives it back."""

        def work(connection: sa.Connection) -> str:
            connection.execute(sa.insert(self.table).values(word=word))
            return word

        return work

    def words(self) -> set[str]:
        """All words."""
        with self.engine.connect() as connection:
            return set(connection.execute(sa.select(self.table.c.word)).scalars())


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """An empty table."""
    return Kept(tmp_path / "words.sqlite3")


@pytest.fixture
async def together(kept: Kept) -> AsyncIterator[Together]:
    """What does works on it."""
    made = Together(kept.engine)
    yield made
    await made.close()


async def test_works_that_come_at_one_time_share_a_commit(kept: Kept, together: Together) -> None:
    """Each is told of its own, once all are committed."""
    assert await asyncio.gather(*(together.do(kept.add(word)) for word in "abcdefgh")) == list("abcdefgh")
    assert kept.commits == 1
    assert kept.words() == set("abcdefgh")


async def test_one_that_fails_takes_no_other_along(kept: Kept, together: Together) -> None:
    """It alone is told of its fault; the others are kept, once."""
    results = await asyncio.gather(*(together.do(kept.add(word)) for word in "abac"), return_exceptions=True)
    assert [isinstance(result, sa.exc.IntegrityError) for result in results] == [False, False, True, False]
    assert kept.words() == set("abc")


async def test_a_transaction_that_cannot_be_begun_fails_all_that_share_it(tmp_path: Path) -> None:
    """At once, not one after the other: each would wait for as long."""
    together = Together(sa.create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'words.sqlite3'}"))
    results = await asyncio.gather(*(together.do(lambda _: None) for _ in range(3)), return_exceptions=True)
    await together.close()
    assert [type(result) for result in results] == [sa.exc.OperationalError] * 3


async def test_who_gives_up_waiting_leaves_the_others_theirs(kept: Kept, together: Together) -> None:
    """And later works are done as well."""
    impatient, patient = asyncio.create_task(together.do(kept.add("a"))), asyncio.create_task(together.do(kept.add("b")))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == "b"
    assert await together.do(kept.add("c")) == "c"


async def test_what_waits_is_done_before_it_is_closed(kept: Kept) -> None:
    """So nothing that a turn began to keep is lost when the process is told to stop."""
    together = Together(kept.engine)
    waiting = asyncio.create_task(together.do(kept.add("a")))
    await asyncio.sleep(0)
    await together.close()
    assert await waiting == "a"
    assert kept.words() == {"a"}

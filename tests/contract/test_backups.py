"""What a backup holds, from each kind of database into each."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.checkpoints.ports import Audited
from bot.conversation.ports import AnswerGiven, Rated
from bot.delivery.ledger import Delivery, Kind, Owed, Policy, Reference
from bot.engagements.engagement import Engagement
from bot.engagements.scope import TeamScope
from bot.errors import BackupRefused, StoreUnavailable
from bot.storage import migrate
from bot.storage.backup import back_up, restore
from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from bot.storage.references import SqlReferences
from bot.storage.tables import metadata
from bot.storage.works import SqlWorks

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OURS = TeamScope(tenant="contoso", team="blue")
ENGAGEMENT = Engagement(
    id="e1", scope=OURS, channel="channel", customer="Contoso’s “East” 👍", timezone="Europe/Berlin", start=date(2026, 3, 2)
)
LINE = Audited(at=NOW, actor="adele", action="schedule", subject="s1", outcome="done", details={"why": "asked"})
Told = list[tuple[str, int, int]]


async def fill(database: Database) -> None:
    """Put something into the database."""
    async with SqlWorks(database)(OURS) as work:
        await work.engagements.save(ENGAGEMENT)
        for number in range(3):
            await work.audit.add(replace(LINE, subject=f"s{number}"))
        await work.ledger.owe(Owed(id="m1", scope=OURS, conversation="channel", kind=Kind.NOTICE, due=NOW, values=(("name", "x"),)))
    await SqlReferences(database).keep(Reference(tenant="contoso", conversation="channel", service_url="https://smba.example"), NOW)
    feedback = SqlFeedback(database)
    await feedback.keep(AnswerGiven(tenant="contoso", conversation="chat", message_id="m", at=NOW, question="Who?", kind="verdict"))
    await feedback.rate(Rated(tenant="contoso", conversation="chat", message_id=None, person="adele", at=NOW, reaction="like"))


async def held(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables."""
    async with database.transaction(reads=True) as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(sa.select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
        }


def nothing(*_: object) -> None:
    """Shows no progress."""


@pytest.fixture
async def empty(database: Database, tmp_path: Path) -> AsyncIterator[Database]:
    """Another database without tables, an SQLite file."""
    other = Database(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    yield other
    await other.close()


async def test_a_backup_brings_back_all_that_was_kept(database: Database, tmp_path: Path) -> None:
    """In the place of what was kept since, the audit table's lines included."""
    await fill(database)
    before = await held(database)
    written = await back_up(database, tmp_path / "backup.gz", now=NOW, progress=nothing)
    async with SqlWorks(database)(OURS) as work:
        await work.audit.add(LINE)

    restored = await restore(database, tmp_path / "backup.gz", replace=True, now=NOW, progress=nothing)
    after = await held(database)
    for rows in (before, after):  # numbers that a database gives out itself go on from where they were
        rows["audit"] = [row[1:] for row in rows["audit"]]
        rows["answers"] = [row[1:] for row in rows["answers"]]
        rows["ratings"] = [row[1:] for row in rows["ratings"]]

    assert written == restored
    assert after == before
    assert sum(written.values()) == 8


async def test_what_was_restored_can_be_worked_with(database: Database, tmp_path: Path) -> None:
    """Also by whoever gives the next number out."""
    await fill(database)
    await back_up(database, tmp_path / "backup.gz", now=NOW, progress=nothing)
    await restore(database, tmp_path / "backup.gz", replace=True, now=NOW, progress=nothing)
    async with SqlWorks(database)(OURS) as work:
        await work.audit.add(LINE)
        lines = await work.audit.lines()

    assert [line.subject for line in lines] == ["s0", "s1", "s2", "s1"]
    with pytest.raises(StoreUnavailable, match="append-only"):
        async with database.transaction() as connection:
            await connection.execute(sa.text("DELETE FROM audit"))


async def test_a_backup_moves_from_one_kind_of_database_to_another(database: Database, empty: Database, tmp_path: Path) -> None:
    """From each kind into a new SQLite file, and back; the tables are made."""
    await fill(database)
    await back_up(database, tmp_path / "there.gz", now=NOW, progress=nothing)
    await restore(empty, tmp_path / "there.gz", replace=False, now=NOW, progress=nothing)
    await back_up(empty, tmp_path / "back.gz", now=NOW, progress=nothing)
    await restore(database, tmp_path / "back.gz", replace=True, now=NOW, progress=nothing)

    assert gzip.decompress((tmp_path / "there.gz").read_bytes()) == gzip.decompress((tmp_path / "back.gz").read_bytes())
    async with SqlWorks(database)(OURS) as work:
        assert await work.engagements.get() == replace(ENGAGEMENT, version=1)


async def test_a_database_that_holds_something_is_not_overwritten_unasked(database: Database, tmp_path: Path) -> None:
    """How much would be lost is said."""
    await fill(database)
    await back_up(database, tmp_path / "backup.gz", now=NOW, progress=nothing)
    before = await held(database)

    with pytest.raises(BackupRefused, match=r"holds 8 rows.*--replace"):
        await restore(database, tmp_path / "backup.gz", replace=False, now=NOW, progress=nothing)
    assert await held(database) == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"no gzip",
        lambda _: gzip.compress(b""),
        lambda _: gzip.compress(b'{"other": 1}\n'),
        lambda whole: whole[: len(whole) // 2],
        lambda whole: gzip.compress(b"\n".join(gzip.decompress(whole).splitlines()[:-1])),
        lambda whole: gzip.compress(b"\n".join(gzip.decompress(whole).splitlines()[:2] + gzip.decompress(whole).splitlines()[3:])),
        lambda whole: gzip.compress(gzip.decompress(whole).replace(b'"audit"', b'"elsewhere"')),
        lambda whole: gzip.compress(gzip.decompress(whole).replace(f'"step": "{migrate.newest()}"'.encode(), b'"step": "9999"')),
        lambda whole: gzip.compress(gzip.decompress(whole).replace(b"2026-03-02T", b"2026-99-99T")),
        lambda whole: gzip.compress(gzip.decompress(whole).replace(b'"Who?"', b"null")),
    ],
    ids=["no gzip", "empty", "other file", "cut", "no end", "a row lost", "unknown table", "other step", "no date", "no value"],
)
async def test_a_spoilt_backup_changes_nothing(database: Database, tmp_path: Path, spoil: Any) -> None:
    """The file is named, and what was there stays."""
    await fill(database)
    path = tmp_path / "backup.gz"
    await back_up(database, path, now=NOW, progress=nothing)
    path.write_bytes(spoil(path.read_bytes()))
    before = await held(database)

    with pytest.raises(BackupRefused, match=r"backup\.gz.*nothing was changed"):
        await restore(database, path, replace=True, now=NOW, progress=nothing)
    assert await held(database) == before


async def test_a_backup_is_never_written_over(database: Database, tmp_path: Path) -> None:
    """Nor left half written where it cannot be."""
    path = tmp_path / "backup.gz"
    path.write_text("an earlier one")

    with pytest.raises(BackupRefused, match=r"backup\.gz"):
        await back_up(database, path, now=NOW, progress=nothing)
    with pytest.raises(BackupRefused, match="cannot be written"):
        await back_up(database, tmp_path / "nowhere" / "backup.gz", now=NOW, progress=nothing)
    assert path.read_text() == "an earlier one"


async def test_a_backup_is_for_its_owner_alone(database: Database, tmp_path: Path) -> None:
    """It holds what people said."""
    await back_up(database, tmp_path / "backup.gz", now=NOW, progress=nothing)

    assert (tmp_path / "backup.gz").stat().st_mode & 0o077 == 0


async def test_a_database_without_its_tables_is_not_backed_up(empty: Database, tmp_path: Path) -> None:
    """What would bring them is said."""
    with pytest.raises(StoreUnavailable, match="onramp database upgrade"):
        await back_up(empty, tmp_path / "backup.gz", now=NOW, progress=nothing)
    assert await migrate.step(empty) is None


async def test_how_far_it_is_is_told(database: Database, tmp_path: Path) -> None:
    """Each table, up to its last row."""
    told: Told = []
    await fill(database)
    await back_up(database, tmp_path / "backup.gz", now=NOW, progress=lambda *step: told.append(step))

    assert ("audit", 3, 3) in told


async def test_what_may_have_been_sent_since_the_backup_is_in_doubt(database: Database, tmp_path: Path) -> None:
    """It was due before the restoring; what may be sent twice stays owed, as does what is due later."""
    held_back = Owed(id="hold", scope=OURS, conversation="channel", kind=Kind.NOTICE, due=NOW)
    async with SqlWorks(database)(OURS) as work:
        for owed in (held_back, replace(held_back, id="resend", policy=Policy.RESEND), replace(held_back, id="later", due=LATER)):
            await work.ledger.owe(owed)
    await back_up(database, tmp_path / "backup.gz", now=NOW, progress=nothing)
    await restore(database, tmp_path / "backup.gz", replace=True, now=LATER, progress=nothing)
    async with SqlWorks(database)(OURS) as work:
        states = {row.id: row.state for row in await work.ledger.all()}

    assert states == {"hold": Delivery.IN_DOUBT, "resend": Delivery.OWED, "later": Delivery.OWED}

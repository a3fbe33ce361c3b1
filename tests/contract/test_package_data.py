"""What is installed holds every file that the code reads, not only the code."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


@pytest.mark.parametrize("package", ["knowledge", "indexer", "bot"])
def test_every_file_beside_the_code_is_packaged(package: str) -> None:
    """A pack's list or a language's words that were left out would be missed by those who install, not by those who work here."""
    folder = ROOT / package
    beside = {path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc") and path.name != "py.typed"}
    packaged = {path for pattern in SETTINGS["package-data"].get(package, []) for path in folder.glob(pattern)}

    assert beside - packaged == set()

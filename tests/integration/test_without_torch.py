"""Serving needs neither torch nor sentence-transformers, nor what else only indexing or an index with shared vectors takes."""

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

NEVER = ("torch", "sentence_transformers", "transformers", "onnx", "bm25s", "scipy", "pgvector")
ASK = f"""
import sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {NEVER!r}:
            raise ImportError(f"{{name}} cannot be imported here")

sys.meta_path.insert(0, Refused())
import bot.app, bot.serve
from bot.cli import main
status = main(["ask", "--index", sys.argv[1], "--json", "Who labels the shelves?"])
sys.exit(status or bool(sys.modules.keys() & set({NEVER!r})))
"""


def test_a_question_is_answered_where_torch_cannot_be_imported(contoso_index: Path) -> None:
    """By the whole service as it is imported to be served, and the desk over a built index."""
    asked = subprocess.run([sys.executable, "-c", ASK, str(contoso_index)], capture_output=True, text=True, timeout=120, check=False)

    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["owners"] == ["customer"]


def test_installing_onramp_alone_brings_no_torch() -> None:
    """Neither by its own needs nor by what those need in turn; the extra for indexing brings both."""
    assert needed("onramp").isdisjoint({"torch", "sentence-transformers", "transformers", "bm25s", "scipy"})
    assert {"torch", "sentence-transformers", "bm25s"} <= needed("onramp", extra="index")


def needed(name: str, *, extra: str = "") -> set[str]:
    """The packages that an installed one needs here, and those that these need."""
    found: set[str] = set()
    waiting = [(name, {extra})]
    while waiting:
        name, extras = waiting.pop()
        try:
            requirements = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # not needed here: of another platform
            continue
        for requirement in map(Requirement, requirements):
            wanted = requirement.marker is None or any(requirement.marker.evaluate({"extra": one}) for one in extras | {""})
            key = re.sub(r"[-_.]+", "-", requirement.name).lower()
            if wanted and key not in found:
                found.add(key)
                waiting.append((key, set(requirement.extras)))
    return found

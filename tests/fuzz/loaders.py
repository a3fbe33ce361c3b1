"""Spoilt documents against the loaders and extraction: `python -m tests.fuzz.loaders --cases 100000 --seed 1`.

Each is a good document with faults in its bytes, or in those of a member where it is a ZIP file. A file is read or refused with BadSource;
any other exception is a fault. `tests.fuzz.guided` looks for faults in the text formats by what code the cases reach.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from indexer import chunking, sections
from indexer.errors import BadSource
from indexer.extract.document import extract
from indexer.extract.names import Names
from indexer.loaders import files
from knowledge import pack as packs
from knowledge.models import Indexed
from knowledge.pack import Pack
from tests.fakes import WordCountEncoder
from tests.fuzz.mutating import spoilt_bytes
from tests.office import pdf, slides, word, workbook

TEXTS = {
    ".md": b"---\ntitle: x\n---\n# Scope\n\nIntro:\n\n- one\n  - two\n\n| Task | Team | Customer |\n"
    b"|-|-|-|\n| **Prepare** | Do *it* | Ask |\n\n"
    b"<table><tr><th>A<th>B</tr><tr><td rowspan=2>c<td>d</tr><tr><td>e</tr></table>\n\n> [!NOTE]\n> Up to 50 seats.\n",
    ".html": b"<html><head><title>T</title></head><body><h1>Scope</h1><p>Text &amp; <b>more</b><ul><li>a<ul><li>b</ul></ul>"
    b"<table><tr><th>A<th>B<tr><td colspan=2>c<tr><td>d<td>e</table><pre>x</pre></body></html>",
    ".txt": b"Scope\n\nIntro text:\n\n- one\n  - two\n1. three\n\nNEXT\n\nMore than 50 seats are needed.\n",
    ".csv": b'Task,Team,"Customer, all"\nPrepare,"Do ""it""\nnow",Ask\nEnd,,\n',
}
PACK = Path(__file__).resolve().parents[1] / "packs" / "fasttrack-2021"  # its documents are read in every way there is
_ZIPPED = (".docx", ".pptx", ".xlsx")
_SLOW_S = 20.0


@dataclass(kw_only=True)
class Found:
    """What came of it, and what should not have been: the fault and the file that caused it."""

    cases: Counter[str] = field(default_factory=Counter)
    read: int = 0
    faults: list[tuple[str, bytes]] = field(default_factory=list)


def seeds() -> dict[str, bytes]:
    """A good document of each format, by suffix."""
    return {**TEXTS, ".docx": word(), ".pptx": slides(), ".xlsx": workbook(), ".pdf": pdf("Scope", "Label every shelf.")}


def take(path: Path, pack: Pack, indexed: Indexed) -> bool:
    """Load and extract the file as a build reads the document `indexed`; whether it was read. Raises whatever is not BadSource."""
    try:
        document = files.load(path)
    except BadSource:
        return False
    extracted = extract(document, indexed, pack.manifest)
    names = Names(pack.manifest, title=document.title, workload=indexed.workload)
    for section in sections.gather(extracted.rest):
        workloads = names.workloads(section.blocks[0], own_words=False)
        chunking.passages(section, source=indexed.source, workloads=workloads, encoder=WordCountEncoder(), pack=pack.manifest)
    return True


def spoilt(suffix: str, good: bytes, chance: random.Random) -> bytes:
    """`good` with faults; a ZIP file more often in what a member holds than in its own bytes."""
    if suffix not in _ZIPPED or chance.random() < 0.3:
        return spoilt_bytes(good, chance)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        chosen = chance.choice(before.namelist())
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, spoilt_bytes(content, chance) if name == chosen else content)
    return made.getvalue()


def run(cases: int, *, seed: int, folder: Path, suffixes: tuple[str, ...] = ()) -> Found:
    """Take `cases` spoilt documents, of `suffixes` or of every format in turn."""
    chance, found, pack = random.Random(seed), Found(), packs.load(str(PACK))  # noqa: S311  # faults, not secrets
    good = {suffix: content for suffix, content in seeds().items() if not suffixes or suffix in suffixes}
    kinds = list(good)
    for number in range(cases):
        suffix = kinds[number % len(kinds)]
        path, content = folder / f"case{suffix}", spoilt(suffix, good[suffix], chance)
        path.write_bytes(content)
        started = time.monotonic()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found.read += take(path, pack, chance.choice(pack.manifest.indexed))
        except Exception as fault:  # what is looked for
            found.faults.append((f"{suffix}: {type(fault).__name__}: {fault}", content))
        if time.monotonic() - started > _SLOW_S:
            found.faults.append((f"{suffix}: took {time.monotonic() - started:.0f} s", content))
        found.cases[suffix] += 1
    return found


def main() -> int:
    """Run the cases and print what was found, a line of JSON at the end; 1 when anything was."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cases", type=int, default=20_000)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--only", nargs="*", default=(), help="suffixes, such as .md")
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(given.cases, seed=given.seed, folder=Path(folder), suffixes=tuple(given.only))
    for fault, content in found.faults[:20]:
        print(fault, content[:400], sep="\n  ", file=sys.stderr)  # noqa: T201
    print(json.dumps({"cases": sum(found.cases.values()), "by_format": found.cases, "read": found.read, "faults": len(found.faults)}))  # noqa: T201
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())

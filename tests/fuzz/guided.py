"""The text formats, fuzzed by what code the cases reach: `pip install atheris`, then `python -m tests.fuzz.guided --cases 100000`.

atheris is not among the packages for testing, for there is no build of it for every Python. It stops at the first fault, with its case.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

with atheris.instrument_imports(include=["indexer", "markdown_it"]):
    from knowledge import pack as packs
    from tests.fuzz.loaders import PACK, TEXTS, take


def main() -> None:
    """Run the cases; atheris ends the process."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cases", type=int, default=20_000)
    cases = reader.parse_args().cases
    pack, kinds = packs.load(str(PACK)), list(TEXTS)
    folder = Path(tempfile.mkdtemp())
    (folder / "corpus").mkdir()
    for number, suffix in enumerate(kinds):
        (folder / "corpus" / suffix[1:]).write_bytes(bytes([number]) + TEXTS[suffix])

    def one(data: bytes) -> None:
        """Take the case: its first byte says which format it is, and as which document of the pack it is read."""
        if data:
            path = folder / f"case{kinds[data[0] % len(kinds)]}"
            path.write_bytes(data[1:])
            take(path, pack, pack.manifest.indexed[data[0] // len(kinds) % len(pack.manifest.indexed)])

    atheris.Setup([sys.argv[0], str(folder / "corpus"), f"-runs={cases}", "-max_len=4096", "-timeout=20", "-seed=1"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""What commands give out: tables and JSON on stdout, and files, none of which takes the place of another."""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from bot.checkpoints import export
from knowledge.errors import OnrampError

Row = Sequence[str]


def show(rows: Sequence[Row], fields: Row, options: argparse.Namespace) -> None:
    """Print `rows` under the names `fields`, in the format that the options name: csv, json, or else a table."""
    match options.format:
        case "csv":
            put(export.table(fields, rows))
        case "json":
            put(json.dumps([dict(zip(fields, row, strict=True)) for row in rows], ensure_ascii=False, indent=2) + "\n")
        case _:
            put(columns([tuple(field.replace("_", " ").upper() for field in fields), *rows]))
            if not rows:
                print("nothing is kept that fits", file=sys.stderr)  # noqa: T201  # a command line


def columns(rows: Sequence[Row]) -> str:
    """`rows` with their cells in columns, a line each."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def put(text: str) -> None:
    """Print `text` as it is."""
    sys.stdout.write(text)


def write(content: bytes, out: Path | None) -> int:
    """Write `content` to the new file `out`, or print it; the exit status. Raises OnrampError where there is such a file."""
    if out is None:
        put(content.decode())
        return 0
    if out.exists():
        raise OnrampError(f"{out}: there is a file of this name; name another")
    out.write_bytes(content)
    print(f"{out}: {len(content)} bytes", file=sys.stderr)  # noqa: T201  # a command line
    return 0


def write_all(files: dict[str, bytes], out: Path | None) -> int:
    """Write each of `files` into the folder `out`, which is made; the exit status. Raises OnrampError where one is there."""
    if out is None:
        raise OnrampError("--out FOLDER is needed for this format, which makes a file each")
    taken = next((file for file in files if (out / file).exists()), None)
    if taken is not None:
        raise OnrampError(f"{out / taken}: there is a file of this name; name another folder")
    out.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (out / file).write_bytes(content)
    print(f"{out}: {len(files)} files", file=sys.stderr)  # noqa: T201  # a command line
    return 0


def slug(text: str) -> str:
    """`text` as a part of a file's name."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40] or "x"

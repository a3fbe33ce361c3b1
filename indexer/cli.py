"""The command `onramp-index` and its options: build, inspect, review and evaluate an index. Data goes to stdout, messages to stderr.

Exit status: 0 done; 1 done, but with sources left out or int8 refused; 2 not done; 130 interrupted.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from indexer import jobs, publish
from indexer.jobs import DONE, MEGABYTE, NOT_DONE
from indexer.loaders import files
from knowledge import pack as packs
from knowledge.adapters.sentence_encoder import DEFAULT_MODEL
from knowledge.command_line import count, end


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv` (without the program's name) and return its exit status."""
    try:
        arguments = _parser().parse_args(argv)
        untouched = "stopped; the index served before is untouched"
        return end("onramp-index", lambda: int(arguments.run(arguments)), failed=NOT_DONE, stopped=untouched)
    except SystemExit as refused:  # argparse has said what was wrong
        return int(refused.code or DONE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onramp-index", description="Build, inspect, review and evaluate an index.")
    parser.set_defaults(vectors=_setting("VECTORS_URL", ""))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("build", help="read a pack and its documents and publish an index")
    command.add_argument("pack", metavar="PACK", help=f"a bundled pack by name ({', '.join(packs.bundled())}) or a pack's folder")
    command.add_argument("--source-root", type=_folder, metavar="DIR", help="where the documents stand (default: where the pack says)")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the index directory; a new version is added and served")
    command.add_argument(
        "--model", default=_setting("MODEL", DEFAULT_MODEL), help="a sentence-transformers model by path or name (default: %(default)s)"
    )
    command.add_argument(
        "--max-mb",
        type=_size,
        default=_setting("MAX_SOURCE_MB", f"{files.MAX_BYTES / MEGABYTE:g}"),
        metavar="MB",
        help="refuse larger documents (default: %(default)s; environment: ONRAMP_MAX_SOURCE_MB)",
    )
    command.add_argument(
        "--keep",
        type=count,
        default=_setting("KEEP_VERSIONS", str(publish.KEEP)),
        help="how many versions stay on disk (default: %(default)s)",
    )
    command.add_argument(
        "--vectors",
        default=_setting("VECTORS_URL", ""),
        metavar="URL",
        help="keep the vectors in this PostgreSQL database with pgvector, where replicas share them (default: beside the rest, or "
        "ONRAMP_VECTORS_URL); the password better stands in the variable than in the command",
    )
    command.add_argument(
        "--quantize", choices=["int8"], help="serve a smaller, faster encoder, if it answers the pack's questions as well as the exact one"
    )
    command.add_argument(
        "--engine",
        choices=["local", "ray"],
        default=_setting("ENGINE", "local"),
        help="where documents are read and texts encoded: in this process, or on a Ray cluster (default: %(default)s)",
    )
    command.add_argument(
        "--engine-address",
        default=os.environ.get("RAY_ADDRESS", ""),
        metavar="HOST:PORT",
        help="a running Ray cluster (default: RAY_ADDRESS, or one of this machine for as long as the build takes)",
    )
    command.set_defaults(run=jobs.build_index)

    command = commands.add_parser("inspect", help="count what an index holds")
    command.add_argument("index", type=Path, metavar="INDEX")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=jobs.inspect_index)

    command = commands.add_parser("review", help="report contradictions, duplicates, missing citations, unread limits and drift")
    command.add_argument("index", type=Path, metavar="INDEX")
    command.add_argument("--against", type=Path, metavar="INDEX", help="an index to compare with: what changed since it")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=jobs.review_index)

    command = commands.add_parser("evaluate", help="measure an index on questions with proven answers")
    command.add_argument("index", type=Path, metavar="INDEX")
    command.add_argument("--questions", type=Path, metavar="FILE", help="JSON lines (default: the bundled pack's own questions)")
    command.add_argument("--as-of", type=_day, metavar="DATE", help="the day asked about (default: today)")
    command.add_argument("--errors", type=_file, metavar="FILE", help="write every wrong answer, what was expected and how it was wrong")
    command.add_argument("--plots", type=Path, metavar="DIR", help="draw risk against coverage and reliability as PNG; asks a second time")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=jobs.evaluate_index)

    command = commands.add_parser(
        "calibrate", help="learn from questions with proven answers when to be silent, and write it into the pack"
    )
    command.add_argument("pack", metavar="PACK", help="a bundled pack by name or a pack's folder, where calibration.json is written")
    command.add_argument("--questions", type=Path, required=True, metavar="FILE", help="JSON lines")
    command.add_argument(
        "--index", type=Path, metavar="DIR", help="an index of PACK or of a pack that extends it (default: built for this)"
    )
    command.add_argument("--as-of", type=_day, metavar="DATE", help="the day asked about (default: today)")
    command.add_argument(
        "--bound", type=_share, default=0.02, help="most wrong verdicts and owners among those given (default: %(default)s)"
    )
    command.add_argument("--level", type=_share, default=0.9, help="how surely the bound must hold (default: %(default)s)")
    command.add_argument("--seed", type=int, default=0, help="deals the questions out to folds (default: %(default)s)")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=jobs.calibrate_pack)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text!r}; give a day as YYYY-MM-DD") from None


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"found {text!r}; there is no such folder")
    return Path(text)


def _file(text: str) -> Path:
    if Path(text).is_dir() or not Path(text).parent.is_dir():
        raise argparse.ArgumentTypeError(f"found {text!r}; give a file in a folder that there is")
    return Path(text)


def _size(text: str) -> float:
    try:
        size = float(text)
    except ValueError:
        size = math.nan
    if not 0 < size < math.inf:
        raise argparse.ArgumentTypeError(f"found {text!r}; give a number above 0, such as 50")
    return size


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}; give a share between 0 and 1, such as 0.02")
    return share


def _setting(name: str, default: str) -> str:
    return os.environ.get(f"ONRAMP_{name}", default)


if __name__ == "__main__":
    sys.exit(main())

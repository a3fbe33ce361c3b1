"""The command `onramp-index`: build, inspect, review and evaluate an index. Data goes to stdout, messages to stderr.

Exit status: 0 done; 1 done, but with sources left out or int8 refused; 2 not done.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from indexer import plots, publish, report
from indexer.build import build
from indexer.calibrate import ask_freely, calibrate, write
from indexer.encoders import in_place
from indexer.engine import Engine, LocalEngine
from indexer.loaders import files
from indexer.quantize import quantize
from indexer.remembered import remembered
from indexer.review import review
from indexer.summary import summarise
from knowledge import pack as packs
from knowledge.adapters.sentence_encoder import DEFAULT_MODEL
from knowledge.desk import Desk
from knowledge.errors import OnrampError
from knowledge.evaluation import grade_all, measures, read_golden
from knowledge.index import StoredIndex, open_index
from knowledge.models import PackManifest

DONE, WITH_FAULTS, NOT_DONE = 0, 1, 2
_MEGABYTE = 1_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv` (without the program's name) and return its exit status."""
    try:
        arguments = _parser().parse_args(argv)
        return int(arguments.run(arguments))
    except OnrampError as fault:
        print(f"onramp-index: {fault}", file=sys.stderr)
        return NOT_DONE
    except SystemExit as end:  # argparse has said what was wrong
        return int(end.code or DONE)
    except KeyboardInterrupt:
        print("onramp-index: stopped; the index served before is untouched", file=sys.stderr)
        return NOT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onramp-index", description="Build, inspect, review and evaluate an index.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("build", help="read a pack and its documents and publish an index")
    command.add_argument("pack", metavar="PACK", help=f"a bundled pack by name ({', '.join(packs.bundled())}) or a pack's folder")
    command.add_argument("--source-root", type=Path, metavar="DIR", help="where the documents stand (default: where the pack says)")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the index directory; a new version is added and served")
    command.add_argument(
        "--model", default=_setting("MODEL", DEFAULT_MODEL), help="a sentence-transformers model by path or name (default: %(default)s)"
    )
    command.add_argument(
        "--max-mb",
        type=float,
        default=_setting("MAX_SOURCE_MB", f"{files.MAX_BYTES / _MEGABYTE:g}"),
        metavar="MB",
        help="refuse larger documents (default: %(default)s; environment: ONRAMP_MAX_SOURCE_MB)",
    )
    command.add_argument(
        "--keep",
        type=int,
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
    command.set_defaults(run=_build)

    command = commands.add_parser("inspect", help="count what an index holds")
    command.add_argument("index", type=Path, metavar="INDEX")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=_inspect)

    command = commands.add_parser("review", help="report contradictions, duplicates, missing citations, unread limits and drift")
    command.add_argument("index", type=Path, metavar="INDEX")
    command.add_argument("--against", type=Path, metavar="INDEX", help="an index to compare with: what changed since it")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=_review)

    command = commands.add_parser("evaluate", help="measure an index on questions with proven answers")
    command.add_argument("index", type=Path, metavar="INDEX")
    command.add_argument("--questions", type=Path, metavar="FILE", help="JSON lines (default: the bundled pack's own questions)")
    command.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="the day asked about (default: today)")
    command.add_argument("--errors", type=Path, metavar="FILE", help="write every wrong answer, what was expected and how it was wrong")
    command.add_argument("--plots", type=Path, metavar="DIR", help="draw risk against coverage and reliability as PNG; asks a second time")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=_evaluate)

    command = commands.add_parser(
        "calibrate", help="learn from questions with proven answers when to be silent, and write it into the pack"
    )
    command.add_argument("pack", metavar="PACK", help="a bundled pack by name or a pack's folder, where calibration.json is written")
    command.add_argument("--questions", type=Path, required=True, metavar="FILE", help="JSON lines")
    command.add_argument(
        "--index", type=Path, metavar="DIR", help="an index of PACK or of a pack that extends it (default: built for this)"
    )
    command.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="the day asked about (default: today)")
    command.add_argument(
        "--bound", type=_share, default=0.02, help="most wrong verdicts and owners among those given (default: %(default)s)"
    )
    command.add_argument("--level", type=_share, default=0.9, help="how surely the bound must hold (default: %(default)s)")
    command.add_argument("--seed", type=int, default=0, help="deals the questions out to folds (default: %(default)s)")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=_calibrate)
    return parser


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}; give a share between 0 and 1, such as 0.02")
    return share


def _today() -> date:
    return datetime.now().astimezone().date()


def _setting(name: str, default: str) -> str:
    return os.environ.get(f"ONRAMP_{name}", default)


def _opened(index: Path) -> StoredIndex:
    return open_index(index, vectors_url=_setting("VECTORS_URL", ""))


def _stdout() -> Console:
    """Standard output; wide enough for every table where it is no terminal."""
    return Console() if sys.stdout.isatty() else Console(width=160)


def _build(arguments: argparse.Namespace) -> int:
    pack = packs.load(arguments.pack)
    questions = read_golden(_own_questions(pack.manifest)) if arguments.quantize else ()
    console = Console(stderr=True)
    with report.Progress(console) as progress, _engine(arguments) as engine:
        encoder = in_place(arguments.out, arguments.model)
        built = build(
            pack, root=arguments.source_root, encoder=encoder, max_bytes=int(arguments.max_mb * _MEGABYTE), engine=engine,
            known=remembered(arguments.out, fingerprint=encoder.fingerprint), progress=progress.reading,
        )  # fmt: skip
        published = publish.publish(
            built,
            arguments.out,
            encoder=encoder,
            now=datetime.now(UTC),
            keep=arguments.keep,
            engine=engine,
            vectors_url=arguments.vectors,
            progress=progress.encoding,
        )
    for issue in built.issues:
        print(f"not understood: {issue}", file=sys.stderr)
    for path, reason in built.failed.items():
        print(f"left out: {path}: {reason}", file=sys.stderr)
    if published.uncalibrated:
        print(f"left out: {packs.CALIBRATION}: {published.uncalibrated}; until then default thresholds serve", file=sys.stderr)
    counts = published.manifest.counts
    kinds = ", ".join(f"{counts[kind]} {kind}s" for kind in ("rule", "task", "milestone", "resource", "passage"))
    print(f"{published.folder}: {kinds}; {published.encoded} texts encoded, {published.reused} taken over", file=sys.stderr)
    if not questions:
        print(published.folder)
        return WITH_FAULTS if built.failed else DONE
    with report.Progress(console) as progress:
        small = quantize(arguments.out, questions, as_of=_today(), vectors_url=arguments.vectors, progress=progress.asking)
    for sentence in small.lost:
        print(f"int8 refused: {sentence}", file=sys.stderr)
    if not small.lost:
        print(f"{small.folder}: int8 cleared by {len(questions)} questions", file=sys.stderr)
    print(small.folder)
    return WITH_FAULTS if built.failed or small.lost else DONE


def _engine(arguments: argparse.Namespace) -> AbstractContextManager[Engine]:
    if arguments.engine == "local":
        return nullcontext(LocalEngine())
    from indexer.ray_engine import RayEngine  # takes a second to import, and may not be installed

    return RayEngine(arguments.engine_address)


def _inspect(arguments: argparse.Namespace) -> int:
    summary = summarise(_opened(arguments.index))
    if arguments.json:
        print(summary.model_dump_json(indent=1))
    else:
        report.show_summary(_stdout(), summary)
    return DONE


def _review(arguments: argparse.Namespace) -> int:
    index = _opened(arguments.index)
    found = review(index, against=_opened(arguments.against) if arguments.against else None)
    if arguments.json:
        print(found.model_dump_json(indent=1))
    else:
        report.show_review(_stdout(), found)
    return DONE


def _evaluate(arguments: argparse.Namespace) -> int:
    desk = Desk.open(arguments.index, vectors_url=_setting("VECTORS_URL", ""))
    questions = read_golden(arguments.questions or _own_questions(desk.pack))
    as_of = arguments.as_of or _today()
    with report.Progress(Console(stderr=True)) as progress:
        graded = grade_all(desk, questions, as_of, progress=progress.asking)
        if arguments.plots:
            calibration = desk.index.manifest.calibration
            answers = ask_freely(desk.index, questions, as_of, calibration, progress=progress.asking)
            drawn = plots.draw(answers, calibration, arguments.plots)
            print(*drawn, sep="\n", file=sys.stderr)
    if arguments.errors:
        arguments.errors.write_text("".join(report.error(item) + "\n" for item in graded if not item.right), encoding="utf-8")
    found = measures(graded)
    if arguments.json:
        print(json.dumps({name: {"right": m.right, "of": m.of, "share": round(m.share, 4)} for name, m in found.items()}, indent=1))
    else:
        report.show_measures(_stdout(), found)
    return DONE


def _own_questions(pack: PackManifest) -> Path:
    """The proven questions of a pack, or of the one that it extends. Raises OnrampError when neither has any."""
    bundled = packs.bundled()
    for name in (pack.name, pack.extends):
        if name in bundled and (bundled[name] / "questions.jsonl").is_file():
            return bundled[name] / "questions.jsonl"
    raise OnrampError(f"the pack {pack.name!r} has no questions of its own; name a file with --questions")


def _calibrate(arguments: argparse.Namespace) -> int:
    pack = packs.load(arguments.pack)
    with report.Progress(Console(stderr=True)) as progress, tempfile.TemporaryDirectory() as place:
        folder = arguments.index
        if folder is None:
            folder, encoder = Path(place), in_place(Path(place))
            built = build(pack, root=None, encoder=encoder, progress=progress.reading)
            publish.publish(built, folder, encoder=encoder, now=datetime.now(UTC), progress=progress.encoding)
        learnt = calibrate(
            pack, _opened(folder), arguments.questions, as_of=arguments.as_of or _today(), bound=arguments.bound, level=arguments.level,
            seed=arguments.seed, progress=progress.asking,
        )  # fmt: skip
    path = write(learnt, pack)
    if arguments.json:
        print(learnt.model_dump_json(indent=1))
    else:
        report.show_calibration(_stdout(), learnt)
    print(f"{path}: written; build the index again to answer by it", file=sys.stderr)
    return DONE


if __name__ == "__main__":
    sys.exit(main())

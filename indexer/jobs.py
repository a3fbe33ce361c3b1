"""What each command of `onramp-index` does, and the exit status that it ends with."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel
from rich.console import Console

from indexer import plots, publish, report
from indexer.build import build
from indexer.calibrate import ask_freely, calibrate, write
from indexer.encoders import in_place
from indexer.engine import Engine, LocalEngine
from indexer.quantize import quantize
from indexer.remembered import remembered
from indexer.review import review
from indexer.summary import summarise
from knowledge import pack as packs
from knowledge.desk import Desk
from knowledge.errors import OnrampError
from knowledge.evaluation import grade_all, measures
from knowledge.golden import read_golden
from knowledge.index import open_index
from knowledge.models import PackManifest

DONE, WITH_FAULTS, NOT_DONE = 0, 1, 2
MEGABYTE = 1_000_000

M = TypeVar("M", bound=BaseModel)


def build_index(arguments: argparse.Namespace) -> int:
    """Read a pack and its documents and publish an index; what was left out is said on stderr."""
    pack = packs.load(arguments.pack)
    questions = read_golden(_own_questions(pack.manifest)) if arguments.quantize else ()
    console = Console(stderr=True)
    with report.Progress(console) as progress, _engine(arguments) as engine:
        encoder = in_place(arguments.out, arguments.model)
        built = build(
            pack, root=arguments.source_root, encoder=encoder, max_bytes=int(arguments.max_mb * MEGABYTE), engine=engine,
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


def inspect_index(arguments: argparse.Namespace) -> int:
    """Print what an index holds."""
    summary = summarise(open_index(arguments.index, vectors_url=arguments.vectors))
    _show(summary, report.show_summary, as_json=arguments.json)
    return DONE


def review_index(arguments: argparse.Namespace) -> int:
    """Print what in an index wants a second look, and what changed since another."""
    index = open_index(arguments.index, vectors_url=arguments.vectors)
    found = review(index, against=open_index(arguments.against, vectors_url=arguments.vectors) if arguments.against else None)
    _show(found, report.show_review, as_json=arguments.json)
    return DONE


def evaluate_index(arguments: argparse.Namespace) -> int:
    """Ask an index questions with proven answers, and print the share of right ones."""
    desk = Desk.open(arguments.index, vectors_url=arguments.vectors)
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


def calibrate_pack(arguments: argparse.Namespace) -> int:
    """Learn when to be silent, and write it beside the pack."""
    pack = packs.load(arguments.pack)
    with report.Progress(Console(stderr=True)) as progress, tempfile.TemporaryDirectory() as place:
        folder = arguments.index
        if folder is None:
            folder, encoder = Path(place), in_place(Path(place))
            built = build(pack, root=None, encoder=encoder, progress=progress.reading)
            publish.publish(built, folder, encoder=encoder, now=datetime.now(UTC), progress=progress.encoding)
        index = open_index(folder, vectors_url=arguments.vectors)
        learnt = calibrate(
            pack, index, arguments.questions, as_of=arguments.as_of or _today(), bound=arguments.bound, level=arguments.level,
            seed=arguments.seed, progress=progress.asking,
        )  # fmt: skip
    path = write(learnt, pack)
    _show(learnt, report.show_calibration, as_json=arguments.json)
    print(f"{path}: written; build the index again to answer by it", file=sys.stderr)
    return DONE


def _engine(arguments: argparse.Namespace) -> AbstractContextManager[Engine]:
    if arguments.engine == "local":
        return nullcontext(LocalEngine())
    from indexer.ray_engine import RayEngine  # takes a second to import, and may not be installed

    return RayEngine(arguments.engine_address)


def _own_questions(pack: PackManifest) -> Path:
    """The proven questions of a pack, or of the one that it extends. Raises OnrampError when neither has any."""
    bundled = packs.bundled()
    for name in (pack.name, pack.extends):
        if name in bundled and (bundled[name] / packs.QUESTIONS).is_file():
            return bundled[name] / packs.QUESTIONS
    raise OnrampError(f"the pack {pack.name!r} has no questions of its own; name a file with --questions")


def _show(found: M, table: Callable[[Console, M], None], *, as_json: bool) -> None:
    if as_json:
        print(found.model_dump_json(indent=1))
    else:
        table(_stdout(), found)


def _stdout() -> Console:
    """Standard output; wide enough for every table where it is no terminal."""
    return Console() if sys.stdout.isatty() else Console(width=160)


def _today() -> date:
    return datetime.now().astimezone().date()

"""Measures the product's own ranking and silence on public sets: python -m tests.benchmarks.retrieval [--json] [SET ...]

The sets stand beside the project (or under --data) and are left out, with the reason, where they do not. The first run encodes for some
minutes and keeps the vectors under --cache.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import claims, intents, rules
from tests.benchmarks.measures import Report
from tests.benchmarks.parts import Encoders, tell

_PROJECT = Path(__file__).resolve().parents[2]
_SETS: dict[str, Callable[..., Report]] = {"orsharc": rules.measure, "scifact": claims.measure, "clinc150": intents.measure}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the sets named in `argv`, all by default, and return the exit status: 0, or 1 where none was there."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.retrieval", description="Measure ranking and silence on public sets.")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"which sets (default: {', '.join(_SETS)})")
    parser.add_argument("--data", type=Path, default=_PROJECT.parent / "shared" / "benchmarks", help="the folder that holds the sets")
    parser.add_argument("--cache", type=Path, default=_PROJECT / ".onramp" / "bench", help="the folder for vectors")
    parser.add_argument("--split", help="the split to measure on, such as test (default: orsharc dev, scifact train, clinc150 val)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    arguments = parser.parse_args(argv)
    unknown = sorted(set(arguments.sets) - set(_SETS))
    if unknown:
        parser.error(f"no such set: {', '.join(unknown)}; there are {', '.join(_SETS)}")
    arguments.cache.mkdir(parents=True, exist_ok=True)
    encoders, reports = Encoders(arguments.cache), []
    for name in arguments.sets or _SETS:
        folder = arguments.data / name
        if not folder.is_dir():
            tell(f"{name}: left out, for there is no {folder}")
            continue
        tell(f"{name}: measuring")
        try:
            reports.append(_SETS[name](folder, encoders, **({"split": arguments.split} if arguments.split else {})))
        except (FileNotFoundError, KeyError) as fault:
            tell(f"{name}: left out, for it has no split {arguments.split!r} ({fault})")
    _show(reports, as_json=arguments.json)
    return 0 if reports else 1


def _show(reports: Sequence[Report], *, as_json: bool) -> None:
    if as_json:
        figures = {
            report.name: {system: dict(zip(report.columns, (round(x, 2) for x in row), strict=True)) for system, row in report.rows.items()}
            for report in reports
        }
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
        return
    console = Console()
    for report in reports:
        table = Table("system", *report.columns, title=f"{report.name}: {report.about}", title_justify="left")
        for system, row in report.rows.items():
            table.add_row(system, *(f"{x:.1f}" for x in row))
        table.add_section()
        table.add_row("to reach", *report.aims)
        console.print(table)


if __name__ == "__main__":
    sys.exit(main())

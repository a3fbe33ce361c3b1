"""What sending does when processes die, the database restarts, or much is scheduled: python -m tests.benchmarks.delivery.

Against a channel on the loopback address that takes a post in 20 ms, and refuses 4 % with 429 and 2.5 % with 502.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.delivery.ledger import Policy
from tests.benchmarks import future, plain
from tests.benchmarks.deaths import Figures, Terms, killed, restarted
from tests.benchmarks.servers import postgresql, sqlite

_RUNS: Mapping[str, Callable[[Terms], Awaitable[Figures]]] = {
    "plain-postgresql": lambda terms: plain.measure(postgresql, terms),
    "killed-postgresql-hold": lambda terms: killed(postgresql, terms, Policy.HOLD),
    "killed-postgresql-resend": lambda terms: killed(postgresql, terms, Policy.RESEND),
    "restarted-postgresql": lambda terms: restarted(postgresql, terms, Policy.HOLD),
    "plain-sqlite": lambda terms: plain.measure(sqlite, replace(terms, processes=1)),
    "killed-sqlite-hold": lambda terms: killed(sqlite, replace(terms, processes=1), Policy.HOLD),
    "killed-sqlite-resend": lambda terms: killed(sqlite, replace(terms, processes=1), Policy.RESEND),
    "future-postgresql": lambda terms: future.measure(postgresql, terms),
    "future-sqlite": lambda terms: future.measure(sqlite, terms),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what `argv` names, all by default; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.delivery", description="Measure how what is owed is sent.")
    parser.add_argument("--only", action="append", choices=_RUNS, metavar="NAME", help=f"one of {', '.join(_RUNS)}; can be repeated")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--count", type=int, default=10_000, help="messages due (default: %(default)s)")
    parser.add_argument("--grace-s", type=float, default=120.0, help="until a message counts as forgotten (default: %(default)s)")
    arguments = parser.parse_args(argv)
    terms = Terms(count=arguments.count, grace_s=arguments.grace_s)
    figures: dict[str, Figures] = {}
    for name in arguments.only or _RUNS:
        sys.stderr.write(f"{name}: measuring\n")
        figures[name] = asyncio.run(_measured(_RUNS[name], terms))
        _show(name, figures[name])
        if arguments.json:
            arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


async def _measured(run: Callable[[Terms], Awaitable[Figures]], terms: Terms) -> Figures:
    return await run(terms)


def _show(name: str, figures: Figures) -> None:
    table = Table("measure", "figure", title=name, title_justify="left")
    for measure, figure in figures.items():
        table.add_row(measure, f"{figure:,}" if isinstance(figure, int) else str(figure))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())

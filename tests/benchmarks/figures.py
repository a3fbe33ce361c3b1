"""What a benchmark of speed gives: a table for people on standard error, JSON on standard output."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number. aim: what it should reach, in words; reached: whether it does, None where there is no aim."""

    name: str
    value: float
    unit: str
    aim: str = ""
    reached: bool | None = None


def at_most(bound: float, name: str, value: float, unit: str) -> Figure:
    """A figure that should not pass `bound`."""
    return Figure(name=name, value=value, unit=unit, aim=f"at most {bound:g} {unit}".strip(), reached=value <= bound)


def at_least(bound: float, name: str, value: float, unit: str) -> Figure:
    """A figure that should come up to `bound`."""
    return Figure(name=name, value=value, unit=unit, aim=f"at least {bound:g} {unit}".strip(), reached=value >= bound)


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print `figures` under `title` as a table and as JSON."""
    table = Table("measure", "found", "to reach", "", title=title, title_justify="left")
    for one in figures:
        mark = "" if one.reached is None else "reached" if one.reached else "missed"
        table.add_row(one.name, f"{one.value:,.4g} {one.unit}".strip(), one.aim, mark)
    Console(stderr=True, width=120).print(table)
    rows = [{"measure": f.name, "value": round(f.value, 4), "unit": f.unit, "aim": f.aim, "reached": f.reached} for f in figures]
    sys.stdout.write(json.dumps({"title": title, "figures": rows}, indent=1) + "\n")


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_ms(times: Sequence[float]) -> float:
    """The median of times in seconds, in milliseconds."""
    return float(np.median(times)) * 1000


def questions() -> tuple[str, ...]:
    """The bundled pack's own questions, without follow-ups."""
    lines = (PROJECT / "knowledge/packs/fasttrack/questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line]
    return tuple(dict.fromkeys(one["question"] for one in asked if not one.get("history")))

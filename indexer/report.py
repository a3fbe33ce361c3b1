"""How the command shows its work: progress on a terminal, and summaries and reviews as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table

from indexer.review import Review
from indexer.summary import Summary
from knowledge.answers import Ownership, Verdict
from knowledge.calibration import Calibration
from knowledge.confidence import FEATURES
from knowledge.evaluation import Graded, Measure


class Progress:
    """Progress bars on a terminal; nothing elsewhere."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bars = Bars(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._reading = self._bars.add_task("Loading the encoder", total=None)
        self._encoding = self._bars.add_task("Encoding", total=None, visible=False)

    def __enter__(self) -> Progress:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._bars.stop()

    def reading(self, path: str) -> None:
        """Show that the document at `path` is being read."""
        self._bars.update(self._reading, description=f"Reading {path}", advance=1)

    def encoding(self, done: int, of: int) -> None:
        """Show that `done` texts `of` all new ones are encoded."""
        self._bars.update(self._reading, visible=False)
        self._bars.update(self._encoding, completed=done, total=of, visible=True)

    def asking(self, done: int, of: int) -> None:
        """Show that `done` questions `of` all are answered."""
        self._bars.update(self._reading, visible=False)
        self._bars.update(self._encoding, description="Asking", completed=done, total=of, visible=True)


def show_measures(console: Console, found: Mapping[str, Measure]) -> None:
    """Print how many of how many were right."""
    table = Table("measure", "right", "of", "share")
    for name, measure in found.items():
        table.add_row(name, str(measure.right), str(measure.of), f"{100 * measure.share:.1f} %")
    console.print(table)


def show_calibration(console: Console, found: Calibration) -> None:
    """Print what was learnt, what bound is proven and what is not, and the threshold that serves."""
    every, chosen = found.curve[0], found.balance
    say = partial(console.print, highlight=False, soft_wrap=True)
    table = Table("feature", "weight")
    for name in (*FEATURES, "bias"):
        table.add_row(name, f"{getattr(found.confidence, name):.2f}")
    console.print(table)
    say(f"Without a threshold {every.wrong} of {every.given} verdicts and owners are wrong ({every.risk:.1%}).")
    say(f"A right answer has a higher confidence than a wrong one {found.discrimination:.1%} of the time.")
    if found.threshold is None:
        say(f"At most {found.bound:.1%} wrong, with {found.level:.0%} confidence: NO threshold proves it on these questions.")
    else:
        kept = next(point for point in found.curve if point.threshold == found.threshold)
        say(f"At most {found.bound:.1%} wrong, with {found.level:.0%} confidence: from {kept.threshold:.2f}, {kept.given} given.")
    say(f"While half of them are given, at most {found.half_bound:.1%} are wrong, with {found.level:.0%} confidence.")
    say(
        f"Best balance: from {chosen.threshold:.2f}, {chosen.given} of {every.given} given, {chosen.wrong} wrong ({chosen.risk:.1%}; "
        f"at most {chosen.upper:.1%}, with {found.level:.0%} confidence)."
    )
    serves = "the proven threshold" if found.serves == "bound" else "the best balance, which does NOT keep the bound"
    say(f"The desk serves {serves}: verdicts from {found.confidence.decide:.2f}, guidance from {found.confidence.guide:.2f}.")


def error(item: Graded) -> str:
    """One wrong answer, for who looks for its cause."""
    golden, answer = item.golden, item.answer
    expected = golden.expected_verdict or golden.expected_owner or " ".join(golden.shows) or "nothing"
    scope = answer.scope if isinstance(answer, Ownership) else answer
    said = scope.verdict if isinstance(scope, Verdict) else ""
    owners = ", ".join(answer.owners) if isinstance(answer, Ownership) else ""
    lines = [
        f"{golden.id} {golden.kind} [{item.note}] {golden.question!r}" + (f" after {list(golden.history)}" if golden.history else ""),
        f"  expected: {expected}" + (f" ({golden.condition})" if golden.condition else ""),
        f"  got: {answer.kind} {said} {owners}".rstrip() + (f", sure {answer.confidence:.2f}" if answer.confidence is not None else ""),
        *(f"    {cited.docid}: {cited.quote[:120]}" for cited in answer.citations[:2]),
    ]
    return "\n".join(lines)


def show_summary(console: Console, summary: Summary) -> None:
    """Print the counts of an index."""
    console.print(
        f"{summary.pack} {summary.pack_version}, {summary.version}, built {summary.built_at:%Y-%m-%d %H:%M} UTC with {summary.encoder}"
    )
    console.print(", ".join(f"{count} {kind}s" for kind, count in summary.counts.items() if kind != "rows"))
    _show_nested(console, "Tasks by party and phase", summary.tasks)
    _show_nested(console, "Scope rules by workload and coverage", summary.rules)
    table = Table("source", "records", "passages", title="By source", title_justify="left")
    for source, count in summary.records.items():
        table.add_row(source, str(count), str(summary.passages.get(source, 0)))
    console.print(table)
    for path, reason in summary.failed.items():
        console.print(f"left out: {path}: {reason}", highlight=False, markup=False)


def show_review(console: Console, found: Review) -> None:
    """Print what a review found."""
    for contradiction in found.contradictions:
        _show_list(
            console,
            f"Sources disagree about {contradiction.about}",
            (f"{side.says}: {', '.join(side.records)}" for side in contradiction.sides),
        )
    _show_list(console, "Without citation", found.uncited)
    _show_list(console, "Said twice", (f"{', '.join(double.records)}: {double.text}" for double in found.duplicates))
    _show_list(console, "Limits that were not read", (f"{limit.record}: {', '.join(limit.words)}" for limit in found.unread_limits))
    if found.drift is not None:
        drift = found.drift
        _show_list(console, f"Added since {drift.against}", drift.added)
        _show_list(console, f"Removed since {drift.against}", drift.removed)
        _show_list(
            console,
            f"Changed since {drift.against}",
            (f"{change.before} -> {change.after}: {', '.join(change.fields)}" for change in drift.changed),
        )


def _show_nested(console: Console, title: str, counts: dict[str, dict[str, int]]) -> None:
    columns = list(dict.fromkeys(column for row in counts.values() for column in row))
    table = Table(title=title, title_justify="left")
    for column in ("", *columns, "all"):
        table.add_column(column, no_wrap=True)
    for name, row in counts.items():
        table.add_row(name, *(str(row.get(column, "")) for column in columns), str(sum(row.values())))
    console.print(table)


def _show_list(console: Console, title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    console.print(f"{title}: {len(found) or 'none'}", style="bold", highlight=False)
    for line in found:
        console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)

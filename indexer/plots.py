"""Pictures of an evaluation: risk against coverage, and reliability."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.calibration import Bin, Calibration, reliability, upper_bound
from knowledge.confidence import Confidence
from knowledge.errors import OnrampError
from knowledge.evaluation import Graded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HERE, _LEARNT, _MUTED = "#1f6fb2", "#c8611a", "#767676"
_INCHES, _DOTS = (7.0, 4.8), 150
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def draw(answers: Sequence[Graded], calibration: Calibration | None, folder: Path) -> tuple[Path, Path]:
    """Write `risk_coverage.png` and `reliability.png` into `folder` and return their paths.

    answers: given without thresholds; those that are verdicts or owners count. calibration: drawn beside them where there is one.
    Raises OnrampError when matplotlib is missing, nothing was given, or the folder cannot be written.
    """
    given = [item for item in answers if item.given]
    if not given:
        raise OnrampError("nothing to draw: no verdict and no owner was given")
    sure = np.array([item.answer.confidence for item in given if item.answer.kind in ("verdict", "ownership")], dtype=np.float64)
    right = np.array([item.right for item in given], dtype=bool)
    served = (calibration.confidence if calibration else Confidence()).decide
    risk, axes = _picture(
        "How many are wrong, by how many are given", "share of verdicts and owners given", "share of wrong ones among them"
    )
    _draw_risk(axes, sure, right, served, calibration)
    reliable, axes = _picture("How often an answer is right, by how sure it is", "confidence", "share of right ones")
    _draw_reliability(axes, reliability(sure, right), calibration)
    return _save(risk, folder / "risk_coverage.png"), _save(reliable, folder / "reliability.png")


def _draw_risk(axes: Axes, sure: Floats, right: Flags, served: float, calibration: Calibration | None) -> None:
    order = np.argsort(-sure, kind="stable")
    counts, wrong = np.arange(1, len(sure) + 1), np.cumsum(~right[order])
    ends = np.append(np.diff(sure[order]) < 0, True)  # answers of the same confidence are given or held back together
    axes.plot(counts[ends] / len(sure), wrong[ends] / counts[ends], color=_HERE, label=f"these questions ({len(sure)} answers)")
    kept = sure >= served
    if kept.any():
        axes.plot(kept.mean(), (~right[kept]).mean(), "o", color=_HERE, label=f"served here: from {served:.2f}")
    if calibration is not None:
        points = [point for point in calibration.curve if point.given]
        coverage = [point.given / points[0].given for point in points]
        axes.plot(
            coverage, [point.risk for point in points], color=_LEARNT, linestyle="--", label=f"when calibrated ({points[0].given} answers)"
        )
        bounded = [(place, point) for place, point in zip(coverage, points, strict=True) if point.upper < 1]
        axes.fill_between(
            [place for place, _ in bounded], [point.risk for _, point in bounded], [point.upper for _, point in bounded],
            color=_LEARNT, alpha=0.15, linewidth=0, label=f"up to its bound at {calibration.level:.0%} confidence",
        )  # fmt: skip
        axes.axhline(calibration.bound, color=_MUTED, linewidth=1, linestyle=":", label=f"bound asked for: {calibration.bound:.1%}")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, min(1.0, max(0.3, 1.2 * float((~right).mean()))))
    axes.legend(frameon=False, loc="upper center")


def _draw_reliability(axes: Axes, here: Sequence[Bin], calibration: Calibration | None) -> None:
    axes.plot([0, 1], [0, 1], color=_MUTED, linewidth=1, linestyle=":", label="as sure as right")
    sets = [
        (here, _HERE, "o", "these questions"),
        *([(calibration.reliability, _LEARNT, "s", "when calibrated")] if calibration else []),
    ]
    for number, (bins, colour, mark, label) in enumerate(sets):
        places = [held.confidence + 0.012 * number for held in bins]  # beside each other, so that both are seen
        reach = [[held.right - low, high - held.right] for held in bins for low, high in (_interval(held),)]
        axes.errorbar(places, [held.right for held in bins], np.transpose(reach), fmt=mark, color=colour, elinewidth=1, label=label)
        for place, held in zip(places, bins, strict=True):
            across, side = (4, "left") if number else (-4, "right")
            axes.annotate(
                str(held.count), (place, held.right), xytext=(across, 3), textcoords="offset points", ha=side, fontsize=8, color=colour
            )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.05)
    axes.legend(frameon=False, loc="lower right", title="with the number of answers,\nand where the share may lie (90%)")


def _interval(held: Bin) -> tuple[float, float]:
    """Where the true share of right answers may lie, at 90 %: the exact bounds, each at 95 %."""
    right = round(held.right * held.count)
    return 1 - upper_bound(held.count - right, held.count, 0.95), upper_bound(right, held.count, 0.95)


def _picture(title: str, across: str, up: str) -> tuple[Figure, Axes]:
    """An empty picture with grid and labels."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise OnrampError("the package matplotlib is not installed; get the indexer's: pip install 'onramp[index]'") from None
    figure = Figure(figsize=_INCHES, layout="constrained")
    axes = figure.add_subplot()
    axes.set(title=title, xlabel=across, ylabel=up)
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.grid(color="#e3e3e3", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Figure, path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=_DOTS)
    except OSError as fault:
        raise OnrampError(f"{path}: cannot be written: {fault.strerror}") from None
    return path

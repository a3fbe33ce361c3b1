"""A calibration as stored: what was learnt, from what, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Literal

from pydantic import Field

from knowledge.confidence import Confidence
from knowledge.models import Strict
from knowledge.retriever import Weights

_AGAIN = "learn it again with onramp-index calibrate"


class Point(Strict):
    """What a threshold does: of the verdicts and owners given at or above it, how many are wrong.

    upper: the exact upper bound of the share of wrong ones, at the level that the holder states.
    """

    threshold: float
    given: int
    wrong: int
    upper: float

    @property
    def risk(self) -> float:
        """The share of wrong ones among those given; 0 of none."""
        return self.wrong / self.given if self.given else 0.0


class Bin(Strict):
    """Answers of like confidence: its mean, the share of right ones, how many."""

    confidence: float
    right: float
    count: int


class Questions(Strict):
    """The file of questions that was learnt from."""

    file: str
    count: int
    sha256: str


class Basis(Strict):
    """What a calibration rests on, and what it therefore fits.

    encoder, fingerprint: the model of the index. weights: of the retriever. index: the name and version of the pack that the index was
    built from. as_of: the day asked about.
    """

    encoder: str
    fingerprint: str
    weights: dict[str, float]
    index: str
    as_of: date
    questions: Questions

    def misfit(self, *, encoder: str, fingerprint: str) -> str:
        """Why it does not fit an index made with this encoder, or this Onramp's weights: a sentence, empty where it fits."""
        if (encoder, fingerprint) != (self.encoder, self.fingerprint):
            learnt, found = f"{self.encoder} ({self.fingerprint})", f"{encoder} ({fingerprint})"
            return f"the calibration was learnt with the encoder {learnt}, the index has {found}; {_AGAIN}"
        differing = sorted(name for name, weight in current_weights().items() if self.weights.get(name) != weight)
        if differing or len(self.weights) != len(current_weights()):
            names = ", ".join(differing) or "their number"
            return f"the calibration was learnt with other weights of ranking ({names}); {_AGAIN}"
        return ""


class Calibration(Strict):
    """The confidence learnt from a pack's questions, and what its thresholds keep.

    bound, level: at most this share of the verdicts and owners given may be wrong, with this probability over the draw of the questions.
    threshold: the lowest at which that is proven; None where no threshold proves it.
    half_bound: the lowest bound that is proven while at least half of all verdicts are given.
    balance: the lowest point at which right answers less 2 for each wrong one and 1 more for each to an unanswerable question are most,
    or not surely less;
    its `upper` holds at `level` for all points of the curve at once, since it was chosen by looking at them.
    serves: which of the two `confidence.decide` is: the proven threshold where it leaves half of the verdicts, else the balance.
    curve: all thresholds, ascending, each with its own bound at `level`. reliability: right answers by confidence.
    discrimination: how often a right answer has a higher confidence than a wrong one (area under the ROC curve).
    Curve, reliability and discrimination are of confidences by models that had not seen the question.
    """

    method: str
    basis: Basis
    seed: int
    bound: float = Field(gt=0, lt=1)
    level: float = Field(gt=0, lt=1)
    confidence: Confidence
    threshold: float | None
    half_bound: float
    balance: Point
    serves: Literal["bound", "balance"]
    discrimination: float
    curve: tuple[Point, ...]
    reliability: tuple[Bin, ...]


def current_weights() -> dict[str, float]:
    """The weights that this Onramp ranks with, by feature."""
    return asdict(Weights())

"""How sure it is that a record speaks of what was asked, and below which confidence the desk is silent."""

from __future__ import annotations

import math

from knowledge.hits import Hit
from knowledge.models import Strict

FEATURES = ("dense", "lexical", "covered", "told", "agreement", "facts", "margin", "proven", "gap", "length")


class Confidence(Strict):
    """A logistic model over the features of a hit, and the thresholds that go with it. Calibration learns both.

    decide: least confidence for a verdict or owner. guide: least confidence for guidance.
    specific: confidence from which a rule on eligibility goes before the programme's own conditions.
    """

    dense: float = 4.0
    lexical: float = 0.0
    covered: float = 4.5
    told: float = 1.0
    agreement: float = 0.8
    facts: float = 0.0
    margin: float = 0.0
    proven: float = 0.0
    gap: float = 0.0
    length: float = 0.0
    bias: float = -4.3
    decide: float = 0.4
    guide: float = 0.4
    specific: float = 0.75

    def without_thresholds(self) -> Confidence:
        """The same model, answering however little sure it is."""
        return self.model_copy(update={"decide": 0.0, "guide": 0.0})

    def of(self, hit: Hit) -> float:
        """The confidence in `hit`, 0 to 1."""
        raw = self.bias + sum(getattr(self, name) * getattr(hit, name) for name in FEATURES)
        return round(1.0 / (1.0 + math.exp(-raw)), 4)

    def sure(self, hit: Hit) -> bool:
        """Whether the confidence in `hit` is enough for a verdict."""
        return self.of(hit) >= self.decide

"""How sure it is that a record speaks of what was asked, and below which confidence the desk is silent."""

from __future__ import annotations

import math

from knowledge.models import Strict
from knowledge.retriever import Hit


class Confidence(Strict):
    """A logistic model over the features of a hit, and the thresholds that go with it. Calibration learns both.

    decide: least confidence for a verdict or owner. guide: least confidence for guidance.
    """

    dense: float = 4.0
    covered: float = 4.5
    told: float = 1.0
    agreement: float = 0.8
    bias: float = -4.3
    decide: float = 0.4
    guide: float = 0.4

    def of(self, hit: Hit) -> float:
        """The confidence in `hit`, 0 to 1."""
        raw = self.dense * hit.dense + self.covered * hit.covered + self.told * hit.told + self.agreement * hit.agreement + self.bias
        return round(1.0 / (1.0 + math.exp(-raw)), 4)

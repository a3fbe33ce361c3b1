"""Calibration: what the desk's confidence is worth, learnt from questions with proven answers.

`values` is what ships with a pack; `logistic` fits the weights, `bounds` the exact bound of a share of errors, `curve` risk against
coverage and the thresholds on it; `learning` puts them together.
"""

from knowledge.calibration.bounds import upper_bound
from knowledge.calibration.curve import reliability
from knowledge.calibration.learning import Sample, learn
from knowledge.calibration.values import Basis, Bin, Calibration, Point, Questions, current_weights

__all__ = ["Basis", "Bin", "Calibration", "Point", "Questions", "Sample", "current_weights", "learn", "reliability", "upper_bound"]

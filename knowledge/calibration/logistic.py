"""Logistic regression, and confidences of a model that has not seen what it judges."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_RIDGE = 1.0  # of standardised features; the same from 0.1 to 10 within what cross-validation can tell
_STEPS = 100


def fit(features: Floats, right: Flags) -> Floats:
    """The weights of the columns of `features`, and last the bias, most likely to tell the rows that are right.

    Newton's method (iteratively reweighted least squares) with an L2 penalty on the weights of the standardised columns; what is returned
    holds for the columns as they are. A column without variance gets the weight 0.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.where(spread > 0, spread, np.inf)
    rows = np.column_stack([(features - mean) / spread, np.ones(len(features))])
    penalty = np.diag([_RIDGE] * features.shape[1] + [1e-3])  # keeps the bias finite where all are right
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-rows @ weights))
        step = np.linalg.solve(rows.T @ (rows * (likely * (1 - likely))[:, None]) + penalty, rows.T @ (likely - right) + penalty @ weights)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    own = weights[:-1] / spread
    return np.append(own, weights[-1] - float(own @ mean))


def confidences(features: Floats, weights: Floats) -> Floats:
    """The probability of being right for each row, by `weights` as `fit` returns them."""
    return np.asarray(1.0 / (1.0 + np.exp(-(features @ weights[:-1] + weights[-1]))))


def cross_fitted(features: Floats, right: Flags, *, folds: int, seed: int) -> Floats:
    """The confidence of each row by a model fitted on the folds that do not hold it; `seed` deals the rows out to `folds` folds."""
    dealt = np.random.default_rng(seed).permutation(len(right)) % folds
    found = np.zeros(len(right))
    for fold in range(folds):
        here = dealt == fold
        found[here] = confidences(features[here], fit(features[~here], right[~here]))
    return found

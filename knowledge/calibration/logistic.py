"""Logistic regression, and confidences of a model that has not seen what it judges."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_RIDGE = 1.0  # of standardised features; the same from 0.1 to 10 within what cross-validation can tell
_STEPS = 100
_DEALS = 10  # so that a threshold does not hang on one deal's luck


def fit(features: Floats, right: Flags, counts: Floats) -> Floats:
    """The weights of the columns of `features`, and last the bias, most likely to tell the rows that are right.

    counts: how often each row counts.
    Newton's method (iteratively reweighted least squares) with an L2 penalty on the weights of the standardised columns; what is returned
    holds for the columns as they are. A column without variance gets the weight 0.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.where(spread > 1e-9, spread, np.inf)  # a column of one number has a spread of rounding alone
    rows = np.column_stack([(features - mean) / spread, np.ones(len(features))])
    penalty = np.diag([_RIDGE] * features.shape[1] + [1e-3])  # keeps the bias finite where all are right
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (likely - right)) + penalty @ weights
        step = np.linalg.solve(rows.T @ (rows * (counts * likely * (1 - likely))[:, None]) + penalty, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    own = weights[:-1] / spread
    return np.append(own, weights[-1] - float(own @ mean))


def confidences(features: Floats, weights: Floats) -> Floats:
    """The probability of being right for each row, by `weights` as `fit` returns them."""
    return np.asarray(1.0 / (1.0 + np.exp(-(features @ weights[:-1] + weights[-1]))))


def cross_fitted(features: Floats, right: Flags, counts: Floats, *, folds: int, seed: int) -> Floats:
    """The confidence of each row by models fitted on the folds that do not hold it, the mean over several deals.

    seed: deals the rows out to `folds` folds, anew each time.
    """
    random, found = np.random.default_rng(seed), np.zeros(len(right))
    for _ in range(_DEALS):
        dealt = random.permutation(len(right)) % folds
        for fold in range(folds):
            here = dealt == fold
            found[here] += confidences(features[here], fit(features[~here], right[~here], counts[~here])) / _DEALS
    return found

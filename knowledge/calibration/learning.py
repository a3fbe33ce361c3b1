"""Learning a calibration from answers that were given without thresholds, and graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.calibration import curve, logistic
from knowledge.calibration.values import Basis, Calibration
from knowledge.confidence import FEATURES, Confidence
from knowledge.errors import OnrampError
from knowledge.retriever import Hit

# The features that told right from wrong answers in cross-validation; the others weigh nothing once learnt.
LEARNT = ("dense", "lexical", "covered", "facts", "margin")
_FOLDS = 10
_METHOD = (
    f"Logistic regression on {', '.join(LEARNT)} of the record that decides (L2 on standardised features), confidences cross-fitted "
    f"in {_FOLDS} folds; the threshold by fixed-sequence Learn then Test (Angelopoulos et al. 2021) with exact binomial bounds "
    "(Clopper and Pearson 1934) on the share of wrong answers among those given."
)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One answer, as graded. hit: what decided it; None where no record was looked up for it, so that it is given at any threshold.

    answerable: whether the question has an answer at all. guidance: it is guidance, not a verdict or an owner.
    """

    hit: Hit | None
    right: bool
    answerable: bool = True
    guidance: bool = False


def learn(samples: Sequence[Sample], basis: Basis, *, bound: float = 0.02, level: float = 0.9, seed: int = 0) -> Calibration:
    """The calibration that `samples` give. seed: deals them out to folds.

    Each confidence that a threshold is chosen by comes from a model fitted without that question. The weights that ship are fitted on all,
    so what is proven of the cross-fitted confidences holds for them in as far as leaving out a tenth of the questions changes little.
    Raises OnrampError when there are too few answers to learn from.
    """
    decided = [sample for sample in samples if not sample.guidance]
    looked_up = [(sample.hit, sample.right) for sample in decided if sample.hit is not None]
    features, right = _features([hit for hit, _ in looked_up]), np.array([right for _, right in looked_up], dtype=bool)
    if min(right.sum(), (~right).sum()) < 1 or len(right) < _FOLDS:
        raise OnrampError(
            f"too little to learn from: {len(right)} verdicts and owners given, {int((~right).sum())} of them wrong; "
            f"at least {_FOLDS} are needed, right and wrong ones among them"
        )
    weights = logistic.fit(features, right)
    fitted = logistic.cross_fitted(features, right, folds=_FOLDS, seed=seed)
    always = [sample for sample in decided if sample.hit is None]
    order = [*(sample for sample in decided if sample.hit is not None), *always]
    sure = np.append(fitted, np.ones(len(always)))
    rightly = np.array([sample.right for sample in order], dtype=bool)
    answerable = np.array([sample.answerable for sample in order], dtype=bool)
    points = curve.risk_curve(sure, rightly, level)
    proven = curve.learn_then_test(points, bound, level)
    balance = curve.best_balance(sure, rightly, answerable, level)
    by_bound = proven is not None and 2 * proven.given >= points[0].given
    return Calibration(
        method=_METHOD, basis=basis, seed=seed, bound=bound, level=level,
        confidence=_confidence(weights, samples, decide=proven.threshold if proven is not None and by_bound else balance.threshold),
        threshold=None if proven is None else proven.threshold,
        half_bound=round(curve.half_bound(points, level), 4), balance=balance, serves="bound" if by_bound else "balance",
        discrimination=curve.discrimination(fitted, right), curve=points, reliability=curve.reliability(fitted, right),
    )  # fmt: skip


def _features(hits: Sequence[Hit]) -> curve.Floats:
    return np.array([[getattr(hit, name) for name in LEARNT] for hit in hits], dtype=np.float64).reshape(len(hits), len(LEARNT))


def _confidence(weights: curve.Floats, samples: Sequence[Sample], *, decide: float) -> Confidence:
    """The model as it ships: rounded weights, and the thresholds of guidance and eligibility on its scale."""
    learnt = dict.fromkeys(FEATURES, 0.0) | dict(zip((*LEARNT, "bias"), (round(float(weight), 3) for weight in weights), strict=True))
    model, before = Confidence(**learnt, decide=decide), Confidence()
    found = [(sample, sample.hit) for sample in samples if sample.guidance and sample.hit is not None]
    sure = np.array([model.of(hit) for _, hit in found])
    right, answerable = (np.array(flags, dtype=bool) for flags in ([s.right for s, _ in found], [s.answerable for s, _ in found]))
    hits = [sample.hit for sample in samples if sample.hit is not None and not sample.guidance]
    below = float(np.mean([before.of(hit) <= before.specific for hit in hits]))  # as many records count as specific as did before
    return model.model_copy(
        update={
            "guide": curve.best_guide(sure, right, answerable) if found else decide,
            "specific": round(float(np.quantile([model.of(hit) for hit in hits], below)), 4),
        }
    )

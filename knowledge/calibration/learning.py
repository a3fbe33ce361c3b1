"""Learning a calibration from answers that were given without thresholds, and graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.calibration import curve, logistic
from knowledge.calibration.values import Basis, Calibration
from knowledge.confidence import FEATURES, Confidence
from knowledge.errors import OnrampError
from knowledge.hits import Hit

# The features that told right from wrong answers in cross-validation; the others weigh nothing once learnt.
LEARNT = ("dense", "lexical", "covered", "margin", "proven", "gap", "length")
_FOLDS = 10
_UNANSWERABLE = 2.0  # how often an answer counts where there was none to give: they are few, and worst to get wrong
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

    The weights are learnt from all of them, the bound and its curve from verdicts and owners. Each confidence that a threshold is chosen
    by comes from models fitted without that question. The weights that ship are fitted on all, so what is proven of the cross-fitted
    confidences holds for them in as far as leaving out a tenth of the questions changes little.
    Raises OnrampError when there are too few answers to learn from.
    """
    hits = [sample.hit for sample in samples if sample.hit is not None]
    looked_up = np.array([sample.hit is not None for sample in samples], dtype=bool)
    right, answerable, guiding = (
        np.array([getattr(sample, name) for sample in samples], dtype=bool) for name in ("right", "answerable", "guidance")
    )
    judged, guided = looked_up & ~guiding, looked_up & guiding
    _check(right[judged])
    features = np.array([[getattr(hit, name) for name in LEARNT] for hit in hits], dtype=np.float64)
    counts = np.where(answerable, 1.0, _UNANSWERABLE)[looked_up]
    learnt = dict(zip((*LEARNT, "bias"), logistic.fit(features, right[looked_up], counts).round(3).tolist(), strict=True))
    sure = np.ones(len(samples))
    sure[looked_up] = logistic.cross_fitted(features, right[looked_up], counts, folds=_FOLDS, seed=seed)

    points = curve.risk_curve(sure[~guiding], right[~guiding], level)
    proven = curve.learn_then_test(points, bound, level)
    balance = curve.best_balance(sure[~guiding], right[~guiding], answerable[~guiding], level)
    by_bound = proven is not None and 2 * proven.given >= points[0].given
    decide = proven.threshold if proven is not None and by_bound else balance.threshold
    guide = curve.best_guide(sure[guided], right[guided], answerable[guided])
    return Calibration(
        method=_METHOD, basis=basis, seed=seed, bound=bound, level=level,
        confidence=_confidence(learnt, hits, decide=decide, guide=guide), threshold=None if proven is None else proven.threshold,
        half_bound=round(curve.half_bound(points, level), 4), balance=balance, serves="bound" if by_bound else "balance",
        discrimination=curve.discrimination(sure[judged], right[judged]), curve=points,
        reliability=curve.reliability(sure[judged], right[judged]),
    )  # fmt: skip


def _check(right: logistic.Flags) -> None:
    wrong = int((~right).sum())
    if len(right) < _FOLDS or wrong in (0, len(right)):
        raise OnrampError(
            f"too little to learn from: {len(right)} verdicts and owners given, {wrong} of them wrong; "
            f"at least {_FOLDS} are needed, right and wrong ones among them"
        )


def _confidence(learnt: dict[str, float], hits: Sequence[Hit], *, decide: float, guide: float) -> Confidence:
    """The model as it ships. As many of `hits` count as specific as did before it was learnt."""
    model, before = Confidence(**dict.fromkeys(FEATURES, 0.0) | learnt, decide=decide, guide=guide), Confidence()
    below = float(np.mean([before.of(hit) <= before.specific for hit in hits]))
    return model.model_copy(update={"specific": round(float(np.quantile([model.of(hit) for hit in hits], below)), 4)})

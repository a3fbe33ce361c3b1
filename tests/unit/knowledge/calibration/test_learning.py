"""Learning a calibration from graded answers."""

from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.calibration import Sample, learn
from knowledge.confidence import Confidence
from knowledge.errors import OnrampError
from knowledge.hits import Hit
from knowledge.models import Citation, Coverage, ScopeRule
from tests.building import BASIS

RULE = ScopeRule(id="labels", subject="labels", clause="Labels.", coverage=Coverage.ENTITLED, citation=Citation(source="guide"))


def hit(dense: float, covered: float = 0.5, told: float = 0.5) -> Hit:
    """A hit with these features; the rest tell nothing."""
    return Hit(
        number=0, record=RULE, dense=dense, lexical=0.5, covered=covered, told=told, agreement=0.0, facts=0.0, mode=0.0, missing=0.0,
        proven=0.0, gap=0.0, length=0.0,
        score=1.0,
    )  # fmt: skip


def answers(count: int, *, seed: int = 0, wrong: float = 1.0) -> list[Sample]:
    """Answers that are the more often wrong the lower `dense` of their hit; `wrong` is the share at 0."""
    random = np.random.default_rng(seed)
    dense, covered, luck = random.uniform(0, 1, (3, count))
    return [
        Sample(hit=hit(float(d), float(c)), right=bool(chance > wrong * (1 - d) ** 2))
        for d, c, chance in zip(dense, covered, luck, strict=True)
    ]


def gained(samples: Sequence[Sample], confidence: Confidence) -> int:
    """Right answers given less twice the wrong ones."""
    return sum((1 if s.right else -2) for s in samples if s.hit is None or confidence.of(s.hit) >= confidence.decide)


def test_what_tells_right_from_wrong_weighs_most() -> None:
    """And what tells nothing, next to nothing."""
    learnt = learn(answers(2000), BASIS).confidence
    assert learnt.dense > 3
    assert abs(learnt.covered) < 0.5
    assert learnt.told == learnt.lexical == learnt.agreement == 0.0


def test_a_bound_that_can_be_kept_is_kept_on_answers_never_seen() -> None:
    """Its threshold serves where it leaves half of the answers."""
    learnt = learn(answers(2000, wrong=0.3), BASIS, bound=0.05)
    assert learnt.threshold == learnt.confidence.decide
    assert learnt.serves == "bound"
    fresh = [s for s in answers(20_000, seed=1, wrong=0.3) if s.hit and learnt.confidence.of(s.hit) >= learnt.confidence.decide]
    assert np.mean([not s.right for s in fresh]) <= 0.05
    assert len(fresh) > 10_000


def test_a_bound_that_no_threshold_keeps_is_told_as_such() -> None:
    """With what can be kept instead; the best balance serves then, on answers never seen no worse than answering all."""
    learnt = learn(answers(400), BASIS, bound=0.001)
    assert learnt.threshold is None
    assert (learnt.serves, learnt.confidence.decide) == ("balance", learnt.balance.threshold)
    assert learnt.half_bound > 0.001
    fresh = answers(5000, seed=1)
    assert gained(fresh, learnt.confidence) > gained(fresh, learnt.confidence.without_thresholds())


def test_a_threshold_that_leaves_less_than_half_does_not_serve() -> None:
    """It is told all the same."""
    learnt = learn(answers(3000), BASIS, bound=0.02)
    assert learnt.threshold is not None
    assert learnt.serves == "balance"
    assert learnt.confidence.decide < learnt.threshold


def test_the_same_answers_and_seed_give_the_same_calibration() -> None:
    """Another seed deals other folds."""
    assert learn(answers(300), BASIS, seed=3) == learn(answers(300), BASIS, seed=3)
    assert learn(answers(300), BASIS, seed=3).curve != learn(answers(300), BASIS, seed=4).curve


def test_answers_without_a_hit_are_given_at_every_threshold() -> None:
    """And count among the wrong where they are."""
    learnt = learn([*answers(300), *[Sample(hit=None, right=False)] * 7], BASIS)
    assert learnt.curve[-1].wrong >= 7
    assert learnt.curve[0].given == 307


def test_guidance_has_a_threshold_of_its_own() -> None:
    """Below it lies what answers questions that have no answer."""
    guidance = [Sample(hit=hit(0.8), right=True, guidance=True)] * 30
    astray = [Sample(hit=hit(0.2), right=False, answerable=False, guidance=True)] * 30
    learnt = learn([*answers(300), *guidance, *astray], BASIS).confidence
    assert learnt.of(hit(0.2)) < learnt.guide <= learnt.of(hit(0.8)) + 0.05


def test_guidance_that_was_right_is_shown_for_less_than_a_verdict_is_given_for() -> None:
    """It decides nothing, so that being silent on it costs as much as being wrong."""
    guidance = [Sample(hit=hit(score), right=True, guidance=True) for score in (0.05, 0.1, 0.2) * 20]
    learnt = learn([*answers(300), *guidance], BASIS).confidence
    assert learnt.guide < learnt.decide


def test_a_calibration_survives_being_written_and_read() -> None:
    """As JSON."""
    learnt = learn(answers(300), BASIS)
    assert type(learnt).model_validate_json(learnt.model_dump_json()) == learnt


@pytest.mark.parametrize(
    "samples",
    [(), [Sample(hit=hit(0.5), right=True)] * 40, [Sample(hit=hit(0.5), right=False)] * 40, answers(9)],
    ids=["none", "all right", "all wrong", "few"],
)
def test_too_little_to_learn_from_is_refused(samples: Sequence[Sample]) -> None:
    """With what was found and what is needed."""
    with pytest.raises(OnrampError, match=r"verdicts and owners given.*right and wrong ones among them"):
        learn(samples, BASIS)

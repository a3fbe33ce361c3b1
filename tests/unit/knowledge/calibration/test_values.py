"""What a calibration fits."""

import pytest

from tests.building import BASIS


def test_a_calibration_fits_the_encoder_and_weights_that_it_was_learnt_with() -> None:
    """Then there is nothing to say."""
    assert BASIS.misfit(encoder=BASIS.encoder, fingerprint=BASIS.fingerprint) == ""


@pytest.mark.parametrize(("encoder", "fingerprint"), [("other", "tests"), ("word-count", "others")])
def test_another_encoder_does_not_fit(encoder: str, fingerprint: str) -> None:
    """Nor the same one with other weights inside; the sentence names both and says what to do."""
    said = BASIS.misfit(encoder=encoder, fingerprint=fingerprint)
    assert "word-count (tests)" in said
    assert f"{encoder} ({fingerprint})" in said
    assert "onramp-index calibrate" in said


@pytest.mark.parametrize("change", [{"dense": 9.0}, {"gone": 1.0}])
def test_other_weights_of_ranking_do_not_fit(change: dict[str, float]) -> None:
    """The sentence says so."""
    other = BASIS.model_copy(update={"weights": BASIS.weights | change})
    assert "other weights of ranking" in other.misfit(encoder=BASIS.encoder, fingerprint=BASIS.fingerprint)

"""What the bundled pack's calibration promises, and that it is the one of its questions."""

from pathlib import Path

import pytest

from knowledge import pack
from knowledge.calibration import Calibration
from knowledge.index import file_hash, open_index
from knowledge.pack import Pack


@pytest.fixture(scope="module")
def fasttrack() -> Pack:
    """The bundled pack."""
    return pack.load("fasttrack")


@pytest.fixture(scope="module")
def calibration(fasttrack: Pack) -> Calibration:
    """What was learnt from its questions."""
    assert fasttrack.calibration is not None
    return fasttrack.calibration


def test_it_was_learnt_from_the_questions_that_ship(fasttrack: Pack, calibration: Calibration) -> None:
    """Where they were changed since, learn it again: onramp-index calibrate fasttrack, on an index of tests/packs/fasttrack-2021."""
    questions = fasttrack.folder / calibration.basis.questions.file
    assert calibration.basis.questions.sha256 == file_hash(questions)


def test_it_fits_the_encoder_and_the_weights_that_ship(bundled_index: Path, calibration: Calibration) -> None:
    """So the bundled index answers by it."""
    assert open_index(bundled_index).manifest.calibration == calibration


def test_what_is_served_is_what_was_proven_or_the_best_balance(calibration: Calibration) -> None:
    """And which of both is said."""
    served = calibration.threshold if calibration.serves == "bound" else calibration.balance.threshold
    assert calibration.confidence.decide == served


def test_most_verdicts_are_given(calibration: Calibration) -> None:
    """A desk that is mostly silent helps nobody."""
    given = next(point.given for point in calibration.curve if point.threshold == calibration.confidence.decide)
    assert given >= 0.8 * calibration.curve[0].given


def test_every_weight_speaks_for_a_record(calibration: Calibration) -> None:
    """None of the features counts against what it measures, so that a specialist can follow them."""
    weights = calibration.confidence.model_dump(include={"dense", "lexical", "covered", "told", "facts", "margin"})
    assert min(weights.values()) >= 0.0

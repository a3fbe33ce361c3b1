from pathlib import Path

import pytest

from indexer.plots import draw
from knowledge.answers import Abstain, Answer
from knowledge.calibration import Calibration
from knowledge.errors import OnrampError
from knowledge.evaluation import Graded
from knowledge.golden import Golden
from knowledge.models import Role
from tests.building import ANSWERS, CALIBRATION

QUESTION = Golden(id="1", role=Role.CUSTOMER, question="Labels?", kind="scope", expected_verdict="in_scope", corpus="sources")
VERDICT = ANSWERS[0]
PNG = b"\x89PNG"


def graded(answer: Answer, *, right: bool = True, sure: float = 0.9) -> Graded:
    """An answer as graded."""
    answer = answer.model_copy(update={"confidence": sure}) if answer.kind == "verdict" else answer
    return Graded(golden=QUESTION, answer=answer, right=right, note="" if right else "flip", given=answer.kind == "verdict")


@pytest.mark.parametrize("calibration", [None, CALIBRATION], ids=["plain", "calibrated"])
def test_two_pictures_are_drawn(tmp_path: Path, calibration: Calibration | None) -> None:
    """Into a folder that is made for them."""
    answers = [graded(VERDICT), graded(VERDICT, right=False, sure=0.3), graded(VERDICT, sure=0.6), graded(Abstain(reason="no_record"))]
    paths = draw(answers, calibration, tmp_path / "new")
    assert [path.name for path in paths] == ["risk_coverage.png", "reliability.png"]
    assert all(path.read_bytes().startswith(PNG) for path in paths)


def test_nothing_is_drawn_of_nothing(tmp_path: Path) -> None:
    """The error says so."""
    with pytest.raises(OnrampError, match="no verdict and no owner was given"):
        draw([graded(Abstain(reason="no_record"))], None, tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """With the reason."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(OnrampError, match=r"taken.*cannot be written"):
        draw([graded(VERDICT)], None, tmp_path / "taken")

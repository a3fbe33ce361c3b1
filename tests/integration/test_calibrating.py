"""The commands onramp-index calibrate and evaluate --plots, with the real encoder and files on disk."""

import json
import shutil
from pathlib import Path

import pytest

from indexer.cli import main
from knowledge import pack as packs
from knowledge.calibration import Calibration
from knowledge.index import open_index
from knowledge.pack import Pack
from tests.building import CALIBRATION, CONTOSO

pytestmark = pytest.mark.usefixtures("sentence_encoder")
DAY = "2024-10-01"


def question(number: int, text: str, expected: str | None) -> str:
    """A line of a file of questions; without an answer where nothing is expected."""
    kind = "unanswerable" if expected is None else "scope"
    values = {"id": str(number), "role": "customer", "question": text, "kind": kind, "expected_verdict": expected, "corpus": "sources"}
    return json.dumps(values) + "\n"


@pytest.fixture
def library(contoso: Pack, tmp_path: Path) -> Path:
    """A copy of the made-up programme, and questions about its rules beside it; every fourth is proven to be otherwise."""
    shutil.copytree(CONTOSO, tmp_path / "pack")
    lines = []
    for number, rule in enumerate(record for record in contoso.records if record.type == "rule"):
        answers = ("in_scope", "out_of_scope") if rule.coverage.in_scope else ("out_of_scope", "in_scope")
        for at, text in enumerate((f"Is {rule.subject} in scope?", f"Do you help with {rule.subject}?")):
            lines.append(question(2 * number + at, text, answers[number % 4 == 0]))
    lines += [question(100 + number, text, None) for number, text in enumerate(("Is the weather in scope?", "Who won the cup?"))]
    (tmp_path / "questions.jsonl").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def calibrate(library: Path, *more: str) -> int:
    """The exit status of calibrating the pack in `library` with its questions."""
    return main(["calibrate", str(library / "pack"), "--questions", str(library / "questions.jsonl"), "--as-of", DAY, *more])


def test_what_is_learnt_ships_with_the_pack_and_goes_into_its_index(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without an index to ask, one is built for it and thrown away."""
    assert calibrate(library, "--json") == 0
    out, err = capsys.readouterr()
    learnt = Calibration.model_validate_json(out)
    assert str(library / "pack" / "calibration.json") in err
    assert packs.load(str(library / "pack")).calibration == learnt
    assert (learnt.basis.questions.file, learnt.basis.index, learnt.basis.as_of.isoformat()) == ("questions.jsonl", "contoso 1", DAY)

    assert main(["build", str(library / "pack"), "--out", str(library / "index")]) == 0
    assert open_index(library / "index").manifest.calibration == learnt


def test_what_is_learnt_reads_as_text(library: Path, contoso_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That a bound cannot be proven stands there in words."""
    assert calibrate(library, "--index", str(contoso_index)) == 0
    out = capsys.readouterr().out
    assert "At most 2.0% wrong, with 90% confidence: NO threshold proves it" in out
    assert "which does NOT keep the bound" in out


def test_the_same_questions_and_seed_write_the_same_file(library: Path, contoso_index: Path) -> None:
    """Byte by byte, also where one was learnt before."""
    written = library / "pack" / "calibration.json"
    assert calibrate(library, "--index", str(contoso_index), "--seed", "5") == 0
    first = written.read_bytes()
    assert calibrate(library, "--index", str(contoso_index), "--seed", "5") == 0
    assert written.read_bytes() == first


def test_a_calibration_for_another_model_is_left_out_of_an_index_and_told(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The index is built all the same, and its desk answers by the default thresholds."""
    (library / "pack" / "calibration.json").write_text(CALIBRATION.model_dump_json(), encoding="utf-8")
    assert main(["build", str(library / "pack"), "--out", str(library / "index")]) == 0
    assert "left out: calibration.json: the calibration was learnt with the encoder word-count" in capsys.readouterr().err
    assert open_index(library / "index").manifest.calibration is None


def test_an_index_of_another_pack_is_refused(library: Path, bundled_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written then."""
    assert calibrate(library, "--index", str(bundled_index)) == 2
    assert "lacks records of 'contoso'" in capsys.readouterr().err
    assert not (library / "pack" / "calibration.json").exists()


@pytest.mark.parametrize(
    ("more", "said"), [(["--bound", "2"], "give a share between 0 and 1"), (["--level", "high"], "give a share between 0 and 1")]
)
def test_a_share_that_is_none_is_refused(library: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With what was found."""
    assert calibrate(library, *more) == 2
    err = capsys.readouterr().err
    assert said in err
    assert repr(more[1]) in err


def test_too_few_questions_are_refused(library: Path, contoso_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With how many would do."""
    (library / "questions.jsonl").write_text(question(1, "Is the import of opening balances in scope?", "in_scope"), encoding="utf-8")
    assert calibrate(library, "--index", str(contoso_index)) == 2
    assert "at least 10 are needed" in capsys.readouterr().err


def test_an_evaluation_draws_its_pictures(library: Path, contoso_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where it is told to, and says where."""
    questions = ["--questions", str(library / "questions.jsonl"), "--as-of", DAY]
    assert main(["evaluate", str(contoso_index), *questions, "--plots", str(library / "plots"), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["scope"]["of"] > 10
    assert {path.name for path in (library / "plots").iterdir()} == {"risk_coverage.png", "reliability.png"}
    assert str(library / "plots" / "reliability.png") in err

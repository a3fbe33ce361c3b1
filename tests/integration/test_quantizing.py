"""An int8 encoder is served once the questions clear it, and not before."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from indexer.quantize import quantize
from knowledge.desk import Context, Desk
from knowledge.golden import Golden
from knowledge.index import current_version, open_index
from knowledge.models import Role

DAY = date(2024, 10, 1)
SHELVES = Golden(id="1", role=Role.CUSTOMER, question="Who labels the shelves?", kind="owner", expected_owner="customer", corpus="docs")
STICKERS = SHELVES.model_copy(update={"id": "2", "question": "Who puts the stickers on the shelves of our depot?"})
RACKS = SHELVES.model_copy(update={"id": "3", "question": "Who puts the stickers on the shelves of the old depot?"})

pytestmark = pytest.mark.usefixtures("sentence_encoder")


@pytest.fixture
def index(contoso_index: Path, tmp_path: Path) -> Path:
    """An index that a test may change."""
    return Path(shutil.copytree(contoso_index, tmp_path / "index"))


def test_int8_is_served_where_it_answers_as_well(index: Path) -> None:
    """As a version of its own with the same rows, whose encoder takes a third of the room or less."""
    before = open_index(index)
    done = quantize(index, [SHELVES], as_of=DAY)
    after = open_index(index)

    assert (done.lost, done.folder) == ((), after.folder)
    assert after.folder != before.folder
    assert after.hashes == before.hashes
    assert after.manifest.fingerprint == before.manifest.fingerprint
    exact, small = (index / opened.manifest.encoder_folder / "model.onnx.data" for opened in (before, after))
    assert small.stat().st_size < exact.stat().st_size / 3
    assert Desk.open(index).ask(SHELVES.question, Context(as_of=DAY)).kind == "ownership"


def test_an_encoder_that_answers_worse_is_not_served(index: Path) -> None:
    """What was served stays, nothing is left behind, and the measure that fell is named."""
    before = current_version(index)

    def blind(exact: Path, folder: Path) -> None:
        shutil.copytree(exact, folder)
        about = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
        (folder / "encoder.json").write_text(json.dumps({**about, "max_tokens": 2}), encoding="utf-8")  # reads no word of a question

    done = quantize(index, [SHELVES, STICKERS, RACKS], as_of=DAY, smaller=blind)

    assert "owner: 2 wrong of 3, 0 of 3 with the exact encoder (1 more allowed)" in done.lost
    assert current_version(index) == before == done.folder
    assert list((index / "encoders").iterdir()) == [index / open_index(index).manifest.encoder_folder]

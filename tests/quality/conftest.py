"""The index whose answers are measured."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer import build, publish
from indexer.encoders import in_place
from knowledge import pack
from knowledge.desk import Desk

PACK_2021 = Path(__file__).parents[1] / "packs" / "fasttrack-2021"


@pytest.fixture(scope="session")
def desk_2021(shared: Callable[[str], Path], sentence_encoder: object, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over the bundled pack and the service description of 2021."""
    root, folder = shared("corpora").parent, tmp_path_factory.mktemp("fasttrack-2021")
    encoder = in_place(folder)
    built = build.build(pack.load(str(PACK_2021)), root=root, encoder=encoder)
    publish.publish(built, folder, encoder=encoder, now=datetime(2026, 11, 1, tzinfo=UTC))
    return Desk.open(folder)

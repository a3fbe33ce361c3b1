"""What the tests of the knowledge share."""

from pathlib import Path

import pytest

from knowledge.desk import Desk
from tests.unit.knowledge.reading import reading_desk
from tests.unit.knowledge.small_pack import MANIFEST, RULE, Write


@pytest.fixture(scope="module")
def desk() -> Desk:
    """A desk that tells how it understood a question."""
    return reading_desk()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a pack's files and gives its folder."""

    def written(manifest: str | bytes = MANIFEST, rules: str | bytes | None = RULE, *, name: str = "small", **others: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        files = {"pack": manifest, "rules": rules, **others}
        for stem, text in files.items():
            if text is not None:
                (folder / f"{stem}.toml").write_bytes(text.encode() if isinstance(text, str) else text)
        return folder

    return written

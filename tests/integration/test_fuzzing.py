"""A few hundred cases of the fuzzing in `tests/fuzz`, which runs many more."""

from pathlib import Path

from tests.fuzz import edge, loaders


async def test_no_spoilt_request_is_a_server_error(tmp_path: Path) -> None:
    """And none makes a turn fail; some of them pass as good."""
    found = await edge.run(400, seed=7, folder=tmp_path)

    assert found.faults == []
    assert found.cases == 400
    assert found.statuses[200] > 50


def test_no_spoilt_document_is_an_error_without_a_name(tmp_path: Path) -> None:
    """It is read or refused; both happen."""
    found = loaders.run(400, seed=7, folder=tmp_path, suffixes=tuple(loaders.TEXTS))

    assert found.faults == []
    assert 0 < found.read < 400

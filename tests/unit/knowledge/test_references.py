"""References of a pack to what it declares."""

from pathlib import Path
from typing import Any

import pytest

from knowledge import references
from knowledge.models import PackManifest
from knowledge.pack import Pack

INDEXED = {"source": "handbook", "path": "x.md"}


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"indexed": [{**INDEXED, "source": "nowhere"}]}, "indexed 'x.md': found source 'nowhere'"),
        ({"indexed": [{**INDEXED, "workload": "nothing"}]}, "found workload 'nothing'"),
        ({"indexed": [{**INDEXED, "readings": [{"as": "task", "party": "nobody"}]}]}, "found party 'nobody'"),
        ({"indexed": [{**INDEXED, "readings": [{"as": "passage", "gates": ["ajar"]}]}]}, "found gate 'ajar'"),
        ({"indexed": [{**INDEXED, "matrix": {"task_column": "T", "parties": {"A": "nobody"}}}]}, "found party 'nobody'"),
        (
            {"indexed": [{**INDEXED, "statements": [{"words": ["x"], "coverage": "excluded", "when": "shoes > 2"}]}]},
            "undeclared fact 'shoes'",
        ),
        ({"statements": [{"words": ["x"], "coverage": "excluded", "provider": "nobody"}]}, "statements: found party 'nobody'"),
        ({"referrals": [{"words": ["x"], "provider": "nobody"}]}, "referrals: found party 'nobody'"),
        ({"qualifiers": [{"pattern": "(?P<value>x)", "fact": "shoes"}]}, "found fact 'shoes'; declared are"),
    ],
)
def test_what_points_to_nothing_is_named_with_its_place(contoso: Pack, declared: dict[str, Any], said: str) -> None:
    """And with what is declared instead."""
    manifest = PackManifest.model_validate({**contoso.manifest.model_dump(by_alias=True), **declared})
    (fault,) = references.faults(manifest, contoso.records, folder=Path("pack"), where={})
    assert said in fault
    assert fault.startswith("pack/pack.toml")

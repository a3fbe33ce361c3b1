"""The smallest pack that loads, to be changed, and what is wrong with one that does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import pack
from knowledge.errors import PackError

MANIFEST = """
name = "small"
title = "Small"
programme = "Small"
version = "1"

[[parties]]
id = "team"
name = "the team"

[[facts]]
id = "seats"
label = "seats"
type = "integer"
question = "How many seats?"
units = ["seat"]

[[sources]]
id = "guide"
title = "Guide"
publisher = "Contoso"
file = "guide.md"
edition = "2024"
holds_from = 2024-01-01
authority = 50
"""
RULE = """
[[rules]]
id = "labels"
subject = "labels"
clause = "Labels are printed by the team."
coverage = "entitled"
citation = { source = "guide" }
"""

Write = Callable[..., Path]


def extending(other: str) -> str:
    """A manifest that declares nothing but what it extends."""
    return f'name = "large"\ntitle = "Large"\nprogramme = "Large"\nversion = "1"\nextends = "{other}"\n'


def faults(folder: Path) -> list[str]:
    """What is wrong with the pack in `folder`, as shown, without the folder's own path."""
    with pytest.raises(PackError) as caught:
        pack.load(str(folder))
    assert str(caught.value) == "\n".join(caught.value.faults)
    return [fault.replace(f"{folder}/", "") for fault in caught.value.faults]

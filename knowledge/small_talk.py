"""Examples of small talk by topic, read from `texts/LANGUAGE.smalltalk.toml`: known by likeness, where no list of words would do.

An index holds their vectors behind those of its rows, among what no record answers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

CLOSING = frozenset(("thanks", "goodbye"))
"""The topics that a question is never of, however alike: "what then?"."""


@lru_cache
def examples(language: str = "en") -> Mapping[str, str]:
    """Each example and its topic. Raises FileNotFoundError when there are none of `language`."""
    data = tomllib.loads((resources.files("knowledge") / "texts" / f"{language}.smalltalk.toml").read_text(encoding="utf-8"))
    return {text: topic for topic, texts in data.items() for text in texts}

"""The words by which a question's intent, mode and turns are known, read from `texts/LANGUAGE.lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Compiled patterns by section and name. Patterns match at word bounds of a normalised text."""

    patterns: dict[str, dict[str, re.Pattern[str]]]
    light: frozenset[str]

    def found(self, section: str, text: str) -> tuple[str, ...]:
        """The names in `section` whose pattern stands somewhere in `text`, in the file's order."""
        return tuple(name for name, pattern in self.patterns[section].items() if pattern.search(text))

    def stands(self, section: str, name: str, text: str) -> bool:
        """Whether the pattern `section.name` stands somewhere in `text`."""
        return self.patterns[section][name].search(text) is not None

    def opens(self, section: str, name: str, text: str) -> bool:
        """Whether `text` begins with the pattern `section.name`."""
        return self.patterns[section][name].match(text) is not None

    def whole(self, section: str, text: str) -> str | None:
        """The first name in `section` whose pattern is the whole of `text`."""
        return next((name for name, pattern in self.patterns[section].items() if pattern.fullmatch(text)), None)


@lru_cache
def load(language: str = "en") -> Lexicon:
    """The lexicon of `language`. Raises FileNotFoundError when there is none."""
    data = tomllib.loads((resources.files("knowledge") / "texts" / f"{language}.lexicon.toml").read_text(encoding="utf-8"))
    patterns = {section: {name: _compile(words) for name, words in names.items()} for section, names in data.items()}
    return Lexicon(patterns=patterns, light=frozenset(data["follow_up"]["light"]))


def _compile(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(words) + r")(?![a-z0-9])")

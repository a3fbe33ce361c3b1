"""Telling a question that is not in the language that questions are read in, by its small words and its letters.

By its function words, which short texts hold before all else (Grefenstette, "Comparing two language identification schemes", JADT 1995).
Only several of another language that outnumber those of the own tell, so that a question with foreign names stays what it is.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from knowledge.words import STOPWORDS, normalise

_LEAST = 2  # different words of one language, or letters of another script
_WORD = re.compile(r"[^\W\d_]+|[¿¡]")
_ENDS = ".!?:;¿¡"  # behind these a capital makes no name


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """The small words of other languages, by language."""

    languages: dict[str, frozenset[str]]

    def is_foreign(self, text: str) -> bool:
        """Whether `text` is in another language. One that holds too little to tell is not."""
        words = set(_WORD.findall(normalise(text)))
        if not words & STOPWORDS and len({letter for word in words for letter in word if _of_another_script(letter)}) >= _LEAST:
            return True
        said = list(_said(text))
        own, accented = {normalise(word) for word in said}, {normalise(word) for word in said if _is_accented(word)}
        return any(_speaks(small, words, own, accented) for small in self.languages.values())


@lru_cache
def load(language: str = "en") -> Foreign:
    """What is foreign to `language`. Raises FileNotFoundError when there is no file for it."""
    data = tomllib.loads((resources.files("knowledge") / "texts" / f"{language}.foreign.toml").read_text(encoding="utf-8"))
    return Foreign(languages={name: frozenset(words.split()) for name, words in data.items()})


def _speaks(small: frozenset[str], words: set[str], said: set[str], accented: set[str]) -> bool:
    """Whether the small words of one language, with words that bear accents, tell and outnumber the own that are not its as well."""
    known = said & small - STOPWORDS
    foreign = known | accented
    return bool(known) and len(foreign) >= _LEAST and len(foreign) > len(words & STOPWORDS - small)


def _said(text: str) -> Iterator[str]:
    """The words of `text` but names, which begin with a capital within a sentence."""
    capitals = text.isupper()
    for found in _WORD.finditer(text):
        before = text[: found.start()].rstrip()
        if capitals or not found.group()[0].isupper() or not before or before[-1] in _ENDS:
            yield found.group()


def _is_accented(word: str) -> bool:
    """Whether a word bears what English words hardly do."""
    return len(word) > 2 and not word.isascii()


def _of_another_script(letter: str) -> bool:
    return letter.isalpha() and not letter.isascii() and "LATIN" not in unicodedata.name(letter, "")

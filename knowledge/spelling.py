"""Mending one-letter slips in long words, and words written apart, by the words that a programme's records and names are written in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.models import PackManifest
from knowledge.words import STOPWORDS, stem, tokens

_LONG = 6  # letters: a shorter word with one letter changed is too often another word
_PAIR = re.compile(r"(?<!\w)([A-Za-z]{2,})[ -](?=([A-Za-z]{2,})(?!\w))")
_DOUBLE = re.compile(r"(.)\1")
_WORD = re.compile(rf"(?<!\w)[A-Za-z]{{{_LONG},}}(?!\w)")


class Speller:
    """Knows words, and reads through a letter that is missing, doubled, wrong or swapped with its neighbour."""

    def __init__(self, texts: Iterable[str], *, common: Callable[[str], bool] = lambda _: False) -> None:
        """texts: what holds the words that are right; of two as near as each other, the one where a letter is doubled is meant, else
        the one that stands there more often.

        common: whether a word is one of the language's common ones, which are right wherever they stand.
        """
        self._common = common
        read = [tokens(text) for text in texts]
        counts = Counter(word for words in read for word in words if len(word) >= _LONG - 1)
        self._pairs = frozenset(pair for words in read for pair in pairwise(map(stem, words)))
        self._counts = counts
        self._known = frozenset(stem(word) for word in (*counts, *STOPWORDS))
        self._by_letter: dict[str, list[str]] = {}
        for word in counts:
            self._by_letter.setdefault(word[0], []).append(word)
        self._meant = lru_cache(maxsize=8192)(self._nearest)

    def mended(self, text: str) -> str:
        """`text` with each long word that is not known put right where a known one is a letter off.

        The first letter is taken for right: people slip inside words, and another first letter makes another word.
        Two words that are known as one, and never stand side by side, become that one: "kick off" where records say "kickoff", but not
        "in boxes", where the second word is known and the first is one that stands before any.
        """
        joined = _PAIR.sub(lambda found: found.group(1) if self._is_one(found.group(1), found.group(2)) else found.group(), text)
        return _WORD.sub(lambda found: self._meant(found.group().lower()) or found.group(), joined)

    def _is_one(self, first: str, second: str) -> bool:
        left, right = first.lower(), second.lower()
        if left in STOPWORDS and stem(right) in self._known:
            return False
        return left + right in self._counts and (stem(left), stem(right)) not in self._pairs

    def _nearest(self, word: str) -> str:
        """The known word that `word` is meant for; empty where it is known itself or near none."""
        if stem(word) in self._known or self._common(word):
            return ""
        near = process.extract(word, self._by_letter.get(word[0], []), scorer=OSA.distance, score_cutoff=1, limit=None)
        single = _DOUBLE.sub(r"\1", word)
        return max(
            (str(found) for found, _, _ in near),
            key=lambda found: (_DOUBLE.sub(r"\1", found) == single, self._counts[found], found),
            default="",
        )


def declared_words(pack: PackManifest) -> Iterator[str]:
    """The names and the words of facts that a pack declares."""
    for workload in pack.workloads:
        yield from workload.names
    for party in pack.parties:
        yield from (party.name, *party.words)
    for term in pack.glossary:
        yield from (term.term, *term.words)
    for spec in pack.facts:
        yield from (*spec.units, *spec.yes_words, *spec.no_words, *(word for option in spec.options for word in option.words))

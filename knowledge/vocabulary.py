"""The pack's names as they stand in a text: workloads, glossary terms and parties, old names and short names included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from knowledge.models import PackManifest
from knowledge.words import STOPWORDS, stem, tokens

_ARTICLES = frozenset({"a", "an", "one", "another", "each", "every"})


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A name found in a text: what kind, the id (or term) it stands for, and the words (first, past the last) it takes."""

    kind: str
    id: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A piece of what a text says: the name it stands for, if any, and its stems."""

    concept: str | None
    stems: frozenset[str]


class Vocabulary:
    """Finds a pack's names in texts; the longest name wins where two overlap. A name that workloads share names none of them."""

    def __init__(self, pack: PackManifest) -> None:
        self._names: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for workload in pack.workloads:
            self._add("workload", workload.id, workload.names)
        for term in pack.glossary:
            self._add("term", term.term, term.words)
        for party in pack.parties:
            self._add("party", party.id, party.words)
        several = [name for name, hits in self._names.items() if sum(kind == "workload" for kind, _ in hits) > 1]
        self._shared = {name: tuple(id_ for _, id_ in self._names.pop(name)) for name in several}
        self._longest: dict[str, int] = {}  # by first word, of one or of several
        for name in self._names:
            for first in (name[0], f"{name[0]}s"):
                self._longest[first] = max(len(name), self._longest.get(first, 1))
        self._workloads = {workload.id: workload for workload in pack.workloads}
        self._things = {(workload.id, *tokens(thing)) for workload in pack.workloads for thing in workload.things}
        self._parts = {(workload.id, *tokens(part)) for workload in pack.workloads for part in workload.parts}

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The names in `text`, left to right."""
        return _mentions(self, text)

    def workloads(self, text: str) -> tuple[str, ...]:
        """The ids of the workloads named in `text`, in order, each once."""
        return _unique(mention.id for mention in self.mentions(text) if mention.kind == "workload")

    def wholes(self, text: str, *, asking: Callable[[str], bool]) -> tuple[str, ...]:
        """The ids of the workloads that `text` names as a whole, each once, or by a name that they share; none where it says more.

        A variant of the programme beside a product says more: which one of the product is asked for.
        asking: whether a word beside the names says no more.
        """
        rest = tuple(word for word in tokens(text) if word not in STOPWORDS and not asking(word))
        if rest in self._shared:
            return self._shared[rest]
        words, named = tokens(text), [mention for mention in self.mentions(text) if mention.kind == "workload"]
        said = {at for mention in named for at in range(mention.start, mention.end)}
        more = any(at not in said and word not in STOPWORDS and not asking(word) for at, word in enumerate(words))
        part = any((mention.id, *words[mention.start : mention.end]) in self._parts for mention in named)
        ids = _unique(mention.id for mention in named)
        variant = len(ids) > 1 and any(self.kind(id_) == "segment" for id_ in ids)
        return () if more or part or variant else ids

    def expand(self, text: str) -> str:
        """`text` with what its short and old names stand for written behind it."""
        canonical = [
            self._workloads[m.id].name if m.kind == "workload" else m.id for m in self.mentions(text) if m.kind in ("workload", "term")
        ]
        present = {stem(word) for word in tokens(text)}
        fresh = [name for name in _unique(canonical) if not {stem(word) for word in tokens(name)} <= present]
        return f"{text} ({'; '.join(fresh)})" if fresh else text

    def units(self, text: str, *, parties: bool = False) -> tuple[Unit, ...]:
        """What `text` says, unit by unit, each once: a name (its id and its stems) or a stem that bears meaning.

        parties: whether their names are units where nothing else is said; else they are left out.
        A word for a part of a workload stands for nothing but itself, or for the glossary's term: the workload's other parts are others.
        """
        words, at = tokens(text), 0
        units: list[Unit] = []
        named: list[Unit] = []  # of parties
        spans = {mention.start: mention for mention in sorted(self.mentions(text), key=lambda mention: mention.kind == "term")}
        while at < len(words):
            mention = spans.get(at)
            if mention is not None:
                name = words[at : mention.end]
                concept = None if (mention.id, *name) in self._parts else mention.id
                stems = frozenset(stem(word) for word in name if word not in STOPWORDS)
                if mention.kind == "party":
                    named.append(Unit(concept=None, stems=stems))
                else:
                    units.append(Unit(concept=concept, stems=stems))
                at = mention.end
            else:
                if words[at] not in STOPWORDS and not words[at].isdigit():
                    units.append(Unit(concept=None, stems=frozenset((stem(words[at]),))))
                at += 1
        return tuple(dict.fromkeys(unit for unit in units or (named if parties else []) if unit.stems))

    def concepts(self, text: str) -> frozenset[str]:
        """The ids and terms named in `text`."""
        return frozenset(mention.id for mention in self.mentions(text) if mention.kind != "party")

    def kin(self, workload: str) -> frozenset[str]:
        """A workload and its family. Two that share one answer for one another: parent and child, or children of one family."""
        return frozenset((workload, self._family(workload)))

    def served(self, workload: str) -> tuple[str, ...]:
        """The workloads that `workload` is for."""
        return self._workloads[workload].serves

    def kind(self, workload: str) -> str:
        """Product, source_platform, segment or theme."""
        return self._workloads[workload].kind

    def without_workloads(self, text: str, *, kind: str | None = None) -> str:
        """`text` without the workloads that it names; of one `kind`, where that is given."""
        words = re.findall(r"[A-Za-z0-9'’-]+|[^\sA-Za-z0-9]", text)
        flat, index = [], []
        for at, word in enumerate(words):
            for token in tokens(word):
                flat.append(token)
                index.append(at)
        named = (m for m in self.mentions(" ".join(flat)) if m.kind == "workload" and kind in (None, self.kind(m.id)))
        gone = {index[i] for m in named for i in range(m.start, min(m.end, len(index)))}
        return " ".join(word for at, word in enumerate(words) if at not in gone)

    def find(self, text: str) -> tuple[Mention, ...]:
        """The uncached work of `mentions`."""
        words = tokens(text)
        found: list[Mention] = []
        at = 0
        while at < len(words):
            longest = self._longest.get(words[at])
            if longest is None:
                at += 1
                continue
            for length in range(min(longest, len(words) - at), 0, -1):
                hits = self._names.get(tuple(words[at : at + length])) or self._names.get(
                    (*words[at : at + length - 1], _singular(words[at + length - 1]))
                )
                if hits:
                    behind = found[-1] if found and found[-1].end == at else None
                    found += [
                        Mention(kind=kind, id=id_, start=at, end=at + length)
                        for kind, id_ in hits
                        if not (behind is not None and self._both_sources(behind.id, id_))
                        and not (
                            (id_, *words[at : at + length]) in self._things and _is_thing(words, at, at + length, self._is_product(behind))
                        )
                    ]
                    at += length
                    break
            else:
                at += 1
        return tuple(found)

    def _is_product(self, mention: Mention | None) -> bool:
        """Whether a name stands for a product or a source platform."""
        return mention is not None and mention.id in self._workloads and self.kind(mention.id) in ("product", "source_platform")

    def _both_sources(self, left: str, right: str) -> bool:
        """Whether two names stand for different source platforms. Side by side they are one thing, named by the first: a NAS box."""
        kinds = {self._workloads[id_].kind for id_ in (left, right) if id_ in self._workloads}
        return left != right and {left, right} <= self._workloads.keys() and kinds == {"source_platform"}

    def _family(self, workload: str) -> str:
        return (self._workloads[workload].family if workload in self._workloads else None) or workload

    def _add(self, kind: str, id_: str, names: Iterable[str]) -> None:
        for key in dict.fromkeys(key for name in names for key in (tuple(tokens(name)), tuple(tokens(name.replace(" and ", " & "))))):
            if key and (kind, id_) not in self._names.setdefault(key, []):
                self._names[key].append((kind, id_))


@lru_cache(maxsize=8192)
def _mentions(vocabulary: Vocabulary, text: str) -> tuple[Mention, ...]:
    return vocabulary.find(text)


def _is_thing(words: Sequence[str], start: int, end: int, named: bool) -> bool:
    """Whether a common word means the thing: nothing it could name stands behind it, and an article or another's name before it."""
    if end < len(words) and words[end] not in STOPWORDS:
        return False
    before = list(takewhile(lambda word: word in _ARTICLES or word not in STOPWORDS, reversed(words[max(0, start - 4) : start])))
    return named or any(word in _ARTICLES for word in before)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))

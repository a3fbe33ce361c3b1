"""An index under a critical eye: where sources disagree, what lacks a citation, what is said twice, what was not read or has changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from indexer.drift import Drift, compare
from indexer.extract import qualifiers
from knowledge import conditions
from knowledge.hits import gives
from knowledge.index import StoredIndex
from knowledge.models import FactSpec, Record, ScopeRule, Strict, Task
from knowledge.words import normalise, stems


class Side(Strict):
    """One side of a contradiction: what is said, and the records (id with edition) that say it."""

    says: str
    records: tuple[str, ...]


class Contradiction(Strict):
    """What sources disagree about, and what each side says."""

    about: str
    sides: tuple[Side, ...]


class Duplicate(Strict):
    """Records of the same words about the same workload."""

    text: str
    records: tuple[str, ...]


class UnreadLimit(Strict):
    """A record whose words limit it in a way that no qualifier of the pack reads."""

    record: str
    words: tuple[str, ...]


class Review(Strict):
    """What a review found."""

    contradictions: tuple[Contradiction, ...]
    uncited: tuple[str, ...]
    duplicates: tuple[Duplicate, ...]
    unread_limits: tuple[UnreadLimit, ...]
    drift: Drift | None


def review(index: StoredIndex, *, against: StoredIndex | None = None) -> Review:
    """What is doubtful in `index`, and what changed since `against`."""
    records = index.records
    sources = {source.id for source in index.pack.sources}
    editions = {source.id: f"{source.edition}, superseded" if source.holds_until else source.edition for source in index.pack.sources}
    return Review(
        contradictions=(*_numbers(records, index.pack.facts, editions), *_coverages(records, editions)),
        uncited=tuple(record.id for record in records if not record.citation.heading or record.citation.source not in sources),
        duplicates=tuple(_duplicates(records)),
        unread_limits=tuple(_unread(index)),
        drift=compare(before=against, after=index) if against is not None else None,
    )


def said(record: Record) -> str:
    """The words of a record."""
    match record:
        case ScopeRule():
            return record.clause
        case Task():
            return f"{record.within} {record.text}".strip()
        case _:
            return " ".join(str(getattr(record, name)) for name in ("name", "title", "purpose", "summary", "text") if hasattr(record, name))


def _numbers(records: Sequence[Record], facts: Sequence[FactSpec], editions: Mapping[str, str]) -> Iterator[Contradiction]:
    """For each fact, the least numbers that different sources ask for."""
    for fact in facts:
        if fact.type != "integer":
            continue
        asked: dict[int, list[Record]] = defaultdict(list)
        for record in records:
            for number in sorted({*_thresholds(record, fact.id), *_least(said(record), fact.units)}):
                asked[number].append(record)
        if len(asked) > 1 and len({record.citation.source for found in asked.values() for record in found}) > 1:
            sides = (Side(says=f"{number} {fact.label}", records=_named(found, editions)) for number, found in sorted(asked.items()))
            yield Contradiction(about=f"the least number of {fact.label}", sides=tuple(sides))


def _thresholds(record: Record, fact: str) -> tuple[int, ...]:
    return conditions.thresholds(record.when, fact) if isinstance(record, ScopeRule | Task) and record.when else ()


def _least(text: str, units: Sequence[str]) -> Iterator[int]:
    """Numbers said to be a least one, beside a unit: "150 or more licences", "at least 50 seats", "50 to 149 seats", "500+ users"."""
    unit = "|".join(sorted((re.escape(word) for word in units), key=len, reverse=True))
    number = r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+)"
    between = rf"(?:\s+(?!(?:{unit})\b)[\w-]+){{0,3}}"  # such as "eligible paid"
    patterns = (
        rf"{number}(?:\s*\+| or more| or greater| and above){between}\s+(?:{unit})s?\b",
        rf"\b(?:at least|minimum of|as few as|need only|only need){between}\s+{number}{between}\s+(?:{unit})s?\b",
        rf"{number}\s*(?:-|–|to|and)\s*\d[\d,]*{between}\s+(?:{unit})s?\b",
        rf"{number}{between}\s+(?:{unit})s? or more\b",
    )
    for pattern in patterns:
        for found in re.finditer(pattern, normalise(text)):
            yield int(found[1].replace(",", ""))


def _coverages(records: Sequence[Record], editions: Mapping[str, str]) -> Iterator[Contradiction]:
    """Subjects that one rule takes in and another leaves out, both without condition."""
    subjects: dict[tuple[str, ...], list[ScopeRule]] = defaultdict(list)
    for record in records:
        if isinstance(record, ScopeRule) and record.when is None and not record.qualifiers:
            for workload in record.workloads[:1]:
                subjects[(workload, *sorted(set(stems(record.subject))))].append(record)
    for (workload, *_), rules in subjects.items():
        if len({rule.coverage.in_scope for rule in rules}) > 1:
            sides = (
                Side(says=word, records=_named([rule for rule in rules if rule.coverage.in_scope == covered], editions))
                for word, covered in (("in scope", True), ("out of scope", False))
            )
            yield Contradiction(about=f"{rules[0].subject} ({workload})", sides=tuple(sides))


def _duplicates(records: Sequence[Record]) -> Iterator[Duplicate]:
    groups: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        part = (record.parties, record.phase, record.raci) if isinstance(record, Task) else ()
        groups[(record.type, " ".join(stems(said(record))), frozenset(record.workloads), part)].append(record)
    for found in groups.values():
        if len(found) > 1:
            yield Duplicate(text=said(found[0]), records=tuple(record.id for record in found))


def _unread(index: StoredIndex) -> Iterator[UnreadLimit]:
    for record in index.records:
        if not isinstance(record, ScopeRule | Task) or record.when or record.qualifiers:
            continue
        if gives(record, index.pack):
            words = qualifiers.unread(said(record), index.pack.qualifiers)
            if words:
                yield UnreadLimit(record=record.id, words=words)


def _named(records: Sequence[Record], editions: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{record.id} ({editions.get(record.citation.source, 'unknown source')})" for record in records)

"""Records with stable ids: the same words in the same place of the same source always get the same id."""

from __future__ import annotations

import hashlib
import re

from indexer import sentences
from indexer.extract import patterns, qualifiers
from indexer.loaders.document import Block, fold
from knowledge.models import Citation, Coverage, Mode, PackManifest, Raci, Reading, ScopeRule, Statement, Task
from knowledge.words import tokens

# An item of these only opens a list: what it would say alone is wider than what is meant.
_ONLY_OPENS = re.compile(r"\bthe following\b.*:$|^For\b[^.]*:$|\b(?:about|by|for|from|in|of|on|to|up|using|with|and)\s*:$", re.IGNORECASE)
_EXAMPLES = re.compile(r"\b(?:including|like|such as)\s*:$", re.IGNORECASE)
_OPENING = re.compile(r",?\s*(?:\b(?:including|includes?|like|such as|except))?\s*:$", re.IGNORECASE)
_NOTE = re.compile(r"\s*\(\s*Note\b.*\)", re.IGNORECASE | re.DOTALL)


def record_id(source: str, words: str, *place: str) -> str:
    """An id that reads like `words` and is unlike that of the same words in another `place`."""
    slug = "-".join(tokens(words)[:6])[:40].strip("-") or "record"
    digest = hashlib.sha256("\n".join(fold(part) for part in (words, *place)).encode()).hexdigest()[:8]
    return f"{source}:{slug}-{digest}"


def citation(source: str, block: Block) -> Citation:
    """Where `block` stands."""
    return Citation(source=source, heading=block.heading, lines=block.lines)


def says_something(block: Block, coverage: Coverage) -> bool:
    """Whether an item stands for itself, not only for the items under it. One that leaves out what its items name leaves out no more."""
    if not block.introduces or not block.text.endswith(":"):
        return True
    return bool(_EXAMPLES.search(block.text)) if coverage is Coverage.EXCLUDED else not _ONLY_OPENS.search(block.text)


def clause(block: Block, *, alone: bool = False) -> str:
    """The words of an item with those of the item that it stands under, unless `alone`."""
    if block.introduces:
        return f"{_OPENING.sub('', block.text).rstrip('.')}."
    if alone or not block.within:
        return block.text
    parent = block.within[-1]
    return f"{parent} {block.text}" if parent.endswith(":") else f"{parent.rstrip('.')}: {block.text}"


def subject(text: str) -> str:
    """What an item is about: its first sentence without note, full stop or the word that opens a list."""
    first = sentences.split(_NOTE.sub("", text).strip() or text)[0]
    plain = _OPENING.sub("", first).rstrip(". ") or text
    return plain[:1].upper() + plain[1:]


def task(source: str, block: Block, reading: Reading, pack: PackManifest, *, phase: str, party: str, workloads: tuple[str, ...]) -> Task:
    """The task that `block` is in `phase` for `party`."""
    within = block.within[-1] if block.within else sentences.split(block.lead)[-1] if block.lead.endswith(":") else ""
    limits = qualifiers.read(f"{within} {block.text}", pack.qualifiers) if party == pack.programme_party else qualifiers.Limits()
    return Task(
        id=record_id(source, block.text, phase, party, reading.raci, within, *block.heading),
        citation=citation(source, block),
        workloads=workloads,
        phase=phase,
        party=party,
        raci=Raci(reading.raci),
        text=block.text,
        within=within,
        when=limits.when,
        when_text=limits.when_text,
        qualifiers=limits.qualifiers,
        gates=reading.gates,
    )


def rule(source: str, block: Block, reading: Reading, pack: PackManifest, *, words: str, workloads: tuple[str, ...]) -> ScopeRule:
    """The rule that the item `block` is; `words` are its clause."""
    bold = block.heading[block.section + (1 if block.column else 0) :]
    named = patterns.search(reading.text, block.text) if reading.text else None
    item = (named.groupdict().get("item") if named else None) or block.text
    limits = (
        qualifiers.read(". ".join((*bold, words)), pack.qualifiers) if Coverage(reading.coverage or "").in_scope else qualifiers.Limits()
    )
    return ScopeRule(
        id=record_id(source, block.text, words, reading.coverage or "", *block.heading),
        citation=citation(source, block),
        workloads=workloads,
        subject=reading.subject.format(item=subject(item.strip())),
        clause=words,
        coverage=Coverage(reading.coverage or ""),
        when=limits.when,
        when_text=limits.when_text,
        qualifiers=limits.qualifiers,
        gates=reading.gates,
        mode=Mode(reading.mode) if reading.mode else None,
        provider=reading.provider,
    )


def stated(
    source: str, block: Block, statement: Statement, *, about: str, words: str, workloads: tuple[str, ...], pack: PackManifest
) -> ScopeRule:
    """The rule that the sentence `words` of `block` states about `about`."""
    limits = qualifiers.read(words, pack.qualifiers) if Coverage(statement.coverage).in_scope else qualifiers.Limits()
    return ScopeRule(
        id=record_id(source, about, words, statement.coverage, *block.heading),
        citation=citation(source, block),
        workloads=workloads,
        subject=subject(about),
        clause=words,
        coverage=Coverage(statement.coverage),
        when=" and ".join(filter(None, (statement.when and f"({statement.when})", limits.when))) or None,
        when_text="; ".join(filter(None, (statement.when_text, limits.when_text))),
        otherwise=Coverage(statement.otherwise),
        qualifiers=limits.qualifiers,
        gates=statement.gates,
        mode=Mode(statement.mode) if statement.mode else None,
        provider=statement.provider,
    )

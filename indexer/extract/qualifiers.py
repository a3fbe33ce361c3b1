"""Limits in a clause: read into conditions as the pack declares, or found and left unread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.extract import patterns
from indexer.loaders.document import straight
from knowledge.models import Qualifier

_AMOUNT = r"up to (?=\w+ \(?\d|\d)"
_LIMIT_WORDS = rf"only|{_AMOUNT}|maximum|limited|supported|requires?|required|if|unless|not available|at least|minimum|subject to|beyond"
_PROVISO = "if you (?:already )?have|provided that|as long as"
_BARE_LIMIT = rf"\b(?:{_AMOUNT}|at least|a (?:maximum|minimum) of|limited to|no more than|only (?:if|when|for|with)|{_PROVISO})\b[^.;,)]*"
_LIMIT = rf"\([^()]*\b(?:{_LIMIT_WORDS})\b[^()]*\)|{_BARE_LIMIT}"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a clause is limited by: a condition with its words, and limits in words alone."""

    when: str | None = None
    when_text: str = ""
    qualifiers: tuple[str, ...] = ()


def read(text: str, declared: Sequence[Qualifier]) -> Limits:
    """The limits that `declared` finds in `text`."""
    conditions: list[str] = []
    words: list[str] = []
    open_limits: list[str] = []
    for qualifier in declared:
        found = patterns.search(qualifier.pattern, text)
        if found is None:
            continue
        value = found.groupdict().get("value") or ""
        said = qualifier.text.format(value=value, found=found.group())
        condition = _condition(qualifier, value)
        if condition is not None:
            conditions.append(condition)
            words.append(said)
        elif qualifier.fact is None:
            open_limits.append(said)
    unique = tuple(dict.fromkeys(conditions))
    return Limits(
        when=" and ".join(unique) or None, when_text="; ".join(dict.fromkeys(words)), qualifiers=tuple(dict.fromkeys(open_limits))
    )


def unread(text: str, declared: Sequence[Qualifier]) -> tuple[str, ...]:
    """The limiting phrases of `text` that no declared qualifier takes in."""
    taken = [span for qualifier in declared for span in patterns.spans(qualifier.pattern, text)]
    plain = straight(text)
    loose = [(first, last) for first, last in patterns.spans(_LIMIT, text) if not any(first < end and start < last for start, end in taken)]
    return tuple(dict.fromkeys(plain[first:last].strip() for first, last in loose))


def _condition(qualifier: Qualifier, value: str) -> str | None:
    if qualifier.fact is None or qualifier.operator == "is":
        return qualifier.fact
    meant = [
        option
        for word, options in qualifier.values.items()
        if re.search(rf"\b{re.escape(word)}\b", value, re.IGNORECASE)
        for option in options
    ]
    if qualifier.operator in ("in", "not in"):
        quoted = ", ".join(f'"{option}"' for option in dict.fromkeys(meant))
        return f"{qualifier.fact} {qualifier.operator} [{quoted}]" if meant else None
    digits = re.search(r"\d[\d,]*", value)
    number = digits.group().replace(",", "") if digits else next(iter(meant), None)
    return f"{qualifier.fact} {qualifier.operator} {number}" if number is not None else None

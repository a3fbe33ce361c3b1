"""Versions of products, as texts name them by their year."""

from __future__ import annotations

import re

from knowledge.words import normalise

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_VERSION = re.compile(r"(?<=[a-z] )(?:19|20)\d\d(?!-?\d|[.,]\d)")
_FROM = re.compile(r"(?<=[a-z] )((?:19|20)\d\d),? (?:or|and) (?:newer|later|greater|higher|above|up)(?!\w)")
_DATE = re.compile(
    r"\b(?:in|since|of|by|before|after|until|from|year|bought|purchased|renewed|signed|during|early|late|mid|[a-z]{3,9} \d{1,2},?|"
    + _MONTHS + r") $"
)  # fmt: skip


def versions(text: str) -> frozenset[str]:
    """The years that stand in `text` as versions of products, not as dates."""
    plain = normalise(text)
    return frozenset(match.group() for match in _VERSION.finditer(plain) if not _DATE.search(plain[: match.start()]))


def versions_fit(held: str, asked: frozenset[str]) -> bool:
    """Whether what `held` says of versions, if anything, takes in one of those `asked` about: "2010 or newer" takes in 2013."""
    named = versions(held) if asked else frozenset()
    least = min(_FROM.findall(normalise(held)), default=None) if named else None
    return not named or not named.isdisjoint(asked) or (least is not None and max(asked) > least)

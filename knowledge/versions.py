"""Versions of products, as texts name them: by their year, or by a number with a point."""

from __future__ import annotations

import re

from knowledge.words import STOPWORDS, normalise, tokens

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_YEAR = r"(?:(?<=[a-z] )|(?<=\d, )|(?<=\d/))(?:19|20)\d\d(?!-?\d|[.,]\d)"
_BEHIND = r"(?:(?<=[a-z)] )|(?<=[a-z\d] \()|(?<=\d\d )(?=v))"  # what stands before a number with a point: "CRM 2016 v8.2"
_POINTED = rf"{_BEHIND}(?:v(?=\d))?\d{{1,2}}\.\d(?!\d|[.,]\d| ?(?:%|k\b|[kmgt]b\b|percent|million|hours?|days?|years?))"
_VERSION = re.compile(rf"{_YEAR}|{_POINTED}")
_FROM = re.compile(
    rf"({_YEAR}|{_POINTED})(?: \([^)]*\))?,? (?:(?:or|and) (?:newer|later|greater|higher|above|up)(?!\w)|onwards?(?!\w)|upwards?(?!\w))"
)
# What, like small words, stands before a version without a product's name.
_ANY_PRODUCT = frozenset(("version", "release", "edition", "still", "already", "currently", "now", "yet", "only", "just"))
_WHOLE = re.compile(r"(?<![\w.])v(\d{1,2})(?![\w.]\d|\w)")
_NAME = 4  # words before a version that may name its product: "Ledger Server (on-premises) V9.0"
_DATE = re.compile(
    r"\b(?:in|since|of|by|before|after|until|from|year|bought|purchased|renewed|signed|during|early|late|mid|[a-z]{3,9} \d{1,2},?|"
    + _MONTHS + r") $"
)  # fmt: skip


def versions(text: str) -> frozenset[str]:
    """The years and the numbers with a point that stand in `text` as versions of products, not as dates or amounts."""
    plain = _plain(text)
    return frozenset(match.group().lstrip("v") for match in _VERSION.finditer(plain) if not _DATE.search(plain[: match.start()]))


def versions_fit(held: str, asked: frozenset[str]) -> bool:
    """Whether what `held` says of versions, if anything, takes in one of those `asked` about: "2010 or newer" takes in 2013.

    Years say nothing of numbers with a point, nor these of years.
    """
    return all(_fit(_plain(held), {version for version in asked if ("." in version) is pointed}, pointed) for pointed in (False, True))


def _fit(held: str, asked: set[str], pointed: bool) -> bool:
    named = {version for version in versions(held) if ("." in version) is pointed} if asked else set()
    least = min((float(found.lstrip("v")) for found in _FROM.findall(held) if ("." in found) is pointed), default=None)
    return not named or bool(named & asked) or (least is not None and max(map(float, asked)) > least)


def new_enough(held: str, asked: str) -> bool | None:
    """Whether the version that the question `asked` names meets a text that demands one "or newer"; None where these do not meet."""
    named = [(_before(_plain(asked), match), match.group()) for match in _VERSION.finditer(_plain(asked))]
    meets: bool | None = None
    for least in _FROM.finditer(_plain(held)) if named else ():
        product = _before(_plain(held), least)
        for words, version in named:
            same = version.startswith("v") or (words[-1:] and (words[-1] in product or words[-1] in _ANY_PRODUCT or words[-1] in STOPWORDS))
            if same and ("." in version) is ("." in least[1]):
                meets = meets is not False and float(version.lstrip("v")) >= float(least[1].lstrip("v"))
    return meets


def _plain(text: str) -> str:
    """`text` in normal form, with a whole version such as v8 written with a point."""
    return _WHOLE.sub(r"v\1.0", normalise(text))


def _before(text: str, match: re.Match[str]) -> list[str]:
    return [word for word in tokens(text[: match.start()]) if not word.isdecimal()][-_NAME:]  # "CRM 2016 (v8.2)" is a CRM

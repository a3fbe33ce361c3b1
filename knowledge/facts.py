"""Reading facts from what is said: a number only beside its unit, a choice by its words."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Mapping
from functools import lru_cache

from knowledge.conditions import FactValue
from knowledge.counts import MONTH, counted, without_numbers
from knowledge.lexicon import Lexicon
from knowledge.models import FactSpec
from knowledge.words import normalise

_DATED = rf"(?P<before>(?:before|prior to) )?(?:(?P<month>{MONTH})[ -])?(?P<year>(?:19|20)\d\d)(?!\d)"
_MONTHS = {"early": 3, "spring": 5, "summer": 8}  # the last month that they may mean
_MONTHS |= {name.lower(): number for number, name in enumerate(month_abbr) if name}


def read(
    text: str,
    specs: tuple[FactSpec, ...],
    lexicon: Lexicon,
    *,
    known: Mapping[str, FactValue] | None = None,
    names: tuple[str, ...] = (),
    about: str = "",
) -> dict[str, FactValue]:
    """The facts that `text` says.

    known: what was said before; "another 200" adds to it, and a bare number after it takes its unit.
    names: products whose name would mislead (`counts.misleads`), in normal form: "Suite 365 users" are not 365.
    about: the question that `text` follows: "6 of them" are what it asked the number of.
    A number that is called pretended gives way to the one that is called real.
    """
    known = known or {}
    plain = normalise(text)
    said: dict[str, FactValue] = {}
    denial, wished = lexicon.patterns["fact"]["denial"], lexicon.patterns["fact"]["wished"]
    for spec in specs:
        value: FactValue | None = None
        if spec.type == "choice":
            value = _choice(plain, spec, denial)
        elif spec.type == "boolean":
            value = _boolean(plain, spec, denial, wished)
        if value is not None:
            said[spec.id] = value
    integers = tuple(spec for spec in specs if spec.type == "integer")
    return {**said, **counted(plain, integers, lexicon, known=known, names=names, about=about)}


def without_facts(text: str, specs: tuple[FactSpec, ...]) -> str:
    """`text` in normal form without the words that state facts: numbers with their units, the words of options, of yes and of no."""
    said = [word for spec in specs for option in spec.options for word in option.words]
    said += [word for spec in specs for word in (*spec.yes_words, *spec.no_words)]
    rest = without_numbers(text, specs)
    return _any(tuple(said)).sub(" ", rest) if said else rest


def without_former(text: str, told: Mapping[str, FactValue], specs: tuple[FactSpec, ...]) -> str:
    """`text` without the words of options that a choice `told` since takes the place of; in normal form where it held any."""
    choices = [spec for spec in specs if spec.type == "choice" and spec.id in told]
    former = tuple(word for spec in choices for option in spec.options if option.id != told[spec.id] for word in option.words)
    plain = normalise(text)
    rest = _any(former).sub(" ", plain) if former else plain
    return text if rest == plain else rest


def coerce(spec: FactSpec, raw: str) -> FactValue:
    """`raw` (from a form or the command line) as a value of `spec`. Raises ValueError that says what is allowed."""
    if spec.type == "integer":
        digits = re.sub(r"[,.\s](?=\d{3}\b)", "", raw.strip())
        if not digits.isdecimal() or len(digits) > 9:
            raise ValueError(f"{spec.id}: found {raw!r}; give a whole number")
        return int(digits)
    if spec.type == "boolean":
        if raw.strip().lower() not in ("yes", "true", "1", "no", "false", "0"):
            raise ValueError(f"{spec.id}: found {raw!r}; give yes or no")
        return raw.strip().lower() in ("yes", "true", "1")
    for option in spec.options:
        if raw.strip().lower() in (option.id, option.name.lower(), *option.words):
            return option.id
    raise ValueError(f"{spec.id}: found {raw!r}; give one of {', '.join(option.id for option in spec.options)}")


def coerce_all(raw: Mapping[str, FactValue], specs: tuple[FactSpec, ...]) -> dict[str, FactValue]:
    """`raw` (from a file) as facts of `specs`. Raises ValueError that names the fact, what was found and what is allowed."""
    by_id = {spec.id: spec for spec in specs}
    unknown = next((name for name in raw if name not in by_id), None)
    if unknown is not None:
        raise ValueError(f"{unknown}: is no fact of this pack; give one of {', '.join(by_id)}")
    return {name: coerce(by_id[name], str(value)) for name, value in raw.items()}


def shown(spec: FactSpec, value: FactValue) -> str:
    """A fact's value in words."""
    if spec.type == "choice":
        return next((option.name for option in spec.options if option.id == value), str(value))
    if spec.type == "boolean":
        return "yes" if value else "no"
    return f"{value:,}"


@lru_cache(maxsize=4096)
def _any(said: tuple[str, ...]) -> re.Pattern[str]:
    """Any of `said` as whole words, the longest first."""
    words = "|".join(re.escape(normalise(word)) for word in sorted(said, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")


@lru_cache(maxsize=1024)
def _forms(said: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each of `said` with its normal form."""
    return tuple((words, normalise(words)) for words in said)


def _standing(said: tuple[str, ...], text: str) -> list[str]:
    """Those of `said` that stand in the text."""
    return [words for words, form in _forms(said) if form in text and _any((words,)).search(text)]


def _choice(text: str, spec: FactSpec, denial: re.Pattern[str]) -> str | None:
    """The option whose longest word stands in the text, undenied."""
    hits = [(len(word), option.id) for option in spec.options for word in _standing(option.words, text) if not _behind(word, text, denial)]
    return max(hits)[1] if hits else None


def _boolean(text: str, spec: FactSpec, denial: re.Pattern[str], wished: re.Pattern[str]) -> bool | None:
    if _standing(spec.no_words, text):
        return False
    said = [words for words in _standing(spec.yes_words, text) if not _behind(words, text, wished)]
    if said:
        return not all(_behind(words, text, denial) for words in said)
    return _dated(text, spec)


def _behind(words: str, text: str, led: re.Pattern[str]) -> bool:
    """Whether the first place of `words` in the text stands right behind what leads in, which may turn it.

    "Not managed by us" says nothing of who manages, and "must we have it?" nothing of who has it.
    """
    found = _any((words,)).search(text)
    before = text[: found.start()].rstrip() if found else ""
    return any(match.end() == len(before) for match in led.finditer(before))


def _dated(text: str, spec: FactSpec) -> bool | None:
    """Whether what one of the fact's `dated_by` words dates lies before its `before`; None where no date says so for sure."""
    found = _by_words(spec.dated_by).search(text) if spec.before is not None and spec.dated_by else None
    if found is None or spec.before is None:
        return None
    month = next((number for name, number in _MONTHS.items() if (found["month"] or "").startswith(name)), None)
    earliest, latest = (int(found["year"]), month or 1), (int(found["year"]), month or 12)
    bound = (spec.before.year, spec.before.month)
    if found["before"]:
        return True if earliest <= bound else None
    return True if latest < bound else False if earliest >= bound else None


@lru_cache(maxsize=16)
def _by_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of `words` with a date behind it in the same sentence."""
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)(?:[^.;?!\d]|(?<!\d)\d{{1,3}}(?!\d)){{0,40}}?{_DATED}"
    )

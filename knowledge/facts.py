"""Reading facts from what is said: a number only beside its unit, a choice by its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from knowledge.conditions import FactValue
from knowledge.lexicon import Lexicon
from knowledge.models import FactSpec
from knowledge.words import normalise, tokens

_NUMBER = re.compile(r"(?<![\w.,$€£])(\d{1,3}(?:[,.]\d{3})+|\d+(?:\.\d+)?)(k\b|(?=[a-z]{2,}))?(?![\d%]|(?:st|nd|rd|th)\b)")
_BETWEEN = 3  # words that may stand between a number and its unit: "300 paid Suite 365 licences"
_CLAUSE_END = re.compile(r"[,;.?!()]|(?<!\w)(?:and|but|or|of which|with|in|over|per|for|on|to|is|are|at)(?!\w)")
_NOUN = re.compile(r"[\s-]*[a-z%$€£/]")
_MONTH = r"(?:jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sep(t|tember)?|oct(ober)?|(nov|dec)(ember)?)"
_DATE = re.compile(rf"(?:in|since|of|by|before|after|until|from|year|\b{_MONTH}(?: \d{{1,2}},?)?) (?:19|20)\d\d$|\b{_MONTH} \d{{1,2}}$")
_DATED = rf"(?P<before>(?:before|prior to) )?(?:(?P<month>{_MONTH})[ -])?(?P<year>(?:19|20)\d\d)(?!\d)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD_BEFORE = re.compile(r"(\w+)\s+$")
_WORD_AFTER = re.compile(r"\s+(\w+)")


def read(
    text: str, specs: tuple[FactSpec, ...], lexicon: Lexicon, *, known: Mapping[str, FactValue] | None = None, names: tuple[str, ...] = ()
) -> dict[str, FactValue]:
    """The facts that `text` says.

    known: what was said before; "another 200" adds to it, and a bare number after it takes its unit.
    names: products whose name holds a number, in normal form: "Suite 365 users" are not 365.
    A number that is called pretended gives way to the one that is called real.
    """
    known = known or {}
    plain = normalise(text)
    said: dict[str, FactValue] = {}
    for spec in specs:
        value: FactValue | None = None
        if spec.type == "choice":
            value = _choice(plain, spec)
        elif spec.type == "boolean":
            value = _boolean(plain, spec)
        if value is not None:
            said[spec.id] = value
    integers = tuple(spec for spec in specs if spec.type == "integer")
    return {**said, **_integers(_hiding(plain, names), integers, lexicon, known)}


def without_numbers(text: str, specs: tuple[FactSpec, ...], *, names: tuple[str, ...] = ()) -> str:
    """`text` in normal form without the numbers that are facts, their units included. names: as in `read`."""
    plain = normalise(text)
    units = tuple(unit for spec in specs for unit in spec.units)
    for match in reversed(list(_counted(units).finditer(_hiding(plain, names))) if units else []):
        plain = f"{plain[: match.start()]} {plain[match.end() :]}"
    return plain


def without_facts(text: str, specs: tuple[FactSpec, ...]) -> str:
    """`text` in normal form without the words that state facts: numbers with their units, the words of options, of yes and of no."""
    said = [word for spec in specs for option in spec.options for word in option.words]
    said += [word for spec in specs for word in (*spec.yes_words, *spec.no_words)]
    rest = without_numbers(text, specs)
    return _any(tuple(said)).sub(" ", rest) if said else rest


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


def _hiding(text: str, names: tuple[str, ...]) -> str:
    """`text`, as long as it is, with the digits of `names` hidden."""
    return _pattern(names).sub(lambda match: re.sub(r"\d", "#", match.group(0)), text) if names else text


@lru_cache(maxsize=16)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})(?!\w)")


@lru_cache(maxsize=16)
def _counted(units: tuple[str, ...]) -> re.Pattern[str]:
    """A number with one of `units` behind it."""
    forms = "|".join(
        rf"{re.escape(unit)}(?:e?s)?|{re.escape(unit[:-1])}ies" if unit.endswith("y") else rf"{re.escape(unit)}(?:e?s)?"
        for unit in sorted(set(units), key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w.,])\d[\d,.]*k?[\s-]*(?:[a-z0-9][\w-]*\s+){{0,{_BETWEEN}}}?(?:{forms})(?!\w)")


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


def _choice(text: str, spec: FactSpec) -> str | None:
    """The option whose longest word stands in the text."""
    hits = [(len(word), option.id) for option in spec.options for word in _standing(option.words, text)]
    return max(hits)[1] if hits else None


def _boolean(text: str, spec: FactSpec) -> bool | None:
    if _standing(spec.no_words, text):
        return False
    return True if _standing(spec.yes_words, text) else _dated(text, spec)


def _dated(text: str, spec: FactSpec) -> bool | None:
    """Whether what one of the fact's `dated_by` words dates lies before its `before`; None where no date says so for sure."""
    found = _by_words(spec.dated_by).search(text) if spec.before is not None and spec.dated_by else None
    if found is None or spec.before is None:
        return None
    month = _MONTHS.index(found["month"][:3]) + 1 if found["month"] else None
    earliest, latest = (int(found["year"]), month or 1), (int(found["year"]), month or 12)
    bound = (spec.before.year, spec.before.month)
    if found["before"]:
        return True if earliest <= bound else None
    return True if latest < bound else False if earliest >= bound else None


@lru_cache(maxsize=16)
def _by_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of `words` with a date behind it in the same sentence."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)[^.;?!\d]{{0,40}}?{_DATED}")


def _integers(text: str, specs: tuple[FactSpec, ...], lexicon: Lexicon, known: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Numbers with a unit; then, when a fact is under discussion, numbers that stand alone or add to it."""
    names = [spec.id for spec in specs]
    topic = next((name for name in reversed(list(known)) if name in names), None)
    said: dict[str, FactValue] = {}
    doubtful: set[str] = set()
    read_to = 0
    for match in _NUMBER.finditer(text):
        number, before, after = _value(match), text[: match.start()], (match.group(2) or "") + text[match.end() :]
        beside = (_WORD_BEFORE.search(before), _WORD_AFTER.match(after))
        adds = any(word is not None and lexicon.stands("follow_up", "additive", word.group(1)) for word in beside)
        alone = not _NOUN.match(after) and not _DATE.search(before + match.group(0))
        spec = _unit_after(after, specs) or _unit_before(before, specs) or (_led_in(before, specs) if alone else None)
        fact = spec.id if spec is not None else topic if adds or alone else None
        if fact is None or number is None:
            continue
        base = known.get(fact, 0)
        value = number + base if adds and isinstance(base, int) else number
        introduced = before[read_to:][-40:]
        pretended = lexicon.stands("follow_up", "hypothetical", introduced)
        if fact not in said or lexicon.stands("follow_up", "actual", introduced) or (fact in doubtful and not pretended):
            said[fact] = value
        if pretended:
            doubtful.add(fact)
        topic, read_to = fact, match.end()
    return said


def _value(match: re.Match[str]) -> int | None:
    number = float(re.sub(r"[,.](?=\d{3}\b)", "", match.group(1))) * (1000 if match.group(2) == "k" else 1)
    return int(number) if number == int(number) and number < 1e9 else None


def _unit_after(after: str, specs: tuple[FactSpec, ...]) -> FactSpec | None:
    """The fact whose unit follows within a few words: "300 paid Suite 365 licences"; the nearest wins, then the longest."""
    following = tokens(_CLAUSE_END.split(after, maxsplit=1)[0])[: _BETWEEN + 3]
    places = [(place, -len(unit), spec) for spec in specs for unit in spec.units if (place := _find(tokens(unit), following)) is not None]
    near = [found for found in places if found[0] <= _BETWEEN]
    return min(near, key=lambda found: found[:2])[2] if near else None


def _unit_before(before: str, specs: tuple[FactSpec, ...]) -> FactSpec | None:
    """The fact whose unit stands right before: "seats: 220", "our seat count is 220"."""
    for spec in specs:
        for unit in spec.units:
            if re.search(rf"(?<!\w){re.escape(unit)}(s|es)?( count| number)?( is| are| was| of|:|=)?\s*$", before):
                return spec
    return None


def _led_in(before: str, specs: tuple[FactSpec, ...]) -> FactSpec | None:
    """The fact one of whose lead-ins stands right before."""
    return next((spec for spec in specs for words in spec.lead_ins if re.search(rf"(?<!\w){re.escape(words)}\s*$", before)), None)


def _find(unit: list[str], words: list[str]) -> int | None:
    for at in range(len(words) - len(unit) + 1):
        if all(_same(word, part) for word, part in zip(words[at : at + len(unit)], unit, strict=True)):
            return at
    return None


def _same(word: str, unit: str) -> bool:
    return word in (unit, f"{unit}s", f"{unit}es") or (unit.endswith("y") and word == f"{unit[:-1]}ies")

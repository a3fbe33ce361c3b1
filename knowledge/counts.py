"""Reading numbers from what is said: one is a fact only beside its unit, or where that fact is under discussion."""

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
_FAR = 99  # words away: nowhere near
_BREAKS = "and|but|or|can|could|do|does|will|would|should|must|may"
_LABELS = "year|phase|step|stage|wave|batch|level|tier|version|release|build|server|windows|part|no|nr"
_LABELLED = re.compile(rf"(?<!\w)(?:{_LABELS})s? (?:\d+(?:,| and| or| to)? )*$")
_CLAUSE_END = re.compile(
    rf"[,;:.?!()–—]| - | (?=\d)|(?<!\w)(?:{_BREAKS}|of which|with|in|over|per|for|on|to|is|are|at|this|next|last|each|every|a)(?!\w)"
)
_AFTERWARDS = (
    "so|and|but|then|now|or|too|here|already|in|at|by|today|soon|next|later|right|instead|altogether|overall|actually|really|though|still"
)
_NOUN = re.compile(rf"[\s-]*(?!(?:{_AFTERWARDS})(?![a-z]))[a-z%$€£/]")
_NAMED = r"jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sep(t|tember)?|oct(ober)?|(nov|dec)(ember)?"
MONTH = rf"(?:early|spring|summer|{_NAMED})"
_DATE = re.compile(rf"(?:in|since|of|by|before|after|until|from|year|\b{MONTH}(?: \d{{1,2}},?)?) (?:19|20)\d\d$|\b{MONTH} \d{{1,2}}$")
_JOINED = re.compile(r"[^.;:?!()]{1,40}(?:,|and|plus|&|\+)\s+")
_WORD_BEFORE = re.compile(r"(\w+)\s+$")


def counted(
    text: str,
    specs: tuple[FactSpec, ...],
    lexicon: Lexicon,
    *,
    known: Mapping[str, FactValue],
    names: tuple[str, ...] = (),
    about: str = "",
) -> dict[str, FactValue]:
    """The facts that numbers of `text` (in normal form) state, by id: those with a unit; while a fact is under discussion also bare ones.

    specs: of integer facts. known, names, about: as for `facts.read`.
    """
    text, names_of = _hiding(_ones(text, specs), names), [spec.id for spec in specs]
    if _NUMBER.search(text) is None:
        return {}  # before the question that it follows is gone through
    topic = _spoken_of(_hiding(normalise(about), names), specs) or next((name for name in reversed(list(known)) if name in names_of), None)
    said: dict[str, FactValue] = {}
    weight: dict[str, int] = {}  # how much the number that was said last counts for its fact
    held: set[str] = set()  # facts whose number is said to be the speaker's own: "we have 128"
    read_to, last = 0, ("", "", 0)  # up to where the text was read; the fact, kind and end of the number before
    for match in _NUMBER.finditer(text):
        number, before, after = _value(match), text[: match.start()], (match.group(2) or "") + text[match.end() :]
        word = found.group(1) if (found := _WORD_BEFORE.search(before)) else ""
        more, fewer = (lexicon.opens("follow_up", name, after.lstrip()) for name in ("additive", "subtractive"))
        adds, takes = more or lexicon.is_word("follow_up", "additive", word), fewer or lexicon.is_word("follow_up", "subtractive", word)
        alone = not _NOUN.match(after) and not _DATE.search(before + match.group(0))
        points = topic is not None and lexicon.opens("follow_up", "pointing", after.lstrip())
        spec = None if points else _unit_after(after, specs) or _unit_before(before, specs) or (_led_in(before, specs) if alone else None)
        if spec is not None and number is not None and _some(number, before, after, spec):
            spec, alone = None, False
        fact = spec.id if spec is not None else topic if adds or fewer or alone or points else None
        dated = _DATE.search(before + match.group(0)) and _NUMBER.match(after.lstrip())
        if fact is None or number is None or _LABELLED.search(before) or dated:
            continue
        number *= _multiple(after, spec)
        kind = _kind(after, spec)
        adds = adds or bool(kind and last[0] == fact and last[1] not in ("", kind) and _JOINED.fullmatch(text[last[2] : match.start()]))
        last = (fact, kind, match.end())
        base = said.get(fact, known.get(fact, 0))
        value = _changed(number, base if isinstance(base, int) else 0, adds=adds, takes=takes)
        introduced = before[read_to:][-40:]
        pretended = lexicon.stands("follow_up", "hypothetical", introduced) or _lesser(after, spec)
        counts = 0 if pretended else 1 if points or _persons(after, spec) else 2
        own = bool(_led_in(before, tuple(each for each in specs if each.id == fact)))
        surer = counts > weight.get(fact, counts) or (own and fact not in held)
        if fact not in said or adds or takes or lexicon.stands("follow_up", "actual", introduced) or surer:
            said[fact], weight[fact] = value, counts
        if own:
            held.add(fact)
        topic, read_to = fact, match.end()
    return said


def _ones(text: str, specs: tuple[FactSpec, ...]) -> str:
    """`text` with one thing, written in words, that a fact counts singly as 1: one user is rarely all of them, one delivery may be."""
    units = tuple(unit for spec in specs if spec.singly for unit in spec.units)
    return _single(units).sub(lambda match: " " * (len(match.group(1)) - 1) + "1" + match.group(2), text) if units else text


@lru_cache(maxsize=16)
def _single(units: tuple[str, ...]) -> re.Pattern[str]:
    forms = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(one|(?:a|one|only) single)( (?!of )(?:(?!(?:{_BREAKS}|of|in)\s)[a-z0-9][\w-]* ){{0,{_BETWEEN}}}?(?:{forms})(?!\w))"
    )


def misleads(name: str) -> bool:
    """Whether a name holds what would be taken for a count, or for the end of one: "Suite 365", "Ledger for Schools"."""
    return re.search(r"\D\b\d", name) is not None or _CLAUSE_END.search(name) is not None


def _value(match: re.Match[str]) -> int | None:
    number = float(re.sub(r"[,.](?=\d{3}\b)", "", match.group(1))) * (1000 if match.group(2) == "k" else 1)
    return int(number) if number == int(number) and number < 1e9 else None


def _unit_after(after: str, specs: tuple[FactSpec, ...]) -> FactSpec | None:
    """The fact whose unit follows within a few words: "300 paid Suite 365 licences"; the nearest wins, then the longest."""
    following = _following(after)
    units = ((spec, unit) for spec in specs for unit in (*spec.units, *spec.multiples))
    places = [(place, -len(unit), spec) for spec, unit in units if (place := _find(tokens(unit), following)) is not None]
    near = [found for found in places if found[0] <= _BETWEEN]
    if not near:
        return None
    first = min(near, key=lambda found: found[:2])
    behind = [found for found in near if found[0] == first[0] + 1]  # "office seats" are seats
    return min(behind, key=lambda found: found[:2])[2] if behind else first[2]


def _some(number: int, before: str, after: str, spec: FactSpec) -> bool:
    """Whether a number counts a few persons among all, and nothing says that they are all: "hold the mailboxes of 4 people"."""
    if number > spec.few or not before.strip() or _led_in(before, (spec,)):
        return False
    following = _following(after)
    return any(_find(tokens(person), following) is not None for person in spec.persons)


def _following(after: str) -> list[str]:
    """The words behind a number among which its unit may stand."""
    return tokens(_CLAUSE_END.split(after, maxsplit=1)[0])[: _BETWEEN + 3]


def _changed(number: int, base: int, *, adds: bool, takes: bool) -> int:
    """What a number makes of what was counted before: so many more or fewer, else the number itself."""
    return base + number if adds else base - number if takes and base > number else number


def _multiple(after: str, spec: FactSpec | None) -> int:
    """How much of its fact one of what a number counts is: a week is seven days."""
    following = _following(after)
    found = ((place, times) for unit, times in (spec.multiples.items() if spec else ()) if (place := _find([unit], following)) is not None)
    return min(found, default=(0, 1))[1]


def _kind(after: str, spec: FactSpec | None) -> str:
    """The kind of its fact that a number counts; empty where it names none."""
    following = _following(after)
    return next((kind for kind in (spec.kinds if spec else ()) if _find(tokens(kind), following) is not None), "")


def _lesser(after: str, spec: FactSpec | None) -> bool:
    """Whether a number counts what is its fact only where nothing else is counted."""
    following = _following(after)
    return any(_find([word], following) is not None for word in (spec.lesser if spec else ()))


def _persons(after: str, spec: FactSpec | None) -> bool:
    """Whether a number counts persons and none of what is held: who has 1,200 licences may well tell of 300 colleagues."""
    following = _following(after)
    places = [_find(tokens(unit), following) for unit in (spec.units if spec else ()) if spec and unit not in spec.persons]
    persons = [_find(tokens(person), following) for person in (spec.persons if spec else ())]
    return min((at for at in persons if at is not None), default=_FAR) < min((at for at in places if at is not None), default=_FAR)


def _spoken_of(about: str, specs: tuple[FactSpec, ...]) -> str | None:
    """The fact whose unit stands last in a text that gives no number for it: how many sites?"""
    if not about:
        return None
    words = tokens(without_numbers(about, specs))
    places = [(at, spec.id) for spec in specs for unit in spec.units for at in range(len(words)) if _find(tokens(unit), words[at:]) == 0]
    return max(places, default=(0, None))[1]


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


def without_numbers(text: str, specs: tuple[FactSpec, ...], *, names: tuple[str, ...] = ()) -> str:
    """`text` in normal form without the numbers that are facts, their units included. names: as for `facts.read`."""
    plain = normalise(text)
    units = tuple(unit for spec in specs for unit in (*spec.units, *spec.multiples))
    for match in reversed(list(_counted(units).finditer(_hiding(plain, names))) if units else []):
        plain = f"{plain[: match.start()]} {plain[match.end() :]}"
    return plain


def _hiding(text: str, names: tuple[str, ...]) -> str:
    """`text`, as long as it is, with each of `names` as one word without digits."""
    return _pattern(names).sub(lambda match: "x" * len(match.group(0)), text) if names else text


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
    return re.compile(rf"(?<![\w.,])\d[\d,.]*k?[\s-]*(?:(?!(?:{_BREAKS})\s)[a-z0-9][\w-]*\s+){{0,{_BETWEEN}}}?(?:{forms})(?!\w)")

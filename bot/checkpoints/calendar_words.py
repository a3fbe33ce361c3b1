"""The words by which people say days and rhythms, read from `knowledge/texts/LANGUAGE.schedule.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from importlib import resources


@dataclass(frozen=True, kw_only=True)
class CalendarWords:
    """The words of one language: section → meaning → the words that have it, in lower case."""

    sections: Mapping[str, Mapping[str, list[str]]]

    def meanings(self, section: str) -> dict[str, str]:
        """Each word of `section` with what it means."""
        return {word: meaning for meaning, words in self.sections[section].items() for word in words}

    def lead(self, name: str) -> str:
        """A pattern for the words that open the part called `name`."""
        return either(self.sections["lead"][name])

    @cached_property
    def weekdays(self) -> dict[str, int]:
        """Each name of a weekday with its number, Monday being 0; plurals included."""
        names = _numbered(self.sections["weekdays"])
        return names | {f"{name}s": number for name, number in names.items() if f"{name}s" not in names}

    def is_plural(self, weekday: str) -> bool:
        """Whether a name of `weekdays` stands for every such day."""
        return weekday not in _numbered(self.sections["weekdays"])

    @cached_property
    def day_names(self) -> tuple[str, ...]:
        """What the weekdays are called in full, Monday first."""
        return tuple(name.capitalize() for name in self.sections["weekdays"])

    def day(self, text: str, today: date) -> date | None:
        """The day that `text` names (2026-06-03, 3 June, June 3rd 2026, Friday, next Friday, tomorrow); None when it names none.

        A day without a year, or a weekday, is the next one from `today` on. 3/6 is two days, in March and in June, and so is none.
        """
        plain = text.strip(" ,.;").lower()
        near, weekday = self.meanings("days").get(plain), self._next.sub("", plain)
        if near is not None:
            return today + timedelta(days=int(near))
        if weekday in self.weekdays:
            earliest = today if weekday == plain else today + timedelta(days=1)
            return earliest + timedelta(days=(self.weekdays[weekday] - earliest.weekday()) % 7)
        found = next((match for pattern in self._dates if (match := pattern.fullmatch(plain))), None)
        return None if found is None else _dated(found.groupdict(), self._months, today)

    @cached_property
    def _next(self) -> re.Pattern[str]:
        return re.compile(rf"^{self.lead('next')} ")

    @cached_property
    def _months(self) -> dict[str, int]:
        return {name: number + 1 for name, number in _numbered(self.sections["months"]).items()}

    @cached_property
    def _dates(self) -> tuple[re.Pattern[str], ...]:
        day, month = rf"(?P<day>\d{{1,2}})(?:{self.lead('ordinal')}|\.)?", rf"(?P<month>{either(self._months)})\.?"
        year = r"(?:,? (?P<year>\d{4}))?"
        return (
            re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
            re.compile(rf"(?:\w+ )?{day} (?:{self.lead('of')} )?{month}{year}"),
            re.compile(rf"{month} {day}{year}"),
        )


def either(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


@lru_cache
def load(language: str = "en") -> CalendarWords:
    """The words of `language`, or English ones where there are none of it: whoever reads its cards reads English then as well."""
    texts = resources.files("knowledge") / "texts"
    found = next(file for name in (language, "en") if (file := texts / f"{name}.schedule.toml").is_file())
    return CalendarWords(sections=tomllib.loads(found.read_text(encoding="utf-8")))


def _numbered(names: Mapping[str, list[str]]) -> dict[str, int]:
    return {word: number for number, (name, words) in enumerate(names.items()) for word in (name, *words)}


def _dated(parts: Mapping[str, str | None], months: Mapping[str, int], today: date) -> date | None:
    """The day of `parts`; without a year the next one from `today` on, also where only some years have it (29 February)."""
    month, day = parts["month"] or "", int(parts["day"] or 0)
    years = [int(given)] if (given := parts.get("year")) else range(today.year, today.year + 9)
    for year in years:
        try:
            named = date(year, months[month] if month in months else int(month), day)
        except ValueError:
            continue
        if given or named >= today:
            return named
    return None

"""Reads when checkpoints recur from what people write, such as "every 2 weeks on Tuesday at 10:00".

Each part that is understood is taken out of the text; what is left at the end was not understood, and is named.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from bot.checkpoints.calendar_words import CalendarWords, either, load
from bot.checkpoints.rule import CODES, Recurrence, recurrence
from bot.engagements.refused import Refused

MAX_CHARACTERS = 400
_LIKE = 75  # from this likeness on (0 to 100) a word is taken for a slip in a day's name
_DAY_WORDS = 4


class _Unclear(Exception):
    """What keeps the text from being understood; it does not leave this module."""

    def __init__(self, key: str, **values: str) -> None:
        self.refused = Refused(key=f"schedule.{key}", values=tuple(values.items()))


def read(text: str, *, now: datetime, timezone: str, language: str = "en") -> Recurrence | Refused:
    """The recurrence that `text` says, from `now` (with its zone) on, at wall-clock time of the IANA zone `timezone`.

    Refused with what is missing or was not understood; the keys are those of the catalogue's section [schedule].
    """
    today = now.astimezone(ZoneInfo(timezone)).date()
    try:
        said = _Reader(text, load(language), today)
        ended, since, duration_min = said.last_day(), said.first_day(), said.duration_min()
        at, length_min = said.clock()
        rule = said.rule(since)
        said.check_rest()
    except _Unclear as unclear:
        return unclear.refused
    return recurrence(
        rule, at=at, now=now, timezone=timezone, since=since, ended=ended, duration_min=length_min if duration_min is None else duration_min
    )


def moment(text: str, *, today: date, language: str = "en") -> tuple[date | None, time | None] | Refused:
    """The day and the time of day that `text` names ("Thursday at 11:00"), None for what it does not say; refused where it says neither."""
    reader = _Reader(text, load(language), today)
    try:
        at = reader.clock()[0]
    except _Unclear as unclear:
        if unclear.refused.key != "schedule.no_time":
            return unclear.refused
        at = None
    day = reader.day()
    if day is None and (at is None or reader.has_rest()):
        return Refused(key="schedule.unknown_date", values=(("found", text.strip()),))
    return day, at


class _Reader:
    """Takes the parts of a text out of it, one by one."""

    def __init__(self, text: str, words: CalendarWords, today: date) -> None:
        self._words, self._today = words, today
        self._rest = " ".join(text[:MAX_CHARACTERS].replace("’", "'").lower().split()).strip(" .!?")

    def last_day(self) -> date | None:
        return self._led_day("until")

    def first_day(self) -> date | None:
        return self._led_day("from")

    def day(self) -> date | None:
        """The day that all of what is left names."""
        whole = " ".join(self._rest.replace("\0", " ").split())
        return self._words.day(whole, self._today) or self._words.day(" ".join(self._left()), self._today)

    def has_rest(self) -> bool:
        """Whether words are left that were not understood."""
        return bool(self._left())

    def duration_min(self) -> int | None:
        """The length in minutes."""
        named, units = self._words.meanings("durations"), self._words.meanings("duration_units")
        if found := self._take(rf"{self._words.lead('for')} (?P<named>{either(named)})"):
            return int(named[found["named"]])
        if found := self._take(rf"(?:{self._words.lead('for')} )?(?P<count>\d{{1,3}})[ -]?(?P<unit>{either(units)})"):
            return int(found["count"]) * int(units[found["unit"]])
        return None

    def clock(self) -> tuple[time, int | None]:
        """The time of day, and the minutes to a second one that ends the meeting."""
        words = self._words.sections["clock"]
        noon = {word: time.fromisoformat(at) for at, names in words.items() if ":" in at for word in names}
        half = rf"(?: ?(?P<half>{either([*words['am'], *words['pm']])}))"
        exact = rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}}){half}?"
        patterns = (
            exact, rf"(?P<hour>\d{{1,2}}){half}", rf"(?P<noon>{either(noon)})", rf"(?P<hour>\d{{1,2}}) ?{either(words['hour'])}",
            rf"(?<={self._words.sections['lead']['at'][0]} )(?P<hour>\d{{1,2}})",
        )  # fmt: skip
        found: list[time] = []
        for pattern in patterns:
            while match := self._take(pattern, leaving=" \0 "):
                parts = match.groupdict()
                found.append(noon[parts["noon"]] if parts.get("noon") else self._time(parts, match.group()))
        if not found:
            raise _Unclear("no_time")
        if len(found) == 1:
            return found[0], None
        length = 60 * (found[1].hour - found[0].hour) + found[1].minute - found[0].minute
        if len(found) > 2 or length <= 0 or not re.search(rf"\0\s*{self._words.lead('to')}\s*\0", self._rest):
            raise _Unclear("many_times", times=", ".join(f"{at:%H:%M}" for at in found))
        self._rest = re.sub(rf"\0\s*{self._words.lead('to')}\s*\0", " ", self._rest)
        return found[0], length

    def rule(self, since: date | None) -> str:
        """The rule in RFC 5545's words."""
        if expert := self._take(r"(?:rrule:)?(?P<rule>freq=[a-z0-9=;,:+-]+)"):
            return expert["rule"].upper()
        rhythm, every = self._rhythm(), self._words.lead("every")
        places, days = self._words.meanings("places"), either(self._words.weekdays)
        listed = rf"{either(places)}(?:(?: ?, ?| )(?:{self._words.lead('and')} )?{either(places)})*"
        if found := self._take(rf"(?P<every>{every} )?(?P<places>{listed}) (?P<day>{days})"):
            if rhythm is None and (not found["every"] or abs(int(places[found["places"]]) if found["places"] in places else 2) != 1):
                raise _Unclear("two_readings", found=found.group())
            if rhythm is not None and "MONTHLY" not in rhythm:
                raise _Unclear("two_readings", found=found.group())
            which = [places[word] for word in re.findall(either(places), found["places"])]
            code = CODES[self._words.weekdays[found["day"]]]
            return f"{rhythm or 'FREQ=MONTHLY'};BYDAY={','.join(f'{place}{code}' for place in which)}"
        return self._by_weekday(rhythm, since)

    def check_rest(self) -> None:
        """Raise what is left that was not understood."""
        left = self._left()
        if not left:
            return
        for word in left:
            like = process.extractOne(word, [*self._words.weekdays], scorer=fuzz.ratio, score_cutoff=_LIKE)
            if like is not None:
                raise _Unclear("unknown_day", found=word, day=self._words.day_names[self._words.weekdays[like[0]]])
        raise _Unclear("unknown_words", found=" ".join(left))

    def _left(self) -> list[str]:
        """The words that are left, without those that say nothing by themselves."""
        filler = {*self._words.sections["filler"]["words"], *(word for words in self._words.sections["lead"].values() for word in words)}
        return [word for word in re.findall(r"[^\s,;\0]+", self._rest) if word not in filler]

    def _by_weekday(self, rhythm: str | None, since: date | None) -> str:
        days_named = either(self._words.weekdays)
        if rhythm is None and (other := self._take(rf"{self._words.lead('every')} {self._words.lead('other')} (?P<day>{days_named})")):
            rhythm = "FREQ=WEEKLY;INTERVAL=2"
            self._rest += f" {other['day']}"
        plural = False
        days: list[int] = []
        while found := self._take(rf"(?P<every>{self._words.lead('every')} )?(?P<day>{days_named})"):
            plural = plural or bool(found["every"]) or self._words.is_plural(found["day"])
            days.append(self._words.weekdays[found["day"]])
        if rhythm is None and not plural:
            self.check_rest()
            raise _Unclear("no_rhythm")
        rhythm = rhythm or "FREQ=WEEKLY"
        if "MONTHLY" in rhythm:
            self.check_rest()
            raise _Unclear("no_place")
        if "DAILY" in rhythm or "BYDAY" in rhythm:
            return rhythm
        if not days and since is not None:
            days = [since.weekday()]
        if not days:
            self.check_rest()
            raise _Unclear("no_day")
        return f"{rhythm};BYDAY={','.join(CODES[day] for day in sorted(set(days)))}"

    def _rhythm(self) -> str | None:
        """The frequency and interval, where they are said by words of their own."""
        numbers, units = self._words.meanings("numbers"), self._words.meanings("units")
        if found := self._take(rf"{self._words.lead('every')} (?P<count>\d+|{either(numbers)})[ -](?P<unit>{either(units)})"):
            count = int(numbers.get(found["count"], found["count"]))
            if count < 1:
                raise _Unclear("bad_interval", interval=found["count"])
            return f"FREQ={units[found['unit']]}" + (f";INTERVAL={count}" if count > 1 else "")
        rhythms = self._words.meanings("rhythms")
        found = self._take(either(rhythms))
        return rhythms[found.group()] if found else None

    def _led_day(self, lead: str) -> date | None:
        """The day that stands behind a word that opens such a part."""
        match = re.search(_bounded(rf"{self._words.lead(lead)} (?P<after>.+)"), self._rest)
        if match is None:
            return None
        after = match["after"].split(" ")
        for count in range(min(_DAY_WORDS, len(after)), 0, -1):
            day = self._words.day(" ".join(after[:count]), self._today)
            if day is not None:
                self._rest = f"{self._rest[: match.start()]} {' '.join(after[count:])}"
                return day
        if lead == "from" and re.match(r"\d{1,2}(?:[:.]\d\d)?(?:$|[^\d/.-])", after[0]):
            return None  # "from 10:00" is a time of day
        raise _Unclear("unknown_date", found=" ".join(after[:3]))

    def _take(self, pattern: str, *, leaving: str = " ") -> re.Match[str] | None:
        """The first place of `pattern` between word bounds, taken out of the text."""
        match = re.search(_bounded(pattern), self._rest)
        if match is not None:
            self._rest = f"{self._rest[: match.start()]}{leaving}{self._rest[match.end() :]}"
            self._rest = re.sub(r" +", " ", self._rest)
        return match

    def _time(self, parts: dict[str, str | None], found: str) -> time:
        hour, minute, half = int(parts["hour"] or 0), int(parts.get("minute") or 0), parts.get("half")
        if half and not 1 <= hour <= 12:
            raise _Unclear("bad_time", found=found.strip())
        if half:
            hour = hour % 12 + (12 if half in self._words.sections["clock"]["pm"] else 0)
        if hour > 23 or minute > 59:
            raise _Unclear("bad_time", found=found.strip())
        return time(hour, minute)


def _bounded(pattern: str) -> str:
    return rf"(?<![\w:]){pattern}(?![\w:])"

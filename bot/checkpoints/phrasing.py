"""Says a rule in words."""

from __future__ import annotations

import re
from datetime import datetime

from bot.checkpoints.calendar_words import load
from bot.checkpoints.rule import CODES
from knowledge.wording import Wording

_DAY = re.compile(r"(-?\d*)([A-Z]{2})")
_SPOKEN = {"FREQ", "INTERVAL", "BYDAY", "WKST"}


def in_words(rrule: str, starts: datetime, language: str = "en") -> str:
    """How often a schedule with `rrule` and the first local start `starts` is: "every 2 weeks on Tuesday at 10:00".

    A rule beyond days of the week or of the month is shown as it is.
    """
    say, names = Wording.load(language).say, load(language)
    parts = dict(part.partition("=")[::2] for part in rrule.split(";"))
    frequency, interval, time = parts.get("FREQ", "").lower(), parts.get("INTERVAL", "1"), f"{starts:%H:%M}"
    days = _DAY.findall(parts.get("BYDAY", "")) or ([("", CODES[starts.weekday()])] if frequency == "weekly" else [])
    placed = frequency == "monthly"
    fitting = bool(days) and all(bool(place) is placed and (not placed or place in names.sections["places"]) for place, _ in days)
    if parts.keys() - _SPOKEN or frequency not in ("daily", "weekly", "monthly") or (fitting is (frequency == "daily")):
        return say("repeats.rule", rule=rrule, time=time)
    spoken = [f"{names.sections['places'][place][0]} {_name(code, language)}" if place else _name(code, language) for place, code in days]
    listed = spoken[0] if len(spoken) == 1 else say("repeats.and", first=", ".join(spoken[:-1]), last=spoken[-1]) if spoken else ""
    key = f"repeats.{frequency}" if interval == "1" else f"repeats.{frequency}_many"
    return say(key, interval=interval, days=listed, time=time)


def _name(code: str, language: str) -> str:
    return load(language).day_names[CODES.index(code)]

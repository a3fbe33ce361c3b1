"""Reads what people ask to be changed in a series, such as "move the next checkpoint to Thursday at 11:00"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.checkpoints.calendar_words import either, load
from bot.checkpoints.speech import moment
from bot.engagements.refused import Refused

_ALONE = ("pause", "resume", "undo")  # nothing else could be meant by these
_LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A change that is asked for. on: the day of the checkpoint that is meant, None for the next; day, at: what it is changed to.

    person: who takes over, as they were named.
    """

    what: str
    on: date | None = None
    day: date | None = None
    at: time | None = None
    person: str = ""


def wish(text: str, *, now: datetime, timezone: str, following: date | None = None, language: str = "en") -> Wish | Refused | None:
    """What `text` asks to be changed; None where it asks for no change, refused where its day or time is not understood.

    now: with its zone; timezone: the IANA zone in which days are meant. following: the day of the next checkpoint: a weekday to move it to
    is of the same week.
    """
    words = load(language)
    verbs, known = words.meanings("changes"), words.sections["changed"]
    plain = " ".join(text[:_LONGEST].replace("’", "'").split()).strip(" .!")
    found = re.fullmatch(
        rf"(?P<verb>{either(verbs)})(?P<before>(?: {either(known['before'])})*)(?P<named> {either(known['checkpoint'])})?(?P<rest> .*)?",
        plain,
        re.IGNORECASE,
    )
    if found is None or text.rstrip().endswith("?"):
        return None
    what, rest = verbs[found["verb"].lower()], (found["rest"] or "").strip()
    if not found["named"] and (rest or not (found["before"].strip() or what in _ALONE)):
        return None
    today = now.astimezone(ZoneInfo(timezone)).date()
    parts = re.fullmatch(
        rf"(?:(?:{either(known['on'])} )?(?P<on>.+?))??(?:(?:^| ){either(known['onto'])} (?P<onto>.+))?", rest, re.IGNORECASE
    )
    if parts is None:
        return Refused(key="schedule.unknown_words", values=(("found", rest),))
    return _read(what, parts["on"] or "", parts["onto"] or "", today=today, following=following, language=language)


def _read(what: str, on: str, onto: str, *, today: date, following: date | None, language: str) -> Wish | Refused:
    if what == "hand_over":
        return Wish(what=what, person=(onto or on).lstrip("@"))
    named = moment(on, today=today, language=language) if on else (None, None)
    if isinstance(named, Refused):
        return named
    meant = named[0] or following
    if what == "move" and meant is not None and set(onto.lower().split()) & load(language).weekdays.keys():
        today = max(today, meant - timedelta(days=meant.weekday()))
    to = moment(onto, today=today, language=language) if onto else (None, None)
    if isinstance(to, Refused):
        return to
    if what == "end":
        return Wish(what=what, day=to[0] or named[0])
    if what == "move" and to == (None, None):
        return Refused(key="schedule.no_target")
    return Wish(what=what, on=named[0], day=to[0], at=to[1])

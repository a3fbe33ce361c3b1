"""Next steps as people write them: "Alex: order the certificates by 3 June", one a line."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from dateutil import parser

from bot.checkpoints.checkpoint import Action

_MOST = 20
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s*")
_OWNER = re.compile(r"^([^\W\d_][\w.' -]{0,40}?):\s+")
_BY = re.compile(r"[,;(]?\s*\b(?:by|until|due|before)\s+(?:on\s+)?([^,;()]{1,30}?)\)?[.\s]*$", re.IGNORECASE)
_TODAY = {"today": 0, "tomorrow": 1}


def read(text: str, *, today: date, author: str) -> tuple[Action, ...]:
    """The next steps that `text` names, a line each, at most twenty. The owner is who a line begins with, or else its `author`."""
    lines = [stripped for line in text.splitlines() if (stripped := _BULLET.sub("", line).strip())]
    return tuple(_action(line, number, today, author) for number, line in enumerate(lines[:_MOST]))


def _action(line: str, number: int, today: date, author: str) -> Action:
    owner = _OWNER.match(line)
    rest = line[owner.end() :] if owner else line
    found = _BY.search(rest)
    due = _day(found.group(1), today) if found else None
    text = rest[: found.start()].rstrip(" ,;(") if found and due else rest
    return Action(id=str(number), text=text[:500], owner=owner.group(1).strip() if owner else author, due=due)


def _day(text: str, today: date) -> date | None:
    """The day that `text` names, the next one where it names no year; None when it names none."""
    plain = text.strip().lower()
    if plain in _TODAY:
        return today + timedelta(days=_TODAY[plain])
    try:
        named = [
            parser.parse(plain, default=datetime.combine(base, datetime.min.time())).date() for base in (today, date(today.year + 1, 1, 1))
        ]
    except (ValueError, OverflowError):
        return None
    here, next_year = named
    if here >= today or here.year != today.year:
        return here
    return next_year if next_year.year != here.year else here

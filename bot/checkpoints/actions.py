"""Next steps as people write them: "Alex: order the certificates by 3 June", one a line."""

from __future__ import annotations

import re
from datetime import date

from bot.checkpoints.calendar_words import CalendarWords, load
from bot.checkpoints.checkpoint import Action

_MOST = 20
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s*")
_OWNER = re.compile(r"^([^\W\d_][\w.' -]{0,40}?):\s+")


def read(text: str, *, today: date, author: str, language: str = "en") -> tuple[Action, ...]:
    """The next steps that `text` names, a line each, at most twenty. The owner is who a line begins with, or else its `author`."""
    lines = [stripped for line in text.splitlines() if (stripped := _BULLET.sub("", line).strip())]
    words = load(language)
    return tuple(_action(line, number, today, author, words) for number, line in enumerate(lines[:_MOST]))


def _action(line: str, number: int, today: date, author: str, words: CalendarWords) -> Action:
    owner = _OWNER.match(line)
    rest = line[owner.end() :] if owner else line
    text, due = _split(rest, today, words)
    return Action(id=str(number), text=text[:500], owner=owner.group(1).strip() if owner else author, due=due)


def _split(text: str, today: date, words: CalendarWords) -> tuple[str, date | None]:
    """What is to be done and by which day, where the text ends with one."""
    found = re.search(rf"[,;(]?\s*\b{words.lead('by')}\s+([^;()]{{1,30}}?)\)?[.\s]*$", text, re.IGNORECASE)
    due = words.day(found.group(1), today) if found else None
    return (text[: found.start()].rstrip(" ,;("), due) if found and due else (text, None)

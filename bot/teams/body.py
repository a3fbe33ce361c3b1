"""A request's body → JSON, taken as hostile: one meaning, bounded depth, and no characters that hide or turn round other text."""

from __future__ import annotations

import json
import math

from bot.errors import NotAnActivity
from knowledge.words import visible

MAX_DEPTH = 64  # a card within a message within an invoke is some twenty deep


def parsed(raw: bytes) -> object:
    """What `raw` says. Raises NotAnActivity unless it is JSON of at most MAX_DEPTH levels, of finite numbers, without a key given twice.

    Texts come without control characters, invisible ones and those that turn the direction of writing; those that scripts and emoji
    need (joiners and marks) stay.
    """
    try:
        return _cleaned(json.loads(raw, object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite), MAX_DEPTH)
    except (ValueError, RecursionError):
        raise NotAnActivity("the body is not JSON") from None


def _cleaned(value: object, depth: int) -> object:
    if isinstance(value, str):
        return visible(value)
    if not isinstance(value, dict | list):
        return value
    if depth == 0:
        raise NotAnActivity(f"the body is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, list):
        return [_cleaned(item, depth - 1) for item in value]
    return {visible(name): _cleaned(item, depth - 1) for name, item in value.items()}


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotAnActivity("the body gives a key twice")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise NotAnActivity("the body holds a number that is too large")
    return number


def _refuse(text: str) -> float:
    raise NotAnActivity(f"the body holds {text}, which is no JSON number")

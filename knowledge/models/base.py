"""The base of everything that is read from a file or stored in an index."""

from __future__ import annotations

import re
from itertools import product
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

_ID = re.compile(r"[a-z0-9][a-z0-9_.:-]*")
_CHOICE = re.compile(r"\{([^{}]*)\}")


class Strict(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _check_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError("use lower-case letters, digits and . _ : - only, starting with a letter or digit")
    return value


Id = Annotated[str, AfterValidator(_check_id)]


def _check_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as fault:
        raise ValueError(f"not a regular expression: {fault}") from None
    return value


Pattern = Annotated[str, AfterValidator(_check_pattern)]
"""A regular expression; it is searched for in any case, with straight quotes and plain dashes."""


def _expanded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for written in words for word in _alternatives(written)))


def _alternatives(written: str) -> list[str]:
    parts = _CHOICE.split(written)  # what stands between choices, and what each may be, in turn
    if any("{" in part or "}" in part for part in parts[::2]):
        raise ValueError(f"{written!r}: a choice stands in braces, its parts between commas, as in '{{have,has}} a plan'")
    choices = ([part] if number % 2 == 0 else [choice.strip() for choice in part.split(",")] for number, part in enumerate(parts))
    return ["".join(chosen) for chosen in product(*choices)]


Words = Annotated[tuple[str, ...], AfterValidator(_expanded)]
"""Words that say something; "{have,has} a {plan,contract}" stands for four of them, as in a shell."""

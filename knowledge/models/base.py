"""The base of everything that is read from a file or stored in an index."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

_ID = re.compile(r"[a-z0-9][a-z0-9_.:-]*")


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

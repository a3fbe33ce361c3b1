"""Why something is not done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A refusal as a sentence of the catalogue: its key, and the values that fill it."""

    key: str
    values: tuple[tuple[str, str], ...] = ()

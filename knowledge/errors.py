"""What can go wrong in the knowledge, each with its message as docstring.

OnrampError
├── PackError        a pack's file cannot be read or does not fit
├── ConditionError   a condition's expression cannot be read
├── IndexRefused     an index directory cannot be served
│   └── VectorsAway  for the moment: the database of its vectors does not answer
└── EncoderMissing   the encoder's model or its packages are not there
"""

from __future__ import annotations


class OnrampError(Exception):
    """Something the user can mend; the message says where, what was found and what to do."""


class PackError(OnrampError):
    """A pack's file cannot be read or does not fit. `faults` holds one sentence per fault."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class ConditionError(OnrampError, ValueError):
    """A condition's expression cannot be read."""


class IndexRefused(OnrampError):
    """An index directory cannot be served: missing, incomplete, or made for another model or schema."""


class VectorsAway(IndexRefused):
    """An index cannot be served for the moment, for the database that holds its vectors does not answer."""


class EncoderMissing(OnrampError):
    """The encoder's model or its packages are not there."""


def describe(error: object) -> str:
    """One sentence for one of pydantic's errors: the key, what was found, what is allowed."""
    details = dict(error)  # type: ignore[call-overload]
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in details["loc"]).lstrip(".")
    if details["type"] == "extra_forbidden":
        return f"{key}: this key is not known here; remove it or mend its spelling"
    if details["type"] == "missing":
        return f"{key}: is missing; add it"
    found = repr(details["input"])
    return f"{key or 'the file'}: found {found if len(found) < 80 else found[:77] + '...'}; {details['msg'].removeprefix('Value error, ')}"

"""What can go wrong with a source file, as a value of one type: its message names what was found and what to do."""

from __future__ import annotations

from knowledge.errors import OnrampError


class BadSource(OnrampError):
    """A source file cannot be indexed; the message is the reason, without the file's name."""

"""The few texts that are commands rather than questions, in any casing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from knowledge.words import normalise


class Command(StrEnum):
    """What a command asks for; the value is its name in the catalogue's section [command]."""

    HELP = "help"
    START_OVER = "start_over"
    CUSTOMER = "customer"
    PARTNER = "partner"
    SPECIALIST = "specialist"


class Commands:
    """Recognises commands. texts: for each command the wordings that mean it, parted by |."""

    def __init__(self, texts: Mapping[Command, str]) -> None:
        self._meaning = {_plain(wording): command for command, wordings in texts.items() for wording in wordings.split("|")}

    def read(self, text: str) -> Command | None:
        """The command that the whole of `text` is, if it is one."""
        return self._meaning.get(_plain(text))


def _plain(text: str) -> str:
    return normalise(text).strip(" .!?")

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
    TEAM = "team"
    TASKS = "tasks"
    CHECKPOINTS = "checkpoints"
    LOG = "log"


class Commands:
    """Recognises commands. texts: for each command the wordings that mean it, parted by |; wishes: how a wish for checkpoints begins."""

    def __init__(self, texts: Mapping[Command, str], wishes: str = "") -> None:
        self._wishes = tuple(f"{wish} " for wish in wishes.split("|") if wish)
        self._meaning = {_plain(wording): command for command, wordings in texts.items() for wording in wordings.split("|")}

    def read(self, text: str) -> Command | None:
        """The command that the whole of `text` is, if it is one."""
        return self._meaning.get(_plain(text))

    def wish(self, text: str) -> str | None:
        """When checkpoints are wanted, as it was said; None for anything else, and for a question about them."""
        plain = text.strip()
        if plain.endswith("?"):
            return None
        return next((plain[len(wish) :].strip() for wish in self._wishes if plain.lower().startswith(wish)), None)


def _plain(text: str) -> str:
    return normalise(text).strip(" .!?")

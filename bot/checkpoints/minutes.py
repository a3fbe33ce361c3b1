"""The minutes of a checkpoint: drafted from what people answered, edited by a person, kept as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.checkpoints.checkpoint import Action, Checkpoint

MAX_CHARACTERS = 20_000
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


def draft(checkpoint: Checkpoint, *, customer: str, timezone: str, say: Callable[[str], str]) -> str:
    """The minutes as Markdown.

    timezone: IANA, in which the meeting's time is said. say: the words of the catalogue's section [minutes], by key.
    """
    parts = [f"# {say('title')}: {plain(customer)}, {checkpoint.local(timezone):%Y-%m-%d %H:%M}"]
    for key in ("done", "blockers"):
        said = [(entry.author.name, getattr(entry, key)) for entry in checkpoint.entries if getattr(entry, key).strip()]
        if said:
            parts += [f"## {say(key)}", "\n".join(f"- {plain(name)}: {plain(_flat(text))}" for name, text in said)]
    if checkpoint.actions:
        lines = [_line(action) for action in checkpoint.actions]
        parts += [f"## {say('actions')}", "\n".join(lines)]
    if not checkpoint.entries:
        parts.append(say("silent"))
    return "\n\n".join(parts) + "\n"


def _line(action: Action) -> str:
    due = f" ({action.due:%Y-%m-%d})" if action.due else ""
    return f"- [{'x' if action.done else ' '}] {plain(action.owner)}: {plain(action.text)}{due}"


def plain(text: str) -> str:
    """`text` with Markdown's own signs escaped."""
    return _MARKUP.sub(r"\\\1", text)


def _flat(text: str) -> str:
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())

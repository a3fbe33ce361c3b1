"""What the handlers work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.commands import Commands
from bot.conversation.ports import Asks, FeedbackStore, Memory
from knowledge.models import PackManifest, Role


@dataclass(frozen=True, kw_only=True)
class Services:
    """The ports, the pack and the settings that handlers use. now: the time, with its zone."""

    desk: Asks
    memory: Memory
    feedback: FeedbackStore
    pack: PackManifest
    default_role: Role
    commands: Commands
    now: Callable[[], datetime]

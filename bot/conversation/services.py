"""What the handlers work with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.checkpoints.ports import Works
from bot.checkpoints.prompting import Prompting
from bot.conversation.commands import Commands
from bot.conversation.ports import Asks, Cards, FeedbackStore, Memory, TeamRoster
from knowledge.models import PackManifest, Record, Role


@dataclass(frozen=True, kw_only=True)
class Services:
    """The ports, the pack and the settings that handlers use.

    records: the pack's, from which a new engagement takes its milestones and tasks. administrators: ids of people who may do all.
    now: the time, with its zone. new_id: ids of what is new.
    """

    desk: Asks
    memory: Memory
    feedback: FeedbackStore
    pack: PackManifest
    default_role: Role
    commands: Commands
    works: Works
    roster: TeamRoster
    cards: Cards
    prompting: Prompting
    records: Sequence[Record]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    administrators: frozenset[str] = frozenset()

"""A wish to start over."""

from __future__ import annotations

from bot.conversation.events import Person, Place
from bot.conversation.replies import Said
from bot.conversation.services import Services


async def forget(person: Person, place: Place, services: Services) -> Said:
    """A confirmation; the thread's questions and facts are forgotten."""
    await services.memory.forget(person, place)
    return Said(key="help.started_over")

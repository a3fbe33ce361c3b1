"""A call for help."""

from __future__ import annotations

from bot.conversation.events import Person
from bot.conversation.replies import Helped
from bot.conversation.services import Services


async def offer(person: Person, services: Services) -> Helped:
    """What can be asked, with the pack's questions to start from."""
    return Helped(starters=services.pack.starters, role=await services.memory.role(person) or services.default_role)

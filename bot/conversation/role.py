"""People saying who they are."""

from __future__ import annotations

from bot.conversation.events import Person
from bot.conversation.replies import Said
from bot.conversation.services import Services
from knowledge.models import Role


async def pick(person: Person, role: Role, services: Services) -> Said:
    """A confirmation; from now on the person's questions are answered for `role`."""
    await services.memory.set_role(person, role)
    return Said(key=f"help.now_{role.value}")

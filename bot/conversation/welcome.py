"""The bot's arrival in a conversation."""

from __future__ import annotations

from bot.conversation.events import Arrival
from bot.conversation.replies import Welcomed
from bot.conversation.services import Services


async def greet(arrival: Arrival, services: Services) -> Welcomed:
    """One post for the conversation, never one for each member."""
    return Welcomed(scope=arrival.place.scope, installer=arrival.person, starters=services.pack.starters)

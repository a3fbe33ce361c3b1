"""Finds the handler for an event."""

from __future__ import annotations

from typing import assert_never

from bot.conversation import given_facts, question, rating, role, search, start_over, welcome
from bot.conversation import help as helping
from bot.conversation.commands import Command
from bot.conversation.events import Arrival, AskThis, Event, GiveFacts, Message, PickRole, Rating, Search
from bot.conversation.replies import Reply, Said
from bot.conversation.services import Services
from knowledge.models import Role


async def handle(event: Event, services: Services) -> Reply:
    """What to reply to `event`."""
    match event:
        case Message(submitted=None):
            return await _typed(event, services)
        case Message(submitted=GiveFacts() as given):
            return await given_facts.take(event.person, event.place, given, services)
        case Message(submitted=AskThis() as chosen):
            return await question.answer(event.person, event.place, chosen.question, services, chosen=True)
        case Message(submitted=PickRole() as picked):
            return await role.pick(event.person, picked.role, services)
        case Message():
            return Said(key="error.old_card")
        case Rating():
            return await rating.take(event, services)
        case Search():
            return await search.find(event, services)
        case Arrival():
            return await welcome.greet(event, services)
        case _:
            assert_never(event)


async def _typed(message: Message, services: Services) -> Reply:
    match services.commands.read(message.text):
        case Command.HELP:
            return await helping.offer(message.person, services)
        case Command.START_OVER:
            return await start_over.forget(message.person, message.place, services)
        case None:
            return await question.answer(message.person, message.place, message.text, services)
        case command:
            return await role.pick(message.person, Role(command.value), services)

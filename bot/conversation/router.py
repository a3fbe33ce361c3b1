"""Finds the handler for an event."""

from __future__ import annotations

from typing import assert_never

from bot.conversation import checkpoints, given_facts, question, rating, role, search, set_up, start_over, welcome
from bot.conversation import help as helping
from bot.conversation.commands import Command
from bot.conversation.events import (
    AnswerCheckpoint,
    Arrival,
    AskThis,
    Change,
    Event,
    GiveFacts,
    Message,
    PickRole,
    Plan,
    Rating,
    Search,
    SetFacts,
    SetRole,
    SetTask,
    SetUp,
    ShowTasks,
    ShowTeam,
    Unreadable,
    WriteMinutes,
)
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
        case Message(submitted=Unreadable()):
            return Said(key="error.old_card")
        case Message():
            return await _for_team(event, services)
        case Rating():
            return await rating.take(event, services)
        case Search():
            return await search.find(event, services)
        case Arrival():
            return await welcome.greet(event, services)
        case _:
            assert_never(event)


async def _for_team(message: Message, services: Services) -> Reply:
    person, place = message.person, message.place
    match message.submitted:
        case ShowTeam():
            return await set_up.show(person, place, services)
        case SetUp() as given:
            return await set_up.begin(person, place, given, services)
        case SetFacts() as given:
            return await set_up.tell(person, place, given, services)
        case SetRole() as given:
            return await set_up.appoint(person, place, given, services)
        case SetTask() | ShowTasks() as given:
            return await set_up.tasks(person, place, given, services)
        case Plan() as given:
            return await checkpoints.plan(person, place, given, services)
        case Change() as given:
            return await checkpoints.alter(person, place, given, services)
        case AnswerCheckpoint() as given:
            return await checkpoints.answer(person, place, given, services)
        case WriteMinutes() as given:
            return await checkpoints.minutes(person, place, given, services)
    return Said(key="error.old_card")


async def _typed(message: Message, services: Services) -> Reply:
    match services.commands.read(message.text):
        case Command.HELP:
            return await helping.offer(message.person, services)
        case Command.START_OVER:
            return await start_over.forget(message.person, message.place, services)
        case Command.TEAM:
            return await set_up.show(message.person, message.place, services)
        case None:
            wish = services.commands.wish(message.text)
            if wish is not None:
                return await checkpoints.plan(message.person, message.place, Plan(text=wish), services)
            return await question.answer(message.person, message.place, message.text, services)
        case command:
            return await role.pick(message.person, Role(command.value), services)

"""Finds the handler for an event."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, assert_never

from bot.conversation import (
    changing,
    checkpoints,
    given_facts,
    plan_changes,
    planning,
    question,
    rating,
    role,
    search,
    set_up,
    start_over,
    welcome,
)
from bot.conversation import help as helping
from bot.conversation.commands import Command
from bot.conversation.events import Arrival, Event, Message, Person, Place, Rating, Search, Unreadable
from bot.conversation.replies import Reply, Said
from bot.conversation.services import Services
from bot.conversation.submissions import (
    MAX_PLAN,
    AnswerCheckpoint,
    AskThis,
    Change,
    Describe,
    EditTask,
    GiveFacts,
    PickRole,
    Plan,
    PlanByForm,
    SetFacts,
    SetMilestone,
    SetRoster,
    SetTask,
    SetUp,
    ShowLog,
    ShowPlans,
    ShowTasks,
    ShowTeam,
    WriteMinutes,
)
from knowledge.models import Role

_FOR_TEAM: dict[type, Callable[[Person, Place, Any, Services], Awaitable[Reply]]] = {
    ShowTeam: lambda person, place, _, services: set_up.show(person, place, services),
    SetUp: set_up.begin,
    Describe: changing.describe,
    SetFacts: changing.tell,
    SetRoster: changing.appoint,
    SetMilestone: changing.milestone,
    SetTask: changing.tasks,
    EditTask: changing.tasks,
    ShowTasks: changing.tasks,
    ShowPlans: planning.show,
    PlanByForm: planning.by_form,
    Plan: planning.plan,
    Change: plan_changes.alter,
    AnswerCheckpoint: checkpoints.answer,
    WriteMinutes: checkpoints.minutes,
    ShowLog: lambda person, place, _, services: checkpoints.log(person, place, services),
}


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
    handler = _FOR_TEAM.get(type(message.submitted))
    if handler is None:
        return Said(key="error.old_card")
    return await handler(message.person, message.place, message.submitted, services)


async def _typed(message: Message, services: Services) -> Reply:
    person, place = message.person, message.place
    match services.commands.read(message.text):
        case Command.HELP:
            return await helping.offer(person, services)
        case Command.START_OVER:
            return await start_over.forget(person, place, services)
        case Command.TEAM:
            return await set_up.show(person, place, services)
        case Command.TASKS:
            return await changing.tasks(person, place, ShowTasks(), services)
        case Command.CHECKPOINTS:
            return await planning.show(person, place, ShowPlans(), services)
        case Command.LOG:
            return await checkpoints.log(person, place, services)
        case None:
            return await _worded(message, services)
        case command:
            return await role.pick(person, Role(command.value), services)


async def _worded(message: Message, services: Services) -> Reply:
    """What was said in words of one's own: a wish for checkpoints, a change of them, or else a question."""
    wish = services.commands.wish(message.text)
    if wish is not None and len(wish) > MAX_PLAN:
        return Said(key="plan.too_long")
    if wish is not None:
        return await planning.plan(message.person, message.place, Plan(text=wish), services)
    changed = await plan_changes.wished(message.person, message.place, message.text, services)
    return changed or await question.answer(message.person, message.place, message.text, services)

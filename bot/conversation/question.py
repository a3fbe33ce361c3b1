"""A question, typed or chosen from a card."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from bot.conversation import help as helping
from bot.conversation import team
from bot.conversation.events import Person, Place
from bot.conversation.ports import Recollection
from bot.conversation.replies import Answered, Helped, Said
from bot.conversation.services import Services
from bot.engagements.engagement import Engagement
from bot.engagements.naming import named
from bot.engagements.roster import RosterRole
from knowledge.answers import Abstain, Ownership, Smalltalk, Verdict
from knowledge.conditions import FactValue
from knowledge.desk import Context
from knowledge.models import Role

_REMEMBERED = 6  # earlier questions kept: a follow-up rarely reaches further back


async def answer(person: Person, place: Place, question: str, services: Services, *, chosen: bool = False) -> Answered | Helped:
    """The answer to `question` in the light of what the person asked before in this thread. chosen: from a card, so it is shown again."""
    before, held, role = await recalled(person, place, services)
    known = context(person, role, services, history=before.questions, facts=before.facts, held=held)
    found = await services.desk.ask(question, known)
    if isinstance(found, Smalltalk) and found.topic == "help":
        return await helping.offer(person, services)
    if not isinstance(found, Smalltalk) and not (isinstance(found, Abstain) and found.unread):
        await services.memory.remember(person, place, after(before, question))
    return for_team(Answered(answer=found, question=question, history=before.questions, restate=chosen), held, services)


async def recalled(person: Person, place: Place, services: Services) -> tuple[Recollection, Engagement | None, Role | None]:
    """What is remembered of the thread, the engagement of its team, and who the person has said to be; looked up at one time."""
    return await asyncio.gather(
        services.memory.recall(person, place), team.engagement(person, place, services), services.memory.role(person)
    )


def context(
    person: Person,
    role: Role | None,
    services: Services,
    *,
    history: tuple[str, ...],
    facts: Mapping[str, FactValue],
    held: Engagement | None,
) -> Context:
    """What the desk is to know of the person, the thread and the team, whose facts give way to those said in the thread.

    role: who the person has said to be.
    """
    listed = held.roster.roles(person.id) if held is not None else frozenset()
    asker = role or next((each.asker for each in RosterRole if each in listed), services.default_role)
    known = {**(held.known if held is not None else {}), **facts}
    return Context(role=asker, facts=known, history=history, as_of=services.now().date())


def for_team(answered: Answered, held: Engagement | None, services: Services) -> Answered:
    """The answer with what the team's records add: who holds the roles of its owners, and who told the facts that it rests on.

    Where no record answers, the specialists are named, for they are whom to ask instead.
    """
    if held is None:
        return answered
    owners = answered.answer.owners if isinstance(answered.answer, Ownership) else ()
    if isinstance(answered.answer, Abstain) and not answered.answer.unread:
        owners = tuple(party.id for party in services.pack.parties if Role.SPECIALIST in party.roles)
    used = {fact.fact for fact in answered.answer.facts} if isinstance(answered.answer, Verdict) else set()
    told = tuple(
        Said(key="team.told", values=(("label", fact), ("name", said.by.name), ("date", f"{said.at:%Y-%m-%d}")))
        for fact, said in held.facts.items()
        if fact in used
    )
    people = named(owners, services.pack.parties, held.roster)
    if isinstance(answered.answer, Abstain):  # named and not mentioned: nobody is called for each question without an answer
        people = tuple(replace(each, members=tuple(replace(one, account="") for one in each.members)) for each in people)
    return replace(answered, people=people, said_by=told)


def after(before: Recollection, question: str, facts: Mapping[str, FactValue] | None = None) -> Recollection:
    """What to remember once `question` is answered; `facts` join those known before."""
    earlier = tuple(asked for asked in before.questions if asked != question)
    return Recollection(questions=(*earlier, question)[-_REMEMBERED:], facts={**before.facts, **(facts or {})})

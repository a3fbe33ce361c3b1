"""A question, typed or chosen from a card."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation import help as helping
from bot.conversation.events import Person, Place
from bot.conversation.ports import Recollection
from bot.conversation.replies import Answered, Helped
from bot.conversation.services import Services
from knowledge.answers import Abstain, Smalltalk
from knowledge.conditions import FactValue
from knowledge.desk import Context

_REMEMBERED = 6  # earlier questions kept: a follow-up rarely reaches further back


async def answer(person: Person, place: Place, question: str, services: Services, *, chosen: bool = False) -> Answered | Helped:
    """The answer to `question` in the light of what the person asked before in this thread. chosen: from a card, so it is shown again."""
    before = await services.memory.recall(person, place)
    found = await services.desk.ask(question, await context(person, services, history=before.questions, facts=before.facts))
    if isinstance(found, Smalltalk) and found.topic == "help":
        return await helping.offer(person, services)
    if not isinstance(found, Smalltalk) and not (isinstance(found, Abstain) and found.reason in ("empty", "too_long")):
        await services.memory.remember(person, place, after(before, question))
    return Answered(answer=found, question=question, history=before.questions, restate=chosen)


async def context(person: Person, services: Services, *, history: tuple[str, ...], facts: Mapping[str, FactValue]) -> Context:
    """What the desk is to know of the person and the thread."""
    role = await services.memory.role(person) or services.default_role
    return Context(role=role, facts=facts, history=history, as_of=services.now().date())


def after(before: Recollection, question: str, facts: Mapping[str, FactValue] | None = None) -> Recollection:
    """What to remember once `question` is answered; `facts` join those known before."""
    earlier = tuple(asked for asked in before.questions if asked != question)
    return Recollection(questions=(*earlier, question)[-_REMEMBERED:], facts={**before.facts, **(facts or {})})

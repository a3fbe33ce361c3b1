"""A form that gives the facts a question was held up by."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.events import Person, Place
from bot.conversation.question import after, context, for_team, recalled
from bot.conversation.replies import Answered, Said
from bot.conversation.services import Services
from bot.conversation.submissions import GiveFacts
from knowledge.conditions import FactValue
from knowledge.facts import coerce
from knowledge.models import PackManifest


async def take(person: Person, place: Place, given: GiveFacts, services: Services) -> Answered:
    """The answer to the form's question with the facts it gives; a value that does not fit is left out, and said so.

    The form carries its question and what was asked before, so it works for anyone who fills it in, and after a restart.
    """
    facts, misread = read_facts(given.facts, services.pack)
    notices = misread or (() if facts else (Said(key="card.nothing_given"),))
    before, held, role = await recalled(person, place, services)
    known = context(person, role, services, history=given.history, facts={**before.facts, **facts}, held=held)
    found = await services.desk.ask(given.question, known)
    await services.memory.remember(person, place, after(before, given.question, facts))
    return for_team(Answered(answer=found, question=given.question, history=given.history, notices=notices), held, services)


def read_facts(given: Mapping[str, str], pack: PackManifest) -> tuple[dict[str, FactValue], tuple[Said, ...]]:
    """The facts as values, and a sentence for each that does not fit. What was left blank is not given."""
    specs = {spec.id: spec for spec in pack.facts}
    facts: dict[str, FactValue] = {}
    misread: list[Said] = []
    for name, raw in given.items():
        if not raw.strip() or name not in specs:
            continue
        try:
            facts[name] = coerce(specs[name], raw)
        except ValueError:
            misread.append(Said(key=f"card.misread_{specs[name].type}", values=(("label", specs[name].label),)))
    return facts, tuple(misread)

"""A form that gives the facts a question was held up by."""

from __future__ import annotations

from bot.conversation.events import GiveFacts, Person, Place
from bot.conversation.question import after, context
from bot.conversation.replies import Answered, Said
from bot.conversation.services import Services
from knowledge.conditions import FactValue
from knowledge.facts import coerce


async def take(person: Person, place: Place, given: GiveFacts, services: Services) -> Answered:
    """The answer to the form's question with the facts it gives; a value that does not fit is left out, and said so.

    The form carries its question and what was asked before, so it works for anyone who fills it in, and after a restart.
    """
    facts, notices = _read(given, services)
    before = await services.memory.recall(person, place)
    known = await context(person, services, history=given.history, facts={**before.facts, **facts})
    found = await services.desk.ask(given.question, known)
    await services.memory.remember(person, place, after(before, given.question, facts))
    return Answered(answer=found, question=given.question, history=given.history, notices=notices)


def _read(given: GiveFacts, services: Services) -> tuple[dict[str, FactValue], tuple[Said, ...]]:
    """The facts as values, and a sentence for each that does not fit, or for none given. What was left blank is not given."""
    specs = {spec.id: spec for spec in services.pack.facts}
    facts: dict[str, FactValue] = {}
    misread: list[Said] = []
    for name, raw in given.facts.items():
        if not raw.strip() or name not in specs:
            continue
        try:
            facts[name] = coerce(specs[name], raw)
        except ValueError:
            misread.append(Said(key=f"card.misread_{specs[name].type}", values=(("label", specs[name].label),)))
    if not facts and not misread:
        misread.append(Said(key="card.nothing_given"))
    return facts, tuple(misread)

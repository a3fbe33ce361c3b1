"""A search from the compose box."""

from __future__ import annotations

from bot.conversation.events import Search
from bot.conversation.question import context
from bot.conversation.replies import Listed, Result, Said
from bot.conversation.services import Services
from knowledge.answers import Abstain, Clarify, Found, Guidance, Ownership, Smalltalk, Verdict


async def find(search: Search, services: Services) -> Listed:
    """What speaks of the query: the verdict or owner that answers it, then each record by itself.

    A search leaves no trace in the conversation's memory.
    """
    if not search.query.strip():
        return Listed(hint=Said(key="search.empty"))
    role = await services.memory.role(search.person)
    asked = context(search.person, role, services, history=(), facts={}, held=None)
    answer = await services.desk.ask(search.query, asked)
    last = search.skip + search.count
    listed = await services.desk.search(search.query, asked, k=last)
    results = (*_decided(answer), *_each(listed))[search.skip : last]
    return Listed(results=results) if results else Listed(hint=Said(key="search.nothing"))


def _decided(answer: Verdict | Ownership | Guidance | Clarify | Abstain | Smalltalk) -> tuple[Result, ...]:
    match answer:
        case Verdict():
            return (Result(title=answer.subject, text=answer.clause, answer=answer),)
        case Ownership():
            names = ", ".join(part.party_name for part in answer.parts)
            return (Result(title=answer.task, text=names, answer=answer),)
        case _:
            return ()


def _each(listed: Guidance) -> tuple[Result, ...]:
    pairs = zip(listed.found, listed.citations, strict=True)
    return tuple(
        Result(title=found.title, text=_shown(found), answer=listed.model_copy(update={"found": (found,), "citations": (cited,)}))
        for found, cited in pairs
    )


def _shown(found: Found) -> str:
    """What stands beneath a result's title: its text, or where it stands when the title says it all."""
    return found.detail if found.detail and found.text.startswith(found.title.rstrip("…")) else found.text

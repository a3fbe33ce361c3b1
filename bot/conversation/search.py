"""A search from the compose box."""

from __future__ import annotations

from bot.conversation.events import Search
from bot.conversation.question import context
from bot.conversation.replies import Listed, Result, Said
from bot.conversation.services import Services
from knowledge.answers import Abstain, Clarify, Guidance, Ownership, Smalltalk, Verdict


async def find(search: Search, services: Services) -> Listed:
    """What speaks of the query, each piece of guidance by itself; a search leaves no trace in the conversation's memory."""
    if not search.query.strip():
        return Listed(hint=Said(key="search.empty"))
    answer = await services.desk.ask(search.query, await context(search.person, services, history=(), facts={}))
    results = _results(answer)[search.skip : search.skip + search.count]
    return Listed(results=results) if results else Listed(hint=Said(key="search.nothing"))


def _results(answer: Verdict | Ownership | Guidance | Clarify | Abstain | Smalltalk) -> tuple[Result, ...]:
    match answer:
        case Verdict():
            return (Result(title=answer.subject, text=answer.clause, answer=answer),)
        case Ownership():
            names = ", ".join(part.party_name for part in answer.parts)
            return (Result(title=answer.task, text=names, answer=answer),)
        case Guidance():
            pairs = zip(answer.found, answer.citations, strict=True)
            return tuple(
                Result(title=found.title, text=found.text, answer=answer.model_copy(update={"found": (found,), "citations": (cited,)}))
                for found, cited in pairs
            )
        case _:
            return ()

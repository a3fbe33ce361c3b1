"""Citations as Teams shows them: one message entity with a claim for each source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botbuilder.schema import Entity

from bot.teams.cards.parts import cut, is_web
from knowledge.answers import Cited

_MOST, _NAME, _ABSTRACT, _KEYWORD = 20, 80, 160, 28  # what Teams takes


class MessageEntity(Entity):  # type: ignore[misc]  # the SDK has no types
    """An entity that keeps its other properties: the SDK's own sends nothing but its type."""

    _attribute_map = {  # noqa: RUF012  # how the SDK's serialiser is told what to send
        "additional_properties": {"key": "", "type": "{object}"},
        "type": {"key": "type", "type": "str"},
    }


def citations(cited: Sequence[Cited]) -> list[MessageEntity]:
    """The entity that cites `cited`, numbered from 1; none for no citations."""
    if not cited:
        return []
    properties = {
        "@type": "Message",
        "@context": "https://schema.org",
        "citation": [_claim(position, one) for position, one in enumerate(cited[:_MOST], start=1)],
    }
    return [MessageEntity(type="https://schema.org/Message", additional_properties=properties)]


def _claim(position: int, cited: Cited) -> dict[str, Any]:
    document = {"@type": "DigitalDocument", "name": cut(cited.title, _NAME), "abstract": cut(cited.quote, _ABSTRACT)}
    if cited.url and is_web(cited.url):
        document["url"] = cited.url
    keywords = [cut(cited.edition, _KEYWORD)] if cited.edition else []
    return {"@type": "Claim", "position": position, "appearance": {**document, "keywords": keywords}}

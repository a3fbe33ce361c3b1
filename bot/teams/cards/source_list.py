"""The sources of an answer, numbered as its citations are."""

from __future__ import annotations

from collections.abc import Sequence

from microsoft_teams.cards import CardElement, RichTextBlock, TextRun

from bot.teams.cards.parts import cut, link, plain, section
from knowledge.answers import Cited
from knowledge.wording import Wording

MAX_SOURCES = 5


def sources(citations: Sequence[Cited], wording: Wording) -> list[CardElement]:
    """A section with each source's title (a link where its address is known), edition, publisher, heading and words."""
    lines: list[CardElement] = []
    for position, cited in enumerate(citations[:MAX_SOURCES], start=1):
        lines.append(RichTextBlock(inlines=_line(position, cited, wording), spacing="Small"))
        place = f"{cited.heading}: " if cited.heading else ""
        lines.append(plain(f"{place}“{cut(cited.quote, 240)}”", subtle=True, spacing="None", limit=400))
    return section(wording.say("card.sources"), lines)


def disagreeing(citations: Sequence[Cited], wording: Wording) -> list[CardElement]:
    """A section with the sources that say otherwise, each with its edition and words."""
    lines = [
        item
        for cited in citations[:3]
        for item in (
            plain(f"{cited.title}, {_edition(cited, wording)}", spacing="Small", limit=240),
            plain(f"“{cut(cited.quote, 240)}”", subtle=True, spacing="None"),
        )
    ]
    return section(wording.say("card.disagreeing"), lines)


def _line(position: int, cited: Cited, wording: Wording) -> list[CardElement]:
    when = [_edition(cited, wording), *([cited.published.isoformat()] if cited.published else [])]
    rest = ", ".join(part for part in (cited.publisher, *when) if part)
    return [TextRun(text=f"[{position}] "), link(cited.title, cited.url), TextRun(text=f", {rest}")]


def _edition(cited: Cited, wording: Wording) -> str:
    edition = wording.say("card.edition", edition=cited.edition) if cited.edition else wording.say("source.undated")
    return f"{edition} ({wording.say('source.superseded')})" if cited.superseded else edition

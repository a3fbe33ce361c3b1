"""The guidance card: what was found, best first."""

from __future__ import annotations

from microsoft_teams.cards import AdaptiveCard, CardElement, Container, RichTextBlock, TextRun

from bot.teams.cards.parts import capitalised, card, heading, link, plain, same
from bot.teams.cards.source_list import sources
from knowledge.answers import Found, Guidance
from knowledge.wording import Wording

_MOST = 5


def guidance(answer: Guidance, wording: Wording, *, spoken: str, above: list[CardElement]) -> AdaptiveCard:
    """The card of `answer`. above: shown under the head."""
    found = [_found(item, number) for number, item in enumerate(answer.found[:_MOST], start=1)]
    texts = [text for item in answer.found for text in (item.text, f"{item.title}: {item.text}")]
    body = [heading(wording.say("card.guidance")), *above, *found, *sources(answer.citations, wording, shown=texts)]
    return card(body, spoken=spoken)


def _found(item: Found, number: int) -> Container:
    """One result; its number is that of its source."""
    lines: list[CardElement] = [
        RichTextBlock(inlines=[link(capitalised(item.title), item.url, bold=True), TextRun(text=f" [{number}]", is_subtle=True)])
    ]
    if item.detail:
        lines.append(plain(capitalised(item.detail), subtle=True, spacing="None", limit=160))
    if not same(item.text, item.title):
        lines.append(plain(item.text, spacing="Small", limit=500))
    return Container(items=lines, separator=None if number == 1 else True)

"""The sources of an answer, numbered as its citations are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from microsoft_teams.cards import CardElement, RichTextBlock, TextRun

from bot.teams.cards.parts import cut, link, plain, same, section
from knowledge.answers import Cited
from knowledge.wording import Wording

MAX_SOURCES = 6
_QUOTE = 240


def sources(citations: Sequence[Cited], wording: Wording, *, shown: Collection[str] = ()) -> list[CardElement]:
    """A section with each document once: its numbers, title (a link where its address is known), publisher, edition and date.

    Beneath it the places in it that are cited, with their words, but for those that the card shows already (`shown`).
    """
    documents: dict[tuple[str, str], list[tuple[int, Cited]]] = {}
    for position, cited in enumerate(citations[:MAX_SOURCES], start=1):
        documents.setdefault((cited.source, cited.edition), []).append((position, cited))
    lines: list[CardElement] = []
    for places in documents.values():
        lines.append(RichTextBlock(inlines=_line(places, wording), spacing="Small"))
        texts = (_place(cited, quoted=not any(same(cited.quote, text) for text in shown)) for _, cited in places)
        lines += [plain(text, subtle=True, spacing="None", limit=400) for text in dict.fromkeys(texts) if text]
    return section(wording.say("card.sources"), lines)


def disagreeing(citations: Sequence[Cited], wording: Wording) -> list[CardElement]:
    """A section with the sources that say otherwise, each with its edition and words."""
    lines = [
        item
        for cited in citations[:3]
        for item in (
            plain(f"{cited.title}, {_edition(cited, wording)}", spacing="Small", limit=_QUOTE),
            plain(f"“{cut(cited.quote, _QUOTE)}”", subtle=True, spacing="None"),
        )
    ]
    return section(wording.say("card.disagreeing"), lines)


def _line(places: Sequence[tuple[int, Cited]], wording: Wording) -> list[CardElement]:
    cited = places[0][1]
    when = [_edition(cited, wording), *([cited.published.isoformat()] if cited.published else [])]
    numbers = " ".join(f"[{position}]" for position, _ in places)
    return [TextRun(text=f"{numbers} "), link(cited.title, cited.url), TextRun(text=f", {', '.join([cited.publisher, *when])}")]


def _place(cited: Cited, *, quoted: bool) -> str:
    quote = f"“{cut(cited.quote, _QUOTE)}”" if quoted else ""
    return ": ".join(part for part in (cited.heading, quote) if part)


def _edition(cited: Cited, wording: Wording) -> str:
    edition = wording.say("card.edition", edition=cited.edition) if cited.edition else wording.say("source.undated")
    return f"{edition} ({wording.say('source.superseded')})" if cited.superseded else edition

"""The parts that cards are made of, and the limits that every card keeps.

Text from documents and people goes into text runs, which clients show as it is: no Markdown and no mention can be smuggled in.
Only the catalogue's own texts go into text blocks; what is filled into them is `unmarked`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from microsoft_teams.cards import (
    Action,
    AdaptiveCard,
    CardElement,
    Container,
    ExecuteAction,
    OpenUrlAction,
    RichTextBlock,
    SubmitAction,
    TextBlock,
    TextRun,
)
from microsoft_teams.cards.core import ContainerStyle, Spacing, TextColor

from bot.conversation.replies import Said
from bot.conversation.submissions import AskThis, GiveFacts, PickRole, ToTeam
from knowledge.answers import Choice
from knowledge.question import MAX_CHARACTERS
from knowledge.wording import Wording
from knowledge.words import visible

MAX_ACTIONS = 6  # Teams shows no more at once
MAX_TITLE = 44  # what a button holds beside the card's edge; more is clipped without a sign
MAX_SPOKEN = 500
_MARKUP = str.maketrans("", "", "[]()*_`<>#&\\")
VERB = "onramp"


def cut(text: str, limit: int) -> str:
    """`text` on one line, without hidden characters, and within `limit` characters, cut at a word where there is one."""
    flat = " ".join(visible(text).split())
    if len(flat) <= limit:
        return flat
    head = flat[: limit - 1]
    words = head[: head.rfind(" ")] if " " in head[limit // 2 :] else head
    return f"{words.rstrip(',;:')}…"


def capitalised(text: str) -> str:
    """`text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def same(one: str, other: str) -> bool:
    """Whether two texts say the same, but for case, spaces and a closing stop."""
    return _comparable(one) == _comparable(other)


def heading(text: str) -> TextBlock:
    """A card's title, of the catalogue's words."""
    return TextBlock(text=text, style="heading", size="Large", weight="Bolder", wrap=True)


def label(text: str) -> TextBlock:
    """The title of a section, of the catalogue's words."""
    return TextBlock(text=text, weight="Bolder", wrap=True, spacing="Medium")


def own(text: str, *, subtle: bool = False) -> TextBlock:
    """A sentence of the catalogue's words."""
    return TextBlock(text=text, wrap=True, is_subtle=subtle or None)


def plain(text: str, *, bold: bool = False, subtle: bool = False, spacing: Spacing | None = None, limit: int = 1200) -> RichTextBlock:
    """Text from a document or a person, shown as it is."""
    run = TextRun(text=cut(text, limit), weight="Bolder" if bold else None, is_subtle=subtle or None)
    return RichTextBlock(inlines=[run], spacing=spacing)


def titled(title: str, text: str, *, limit: int = 1200) -> RichTextBlock:
    """A bold title and its text in one paragraph, both shown as they are."""
    runs = [TextRun(text=f"{cut(title, 160)}: ", weight="Bolder"), TextRun(text=cut(text, limit))]
    return RichTextBlock(inlines=list[CardElement](runs), spacing="Small")


def unmarked(text: str) -> str:
    """`text` without what a text block would read as Markdown, HTML or a mention."""
    return text.translate(_MARKUP)


def notice(said: Said, wording: Wording, *, color: TextColor = "Accent") -> TextBlock:
    """What was done or was wrong: a sentence of the catalogue, whose values may be what a person wrote."""
    values = {name: unmarked(str(value)) for name, value in said.values}
    return TextBlock(text=wording.say(said.key, **values), wrap=True, weight="Bolder", color=color)


def bullets(texts: Iterable[str], *, subtle: bool = False) -> list[CardElement]:
    """One paragraph for each text, marked as a list."""
    return [plain(f"• {text}", subtle=subtle, spacing="Small", limit=400) for text in texts]


def section(title: str, items: Sequence[CardElement]) -> list[CardElement]:
    """A section's title and items; nothing when there are no items."""
    return [label(title), *items] if items else []


def banner(title: str, below: str, style: ContainerStyle) -> Container:
    """The coloured head of a card, of the catalogue's words."""
    items: list[CardElement] = [heading(title)]
    if below:
        items.append(TextBlock(text=below, wrap=True, spacing="None"))
    return Container(style=style, bleed=True, items=items)


def link(text: str, url: str | None, *, bold: bool = False) -> TextRun:
    """`text` as it is, a link when `url` is a web address."""
    action = OpenUrlAction(url=url) if url and is_web(url) else None
    return TextRun(text=cut(text, 200), weight="Bolder" if bold else None, select_action=action)


def is_web(url: str) -> bool:
    """Whether `url` is an address that may be shown as a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def in_place(title: str, submission: GiveFacts | AskThis) -> ExecuteAction:
    """A button whose answer replaces the card; where a client cannot do that, the answer comes as a new message."""
    data = _data(submission)
    inputs = None if isinstance(submission, GiveFacts) else "none"
    fallback = SubmitAction(title=cut(title, MAX_TITLE), data=data, associated_inputs=inputs)
    return ExecuteAction(title=cut(title, MAX_TITLE), verb=VERB, data=data, associated_inputs=inputs, fallback=fallback)


def to_ask(choices: Sequence[Choice], most: int = MAX_ACTIONS) -> list[Action]:
    """A button for each of `choices` that can be asked at all, at most `most`; the answers come in the card's place."""
    return [in_place(capitalised(choice.title), AskThis(question=choice.question)) for choice in _askable(choices)[:most]]


def in_full(choices: Sequence[Choice], most: int = MAX_ACTIONS) -> list[CardElement]:
    """The titles of `choices` that are too long for their buttons."""
    return bullets(capitalised(choice.title) for choice in _askable(choices)[:most] if len(choice.title) > MAX_TITLE)


def button(
    title: str, submission: ToTeam, *, with_inputs: bool = True, leave_out: Sequence[str] = (), in_place: bool = True
) -> ExecuteAction | SubmitAction:
    """A button that submits `submission`, and the card's inputs with it.

    leave_out: fields that the inputs of the same name give. in_place: whether the answer replaces the card, or comes as a new message.
    """
    blank = {name for name, value in submission.model_dump().items() if name != "do" and value in ("", None, {}, ())}
    data = submission.model_dump(mode="json", exclude={*leave_out, *blank, "facts"})
    inputs = None if with_inputs else "none"
    fallback = SubmitAction(title=cut(title, MAX_TITLE), data=data, associated_inputs=inputs)
    if not in_place:
        return fallback
    return ExecuteAction(title=cut(title, MAX_TITLE), verb=VERB, data=data, associated_inputs=inputs, fallback=fallback)


def as_message(title: str, submission: AskThis | PickRole) -> SubmitAction:
    """A button whose answer comes as a new message, so that the card can be used again."""
    return SubmitAction(title=cut(title, MAX_TITLE), data=_data(submission), associated_inputs="none")


def card(body: Sequence[CardElement], *, spoken: str, actions: Sequence[Action] = ()) -> AdaptiveCard:
    """The card of `body` and at most six `actions`; `spoken` is read aloud, and shown where cards cannot be."""
    return AdaptiveCard(
        version="1.5", body=list(body), actions=list(actions[:MAX_ACTIONS]) or None, speak=cut(spoken, MAX_SPOKEN),
        fallback_text=cut(spoken, MAX_SPOKEN),
    )  # fmt: skip


def content(of: AdaptiveCard) -> dict[str, Any]:
    """The card as JSON-ready data."""
    return of.model_dump(mode="json", by_alias=True, exclude_none=True)


def _data(submission: GiveFacts | AskThis | PickRole) -> dict[str, Any]:
    return submission.model_dump(mode="json", exclude={"facts"})


def _askable(choices: Sequence[Choice]) -> list[Choice]:
    """Those that can be asked; of two that would look the same the first."""
    told: dict[str, Choice] = {}
    for choice in choices:
        if 0 < len(choice.question) <= MAX_CHARACTERS:
            told.setdefault(_comparable(choice.title), choice)
    return list(told.values())


def _comparable(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()

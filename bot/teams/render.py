"""Reply → Activity, or the body of an invoke's response."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from botbuilder.schema import Activity, ActivityTypes, Attachment, ChannelAccount, Mention

from bot.checkpoints.prompting import Notice, Prompt, Reminder, Saying
from bot.conversation.replies import (
    Answered,
    Asked,
    Helped,
    Listed,
    LogShown,
    MinutesShown,
    PlanForm,
    PlanShown,
    PlansShown,
    Reply,
    Result,
    Said,
    SetUpForm,
    Silence,
    TasksShown,
    TeamShown,
    Welcomed,
)
from bot.engagements.roster import Member
from bot.teams.cards.deck import Deck
from bot.teams.cards.parts import capitalised, content, cut
from bot.teams.citations import citations
from knowledge.answers import Answer, Smalltalk

CARD = "application/vnd.microsoft.card.adaptive"
_NOTICE = "application/vnd.microsoft.activity.message"
_PREVIEW = "application/vnd.microsoft.card.thumbnail"
_LISTED_TITLE = 40  # two lines of a client's list: a third would lie over the text beneath it
_FAILURE = "application/vnd.microsoft.error"


def message(reply: Reply, deck: Deck) -> Activity | None:
    """The activity that says `reply`; None when nothing is said.

    It holds a card or a text, never both, for Teams would split them and return no id. Answers can be rated and carry their citations.
    """
    match reply:
        case Answered():
            made = deck.card_for(reply)
            if made is None:
                return _text(deck.spoken(reply.answer))
            return _card(content(made), summary=deck.spoken(reply.answer), rated=reply.answer)
        case (
            Helped() | Welcomed() | SetUpForm() | PlanShown() | PlansShown() | PlanForm() | TeamShown() | TasksShown() | Asked()
            | MinutesShown() | LogShown()
        ):  # fmt: skip
            made = deck.card_for(reply)
            return None if made is None else _card(content(made), summary=str(made.speak))
        case Said():
            return _text(deck.text(reply))
        case Listed() | Silence():
            return None


def prompted(said: Saying, deck: Deck) -> Activity:
    """The activity that says what is owed: a checkpoint's card, or a sentence that mentions whom it is for."""
    match said:
        case Prompt():
            made = deck.card_for(Asked(prompt=said))
            return _card(content(made), summary=str(made.speak)) if made is not None else _text("")
        case Reminder():
            when = f"{said.local:%Y-%m-%d %H:%M}"
            values = (("date", when), ("people", ", ".join(_at(each) for each in said.missing)))
            return _mentioning(deck.text(Said(key="checkpoint.reminder", values=values)), said.missing)
        case Notice():
            who = " ".join(_at(each) for each in said.mentioned)
            text = html.escape(deck.text(Said(key=said.key, values=said.values)), quote=False)
            return _mentioning(f"{who} {text}".strip(), said.mentioned)


def in_place(activity: Activity) -> dict[str, Any]:
    """The body that answers a card's button with the card or text of `activity`."""
    if activity.attachments:
        return {"statusCode": 200, "type": CARD, "value": activity.attachments[0].content}
    return {"statusCode": 200, "type": _NOTICE, "value": activity.text}


def failed_in_place(text: str) -> dict[str, Any]:
    """The body that answers a card's button with an error."""
    return {"statusCode": 500, "type": _FAILURE, "value": {"code": "failed", "message": text}}


def results(listed: Listed, deck: Deck) -> dict[str, Any]:
    """The body that answers a search: a list of cards with a preview each, or a sentence."""
    if not listed.results:
        return hint(deck.text(listed.hint) if listed.hint else "")
    attachments = [_result(result, deck) for result in listed.results]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def hint(text: str) -> dict[str, Any]:
    """The body that answers a search with a sentence."""
    return {"composeExtension": {"type": "message", "text": text}}


def _result(result: Result, deck: Deck) -> dict[str, Any]:
    made = deck.card_for(result)
    # A preview is read as HTML, and one with a tap action does not open in every client.
    preview = {"title": html.escape(cut(capitalised(result.title), _LISTED_TITLE)), "text": html.escape(cut(capitalised(result.text), 160))}
    return {
        "contentType": CARD,
        "content": content(made) if made is not None else {},
        "preview": {"contentType": _PREVIEW, "content": preview},
    }


def _card(body: dict[str, Any], *, summary: str, rated: Answer | None = None) -> Activity:
    activity = Activity(
        type=ActivityTypes.message,
        attachments=[Attachment(content_type=CARD, content=body)],
        summary=cut(summary, 200),
        input_hint="acceptingInput",
    )
    if rated is not None and not isinstance(rated, Smalltalk):
        activity.entities = citations(rated.citations)
        activity.channel_data = {"feedbackLoop": {"type": "default"}}
    return activity


def _at(member: Member) -> str:
    """A person's name as a mention; plain where the channel's own id is not known."""
    name = html.escape(cut(member.name, 80))
    return f"<at>{name}</at>" if member.account else name


def _mentioning(text: str, members: Sequence[Member]) -> Activity:
    activity = Activity(type=ActivityTypes.message, text=text, text_format="xml", input_hint="acceptingInput")
    activity.entities = [
        Mention(
            type="mention", mentioned=ChannelAccount(id=each.account, name=each.name), text=f"<at>{html.escape(cut(each.name, 80))}</at>"
        )
        for each in members
        if each.account
    ]
    return activity


def _text(text: str) -> Activity:
    return Activity(type=ActivityTypes.message, text=text, text_format="plain", input_hint="acceptingInput")

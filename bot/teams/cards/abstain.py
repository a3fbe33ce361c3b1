"""The abstain card: no answer, and the nearest things that are known as buttons."""

from __future__ import annotations

from microsoft_teams.cards import AdaptiveCard, CardElement

from bot.teams.cards.parts import card, heading, in_full, own, plain, to_ask
from knowledge.answers import Abstain
from knowledge.wording import Wording


def abstain(answer: Abstain, wording: Wording, *, spoken: str, contact: str, above: list[CardElement]) -> AdaptiveCard:
    """The card of `answer`. contact: whom to ask instead, as the pack says. above: shown under the head."""
    say = wording.say
    body: list[CardElement] = [
        heading(say("card.unread" if answer.unread else "card.abstain")),
        *above,
        own(say(f"abstain.{answer.reason}")),
    ]
    if contact:
        body.append(plain(say("abstain.person", contact=contact)))
    if answer.nearest:
        body += [own(say("abstain.nearest")), *in_full(answer.nearest)]
    return card(body, spoken=spoken, actions=to_ask(answer.nearest))

"""The clarify card: every missing fact on one form, or the readings of the question as buttons. The answer takes its place."""

from __future__ import annotations

from microsoft_teams.cards import AdaptiveCard, CardElement

from bot.conversation.submissions import GiveFacts
from bot.teams.cards.fact_form import fact_form
from bot.teams.cards.parts import MAX_ACTIONS, bullets, card, heading, in_full, own, plain, section, to_ask
from bot.teams.cards.source_list import sources
from knowledge.answers import Clarify
from knowledge.wording import Wording


def clarify(answer: Clarify, wording: Wording, *, spoken: str, form: GiveFacts, above: list[CardElement]) -> AdaptiveCard:
    """The card of `answer`. form: what its inputs go with. above: shown under the head."""
    say = wording.say
    body: list[CardElement] = [heading(say("card.clarify")), *above]
    if answer.subject:
        body.append(plain(answer.subject, bold=True))
    body += section(say("card.conditions"), bullets(answer.conditions))
    body += fact_form(answer.needs, form, wording)
    if answer.choices:
        body += [own(say("clarify.choices")), *in_full(answer.choices, MAX_ACTIONS - 1)]
    body += sources(answer.citations, wording)
    return card(body, spoken=spoken, actions=to_ask(answer.choices, MAX_ACTIONS - 1))

"""The clarify card: every missing fact on one form, or the readings of the question as buttons. The answer takes its place."""

from __future__ import annotations

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from bot.conversation.events import AskThis, GiveFacts
from bot.teams.cards.fact_inputs import inputs
from bot.teams.cards.parts import bullets, card, heading, in_place, label, own, plain, section
from bot.teams.cards.source_list import sources
from knowledge.answers import Clarify
from knowledge.wording import Wording


def clarify(answer: Clarify, wording: Wording, *, spoken: str, form: GiveFacts, above: list[CardElement]) -> AdaptiveCard:
    """The card of `answer`. form: what its inputs go with. above: shown under the head."""
    say = wording.say
    body: list[CardElement] = [heading(say("card.clarify")), *above]
    actions: list[Action] = []
    if answer.subject:
        body.append(plain(answer.subject, bold=True))
    body += section(say("card.conditions"), bullets(answer.conditions))
    if answer.needs:
        body += [label(say("card.needs")), *inputs(answer.needs, wording)]
        actions.append(in_place(say("card.submit"), form))
    if answer.choices:
        body.append(own(say("clarify.choices")))
        actions += [in_place(choice.title, AskThis(question=choice.question)) for choice in answer.choices]
    body += sources(answer.citations, wording)
    return card(body, spoken=spoken, actions=actions)

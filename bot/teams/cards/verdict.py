"""The verdict card: whether something is in scope, why, and what would change it."""

from __future__ import annotations

from microsoft_teams.cards import AdaptiveCard, CardElement
from microsoft_teams.cards.core import ContainerStyle

from bot.conversation.submissions import GiveFacts
from bot.teams.cards.fact_form import fact_form
from bot.teams.cards.parts import banner, bullets, capitalised, card, plain, same, section, titled
from bot.teams.cards.source_list import disagreeing, sources
from knowledge.answers import Verdict
from knowledge.wording import Wording

_STYLES: dict[str, ContainerStyle] = {"in_scope": "good", "out_of_scope": "attention", "conditional": "warning"}


def verdict(answer: Verdict, wording: Wording, *, spoken: str, form: GiveFacts | None, above: list[CardElement]) -> AdaptiveCard:
    """The card of `answer`. form: what its inputs go with when facts are missing; None leaves them out. above: shown under the head."""
    say = wording.say
    body: list[CardElement] = [banner(say(f"card.{answer.verdict}"), say(f"coverage.{answer.coverage.value}"), _STYLES[answer.verdict])]
    body += above
    body.append(plain(answer.subject, bold=True))
    if not same(answer.clause, answer.subject):
        body.append(plain(answer.clause))
    body += section(say("card.conditions"), bullets(answer.conditions))
    body += fact_form(answer.needs, form, wording)
    if answer.provider_name:
        body.append(titled(say("card.who"), capitalised(answer.provider_name)))
    if answer.instead:
        body.append(titled(say("card.otherwise" if answer.verdict == "conditional" else "card.instead"), answer.instead))
    body += section(say("card.gates"), bullets(answer.gates, subtle=True))
    if answer.next_threshold:
        body.append(titled(say("card.next_threshold"), answer.next_threshold))
    body += section(say("card.facts"), bullets(say("card.fact", label=fact.label, value=fact.value) for fact in answer.facts))
    body += disagreeing(answer.disagreeing, wording)
    body += sources(answer.citations, wording, shown=(answer.subject, answer.clause))
    return card(body, spoken=spoken)

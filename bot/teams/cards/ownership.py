"""The ownership card: who does a task and, in the second column, who supports."""

from __future__ import annotations

from collections.abc import Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement, Column, ColumnSet

from bot.conversation.submissions import GiveFacts
from bot.teams.cards.fact_form import fact_form
from bot.teams.cards.parts import bullets, capitalised, card, heading, label, own, plain, same, section, titled
from bot.teams.cards.source_list import sources
from knowledge.answers import Ownership, Part
from knowledge.wording import Wording

_MOST = 6


def ownership(answer: Ownership, wording: Wording, *, spoken: str, form: GiveFacts | None, above: list[CardElement]) -> AdaptiveCard:
    """The card of `answer`. form: what inputs for missing facts go with, None to leave them out. above: shown under the head."""
    say = wording.say
    beside = _parts(answer.support_parts, answer.task) or [own(say("card.nobody_beside"), subtle=True)]
    columns = ColumnSet(
        columns=[
            Column(width="stretch", items=[label(say("card.does_it")), *_parts(answer.parts, answer.task)]),
            Column(width="stretch", items=[label(say("card.supports")), *beside]),
        ]
    )
    body: list[CardElement] = [heading(say("card.ownership")), *above, plain(answer.task, bold=True), columns]
    if answer.phase:
        body.append(plain(say("card.phase", phase=answer.phase), subtle=True))
    if answer.scope is not None:
        body.append(own(say(f"coverage.{answer.scope.coverage.value}"), subtle=True))
        body += section(say("card.conditions"), bullets(answer.scope.conditions))
        body += fact_form(answer.scope.needs, form, wording)
    shown = (answer.task, *(part.text for part in (*answer.parts, *answer.support_parts)))
    body += sources(answer.citations, wording, shown=shown)
    return card(body, spoken=spoken)


def _parts(parts: Sequence[Part], task: str) -> list[CardElement]:
    """A paragraph for each party, with its part where that says more than the task."""
    return [
        plain(capitalised(part.party_name), bold=True, spacing="Small")
        if same(part.text, task)
        else titled(capitalised(part.party_name), part.text, limit=400)
        for part in parts[:_MOST]
    ]

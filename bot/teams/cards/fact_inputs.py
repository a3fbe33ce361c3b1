"""The inputs that ask for missing facts, all at once."""

from __future__ import annotations

from collections.abc import Sequence

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, NumberInput

from bot.teams.cards.parts import cut
from knowledge.answers import Need
from knowledge.wording import Wording

PREFIX = "fact."  # an input's id is this and the fact's
MAX_INPUTS = 8


def inputs(needs: Sequence[Need], wording: Wording) -> list[CardElement]:
    """One input for each of `needs`. None is required: people give what they know.

    A yes-or-no fact is a choice and not a toggle, for an untouched toggle would say no.
    """
    return [_input(need, wording) for need in needs[:MAX_INPUTS]]


def _input(need: Need, wording: Wording) -> CardElement:
    name, question = f"{PREFIX}{need.fact}", cut(need.question, 200)
    if need.type == "integer":
        placeholder = wording.say("card.placeholder_integer")
        return NumberInput(id=name, label=question, min=0, max=999_999_999, placeholder=placeholder)
    if need.type == "boolean":
        choices = [Choice(title=wording.say("card.yes"), value="yes"), Choice(title=wording.say("card.no"), value="no")]
        return ChoiceSetInput(id=name, label=question, style="expanded", choices=choices)
    choices = [Choice(title=title, value=value) for value, title in need.options]
    return ChoiceSetInput(id=name, label=question, style="compact", choices=choices, placeholder=wording.say("card.placeholder_choice"))

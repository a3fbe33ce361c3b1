"""The form that asks for missing facts, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from microsoft_teams.cards import ActionSet, CardElement, Choice, ChoiceSetInput, NumberInput

from bot.conversation.submissions import GiveFacts
from bot.teams.cards.parts import bullets, cut, in_place, label
from knowledge.answers import Need
from knowledge.models import FactSpec
from knowledge.wording import Wording

PREFIX = "fact."  # an input's id is this and the fact's
_MOST = 8


def fact_form(needs: Sequence[Need], form: GiveFacts | None, wording: Wording) -> list[CardElement]:
    """An input for each of `needs` and, right beneath, the button that answers in the card's place.

    form: what the inputs go with; None tells what is missing without asking for it.
    No input is required: people give what they know. A yes-or-no fact is a choice and no toggle, for an untouched toggle would say no.
    """
    if not needs or form is None:
        return bullets(need.question for need in needs)
    asked = [_input(need, wording) for need in needs[:_MOST]]
    return [label(wording.say("card.needs")), *asked, ActionSet(actions=[in_place(wording.say("card.submit"), form)])]


def inputs(specs: Sequence[FactSpec], wording: Wording, known: Mapping[str, object] | None = None) -> list[CardElement]:
    """An input for each of the pack's `specs`, filled with what is `known`; what is can be said not to be."""
    asked = [
        Need(
            fact=spec.id, label=spec.label, question=spec.question, type=spec.type,
            options=tuple((option.id, option.name) for option in spec.options),
        )
        for spec in specs
    ]  # fmt: skip
    return [_input(need, wording, (known or {}).get(need.fact)) for need in asked]


def _input(need: Need, wording: Wording, known: object = None) -> CardElement:
    name, question = f"{PREFIX}{need.fact}", cut(need.question, 200)
    if need.type == "integer":
        placeholder = wording.say("card.placeholder_integer")
        number = float(str(known)) if str(known).isdecimal() else None
        return NumberInput(id=name, label=question, min=0, max=999_999_999, placeholder=placeholder, value=number)
    unknown = [Choice(title=wording.say("card.not_known"), value="")] if known not in (None, "") else []
    if need.type == "boolean":
        choices = [Choice(title=wording.say("card.yes"), value="yes"), Choice(title=wording.say("card.no"), value="no")]
        chosen = {True: "yes", False: "no", "yes": "yes", "no": "no"}.get(known if isinstance(known, bool) else str(known))
        return ChoiceSetInput(id=name, label=question, style="expanded", choices=[*choices, *unknown], value=chosen)
    choices = [*(Choice(title=title, value=value) for value, title in need.options), *unknown]
    return ChoiceSetInput(
        id=name, label=question, style="compact", choices=choices, value=str(known) if unknown else None,
        placeholder=wording.say("card.placeholder_choice"),
    )  # fmt: skip

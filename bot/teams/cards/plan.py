"""The card of a series of checkpoints: its next dates, before it is saved and after."""

from __future__ import annotations

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, TextBlock

from bot.checkpoints.phrasing import in_words
from bot.conversation.events import Change, Plan
from bot.conversation.replies import PlanShown
from bot.teams.cards.parts import bullets, button, card, heading, own, plain, section
from knowledge.wording import Wording


def plan_card(shown: PlanShown, wording: Wording) -> AdaptiveCard:
    """The rhythm, the next three dates, those left out and why; a button to save it, or those that change it."""
    say, schedule = wording.say, shown.schedule
    body: list[CardElement] = [heading(say("plan.title")), plain(in_words(schedule.rrule, schedule.starts, wording.language), bold=True)]
    body += [TextBlock(text=say(each.key, **dict(each.values)), wrap=True, weight="Bolder", color="Accent") for each in shown.notices]
    if shown.text:
        body.append(own(say("plan.preview")))
    runs = [f"{run.local:%a %Y-%m-%d %H:%M} ({schedule.timezone})" for run in shown.preview.runs]
    body += section(say("plan.next"), bullets(runs) or [own(say("plan.none_ahead"), subtle=True)])
    left_out = [
        say("plan.left_out", date=f"{each.local:%Y-%m-%d}", why=each.name or say(f"plan.{each.reason.value}_why"))
        for each in shown.preview.left_out
    ]
    body += bullets(left_out, subtle=True)
    return card(body, spoken=say("plan.title"), actions=_actions(shown, wording))


def rhythm(shown: PlanShown, wording: Wording) -> str:
    """The rhythm and the next date in a line."""
    spoken = in_words(shown.schedule.rrule, shown.schedule.starts, wording.language)
    following = next((f"{run.local:%a %Y-%m-%d %H:%M}" for run in shown.preview.runs), wording.say("plan.none_ahead"))
    return wording.say("team.next_run", rhythm=spoken, date=following)


def _actions(shown: PlanShown, wording: Wording) -> list[Action]:
    say = wording.say
    if shown.text:
        return [button(say("plan.save"), Plan(text=shown.text, save=True), with_inputs=False)]
    open_ended = any(pause.last is None for pause in shown.schedule.pauses)
    changes = ["resume"] if open_ended else ["skip", "pause"]
    return [
        button(say(f"plan.{what}"), Change.model_validate({"schedule": shown.schedule.id, "what": what}), with_inputs=False)
        for what in [*changes, "end", "undo"]
    ]

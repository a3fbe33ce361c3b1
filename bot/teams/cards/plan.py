"""The cards of checkpoints that are planned: one series before it is saved and after, several, and the form for a new one."""

from __future__ import annotations

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Choice,
    ChoiceSetInput,
    DateInput,
    NumberInput,
    ShowCardAction,
    TextInput,
    TimeInput,
)

from bot.checkpoints.calendar_words import load
from bot.checkpoints.phrasing import in_words
from bot.checkpoints.recurrence import LeftOut
from bot.checkpoints.rule import CODES, DURATION_MIN
from bot.checkpoints.schedule import Schedule
from bot.conversation.replies import PlanForm, PlanShown, PlansShown
from bot.conversation.submissions import Change, Plan, PlanByForm, ShowPlans
from bot.teams.cards.notices import noticed
from bot.teams.cards.parts import bullets, button, capitalised, card, heading, label, own, plain, section
from bot.teams.cards.roster import people
from knowledge.wording import Wording

_OTHERS = 4
_WEEKS = (1, 2, 3, 4)
_PLACES = ("1", "2", "3", "4", "-1")


def plan_card(shown: PlanShown, wording: Wording) -> AdaptiveCard:
    """The rhythm, the next three dates, those left out and why; a button to save it, or those that change it."""
    say, schedule = wording.say, shown.schedule
    body: list[CardElement] = [heading(say("plan.title")), plain(capitalised(_rhythm(schedule, wording)), bold=True)]
    body += noticed(shown.notices, wording)
    if shown.text:
        body.append(own(say("plan.preview_or" if shown.others else "plan.preview")))
    runs = [_run(run.local, run.original, wording) for run in shown.preview.runs]
    body += section(say("plan.next", timezone=schedule.timezone), bullets(runs) or [own(say("plan.none_ahead"), subtle=True)])
    body += bullets([_left_out(each, wording) for each in shown.preview.left_out], subtle=True)
    lead = say("plan.lead", minutes=str(schedule.lead_min)) if schedule.lead_min else ""
    below = [say("plan.length", minutes=str(schedule.duration_min)), lead, say("plan.owner", name=schedule.owner.name)]
    below += [say("plan.holidays", country=schedule.country)] if schedule.country else []
    below += [say("plan.until", date=f"{schedule.ended:%Y-%m-%d}")] if schedule.ended else []
    body.append(plain(" ".join(part for part in below if part), subtle=True))
    return card(body, spoken=_rhythm(schedule, wording), actions=_actions(shown, wording))


def plans_card(shown: PlansShown, wording: Wording) -> AdaptiveCard:
    """A line and a button for each series."""
    say = wording.say
    body: list[CardElement] = [heading(say("plan.title")), *noticed(shown.notices, wording)]
    for each in shown.planned:
        open_it = button(say("plan.open"), ShowPlans(schedule=each.schedule.id), with_inputs=False)
        body += [plain(rhythm(each, wording)), ActionSet(actions=[open_it])]
    another = button(say("plan.another"), ShowPlans(another=True), with_inputs=False)
    return card(body, spoken=say("plan.title"), actions=[another])


def plan_form(form: PlanForm, wording: Wording) -> AdaptiveCard:
    """The form that asks how often, on which day and at what time."""
    say, given, names = wording.say, form.given, load(wording.language)
    rhythms = [Choice(title=say("plan.weekly"), value="FREQ=WEEKLY")]
    rhythms += [Choice(title=say("plan.weeks", count=str(each)), value=f"FREQ=WEEKLY;INTERVAL={each}") for each in _WEEKS[1:]]
    places = names.sections["places"]
    rhythms += [Choice(title=say("plan.monthly", place=places[each][0]), value=f"FREQ=MONTHLY;BYDAY={each}") for each in _PLACES]
    days = [Choice(title=name, value=code) for name, code in zip(names.day_names, CODES, strict=True)]
    least, most = DURATION_MIN
    body: list[CardElement] = [
        heading(say("plan.form")),
        own(say("plan.form_below")),
        *noticed(form.notices, wording),
        ChoiceSetInput(id="rhythm", label=say("plan.rhythm"), choices=rhythms, value=given.rhythm or rhythms[0].value),
        ChoiceSetInput(id="weekday", label=say("plan.weekday"), choices=days, value=given.weekday or CODES[1]),
        TimeInput(id="at", label=say("plan.at", timezone=form.timezone), value=f"{given.at:%H:%M}" if given.at else "10:00"),
        NumberInput(id="minutes", label=say("plan.minutes"), min=least, max=most, value=float(given.minutes or 30)),
        DateInput(id="first", label=say("plan.first"), value=given.first.isoformat() if given.first else None),
        DateInput(id="last", label=say("plan.last"), value=given.last.isoformat() if given.last else None),
        TextInput(id="rule", label=say("plan.rule"), value=given.rule or None, max_length=200, placeholder="FREQ=MONTHLY;BYMONTHDAY=15"),
        ActionSet(actions=[button(say("plan.show"), PlanByForm())]),
    ]
    return card(body, spoken=say("plan.form"))


def rhythm(shown: PlanShown, wording: Wording) -> str:
    """The rhythm and the next date in a line."""
    following = next((f"{run.local:%a %Y-%m-%d %H:%M}" for run in shown.preview.runs), wording.say("plan.none_ahead"))
    return wording.say("team.next_run", rhythm=capitalised(_rhythm(shown.schedule, wording)), date=following)


def _rhythm(schedule: Schedule, wording: Wording) -> str:
    return in_words(schedule.rrule, schedule.starts, wording.language)


def _run(local: object, original: object, wording: Wording) -> str:
    at = f"{local:%a %Y-%m-%d %H:%M}"
    return at if local == original else wording.say("plan.instead_of", date=at, original=f"{original:%Y-%m-%d %H:%M}")


def _left_out(each: LeftOut, wording: Wording) -> str:
    return wording.say("plan.left_out", date=f"{each.local:%Y-%m-%d}", why=each.name or wording.say(f"plan.{each.reason.value}_why"))


def _actions(shown: PlanShown, wording: Wording) -> list[Action]:
    say = wording.say
    if shown.text:
        saving: list[Action] = [
            button(
                say("plan.in_place", rhythm=_rhythm(other, wording)), Plan(text=shown.text, save=True, replaces=other.id), with_inputs=False
            )
            for other in shown.others[:_OTHERS]
        ]
        return [*saving, button(say("plan.besides" if saving else "plan.save"), Plan(text=shown.text, save=True), with_inputs=False)]
    is_open = any(pause.last is None for pause in shown.schedule.pauses)
    has_dates = bool(shown.preview.runs or shown.preview.left_out)
    single = [] if is_open or not has_dates else [ShowCardAction(title=say("plan.one"), card=_one(shown, wording))]
    halting = _change(shown, "resume", wording) if is_open else _until(shown, "pause", "plan.pause_until", wording)
    over = ShowCardAction(title=say("plan.hand_over"), card=_hand_over(shown, wording))
    another = button(say("plan.another"), ShowPlans(another=True), with_inputs=False)
    return [*single, halting, over, _until(shown, "end", "plan.end_on", wording), another, _change(shown, "undo", wording)]


def _submission(shown: PlanShown, what: str) -> Change:
    return Change.model_validate({"schedule": shown.schedule.id, "what": what})


def _change(shown: PlanShown, what: str, wording: Wording) -> Action:
    return button(wording.say(f"plan.{what}"), _submission(shown, what), with_inputs=False)


def _until(shown: PlanShown, what: str, asked: str, wording: Wording) -> Action:
    day = DateInput(id="day", label=wording.say(asked))
    done = button(wording.say(f"plan.{what}"), _submission(shown, what))
    return ShowCardAction(title=wording.say(f"plan.{what}"), card=card([day, ActionSet(actions=[done])], spoken=""))


def _one(shown: PlanShown, wording: Wording) -> AdaptiveCard:
    """Skips or moves one date; one that is left out can be moved, and takes place then."""
    say = wording.say
    runs = [Choice(title=f"{run.local:%a %Y-%m-%d %H:%M}", value=run.original.isoformat()) for run in shown.preview.runs]
    out = [Choice(title=_left_out(each, wording), value=each.local.isoformat()) for each in shown.preview.left_out[:5]]
    body: list[CardElement] = [
        ChoiceSetInput(id="on", label=say("plan.which_one"), choices=[*runs, *out], value=runs[0].value if runs else None),
        ActionSet(actions=[button(say("plan.skip"), _submission(shown, "skip"))]),
        label(say("plan.or_move")),
        DateInput(id="day", label=say("plan.to_day")),
        TimeInput(id="at", label=say("plan.to_time")),
        ActionSet(actions=[button(say("plan.move"), _submission(shown, "move"))]),
    ]
    return card(body, spoken="")


def _hand_over(shown: PlanShown, wording: Wording) -> AdaptiveCard:
    choices = people((shown.schedule.owner, *shown.members))
    to = ChoiceSetInput(id="person", label=wording.say("plan.to_whom"), choices=choices, value=shown.schedule.owner.person)
    return card([to, ActionSet(actions=[button(wording.say("plan.hand_over"), _submission(shown, "hand_over"))])], spoken="")

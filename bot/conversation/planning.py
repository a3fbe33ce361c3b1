"""Planning a team's checkpoints, by sentence or by form."""

from __future__ import annotations

from bot.checkpoints.edits import rescheduled
from bot.checkpoints.planning import change
from bot.checkpoints.recurrence import preview
from bot.checkpoints.rule import Recurrence, as_text
from bot.checkpoints.schedule import Schedule
from bot.checkpoints.speech import read
from bot.conversation.events import Person, Place
from bot.conversation.plans import renewed, shown, touched
from bot.conversation.replies import PlanForm, PlanShown, PlansShown, Said
from bot.conversation.services import Services
from bot.conversation.submissions import Plan, PlanByForm, ShowPlans
from bot.conversation.team import Team, engagement, entered, member, members, running, said
from bot.engagements.permissions import Action
from bot.engagements.refused import Refused

_DURATION_MIN = 30


async def show(person: Person, place: Place, given: ShowPlans, services: Services) -> PlanShown | PlansShown | PlanForm | Said:
    """The team's series: the one that there is or that is meant, or all of them; without any, the form that plans one."""
    people = await members(person, place, services)
    async with entered(person, place, Action.SEE, services, on="schedules") as team:
        if isinstance(team, Said):
            return team
        going_on = await running(team.work, team.held, services.now())
        if given.another or not going_on:
            return PlanForm(timezone=team.held.timezone)
        meant = [each for each in going_on if given.schedule in ("", each.id)] or going_on
        planned = tuple(shown(each, people, services.now()) for each in meant)
        return planned[0] if len(planned) == 1 else PlansShown(planned=planned)


async def by_form(person: Person, place: Place, given: PlanByForm, services: Services) -> PlanShown | PlanForm | Said:
    """The series that the form asks for with its next dates; where it cannot be, the form with what is wrong."""
    held = await engagement(person, place, services)
    language = held.language if held is not None else "en"
    text = as_text(given.rule or _rule(given), at=given.at, first=given.first, last=given.last, minutes=given.minutes, language=language)
    planned = await plan(person, place, Plan(text=text), services)
    if isinstance(planned, PlanShown) or held is None or not planned.key.startswith("schedule."):
        return planned
    return PlanForm(timezone=held.timezone, given=given, notices=(planned,))


async def plan(person: Person, place: Place, given: Plan, services: Services) -> PlanShown | Said:
    """The series that is asked for with its next dates, and once it is to be saved, saved."""
    now, people = services.now(), await members(person, place, services)
    async with entered(person, place, Action.SCHEDULE, services, on=given.replaces or "schedule") as team:
        if isinstance(team, Said):
            return team
        held, wanted = team.held, read(given.text, now=now, timezone=team.held.timezone, language=team.held.language)
        if isinstance(wanted, Refused):
            return said(wanted)
        going_on = await running(team.work, held, now)
        before = next((each for each in going_on if each.id == given.replaces), None)
        if given.replaces and before is None:
            return Said(key="plan.unknown")
        schedule = rescheduled(before, wanted) if before else _new(wanted, team, person, services)
        if not given.save:
            return PlanShown(schedule=schedule, preview=preview(schedule, after=now), text=given.text, others=tuple(going_on))
        saved = None if before else next((each for each in going_on if _same_plan(each, schedule)), None)
        if saved is not None:  # pressed twice, or submitted again
            return shown(saved, people, now, Said(key="plan.saved"))
        done = await change(
            team.work, schedule, channel=held.channel, now=now, terms=services.prompting.terms, by=member(person),
            action="series.rhythm" if before else "series.start",
        )  # fmt: skip
        notice = Said(key="plan.changed" if before else "plan.saved")
        prompts = await touched(team, done, services)
    return await renewed(shown(done.schedule, people, now, notice), prompts, services)


def _same_plan(left: Schedule, right: Schedule) -> bool:
    return (left.rrule, left.starts, left.timezone) == (right.rrule, right.starts, right.timezone)


def _new(wanted: Recurrence, team: Team, person: Person, services: Services) -> Schedule:
    return Schedule(
        id=services.new_id(), scope=team.held.scope, rrule=wanted.rrule, starts=wanted.starts, timezone=team.held.timezone,
        owner=member(person), duration_min=wanted.duration_min or _DURATION_MIN, lead_min=services.prompting.terms.lead_min,
        country=team.held.country, ended=wanted.ended,
    )  # fmt: skip


def _rule(given: PlanByForm) -> str:
    """The rule of rhythm and day of the week; a rhythm by the month ends with the place that the day has in it."""
    if not given.weekday:
        return given.rhythm
    return f"{given.rhythm}{given.weekday}" if "BYDAY=" in given.rhythm else f"{given.rhythm};BYDAY={given.weekday}"

"""Changing a team's plan of checkpoints, by sentence or by card."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.checkpoints.edits import ended, handed_over, moved, paused, resumed, skipped
from bot.checkpoints.planning import change, undo
from bot.checkpoints.recurrence import between, next_planned, occurrences, upcoming
from bot.checkpoints.schedule import Schedule
from bot.checkpoints.wishes import Wish, wish
from bot.conversation.events import Person, Place
from bot.conversation.plans import renewed, shown, touched
from bot.conversation.replies import PlanShown, PlansShown, Said
from bot.conversation.services import Services
from bot.conversation.submissions import Change
from bot.conversation.team import audit, entered, member, members, running, said
from bot.engagements.permissions import Action
from bot.engagements.refused import Refused
from bot.engagements.roster import Member

_LOOKED_AHEAD = timedelta(days=3 * 366)


async def wished(person: Person, place: Place, text: str, services: Services) -> PlanShown | PlansShown | Said | None:
    """The plan changed as `text` asks; None where it asks for no change of checkpoints.

    With several series, all are shown, for it is not known which is meant.
    """
    now = services.now()
    if wish(text, now=now, timezone="UTC") is None:
        return None
    people = await members(person, place, services)
    async with entered(person, place, Action.SCHEDULE, services, on="schedule") as team:
        if isinstance(team, Said):
            return team
        going_on = await running(team.work, team.held, now)
    if not going_on:
        return Said(key="plan.none")
    if len(going_on) > 1:
        notices = (Said(key="plan.which"),)
        return PlansShown(planned=tuple(shown(each, people, now) for each in going_on), notices=notices)
    following = upcoming(going_on[0], after=now)
    day = following.local.date() if following else None
    asked = wish(text, now=now, timezone=team.held.timezone, following=day, language=team.held.language)
    if isinstance(asked, Refused) or asked is None:
        return said(asked or Refused(key="plan.nothing"))
    named = _named(asked, people)
    if named is None:
        return Said(key="team.nobody_called", values=(("name", asked.person),))
    return await alter(person, place, _change(asked, going_on[0], named), services)


async def alter(person: Person, place: Place, given: Change, services: Services) -> PlanShown | Said:
    """The series with the change that was asked for, which the same card can take back."""
    now, by, people = services.now(), member(person), await members(person, place, services)
    async with entered(person, place, Action.SCHEDULE, services, on=given.schedule) as team:
        if isinstance(team, Said):
            return team
        work, held = team.work, team.held
        schedule = await work.schedules.get(given.schedule)
        if schedule is None:
            return Said(key="plan.unknown")
        if given.what == "undo":
            undone = await undo(work, schedule.id, channel=held.channel, now=now, terms=services.prompting.terms, by=by)
            if isinstance(undone, Refused):
                return shown(schedule, people, now, said(undone))
            done, notice = undone, Said(key="plan.undone")
        else:
            changed, notice = _changed(schedule, given, people, now)
            if isinstance(changed, Refused):
                await audit(work, person, f"series.{given.what}", schedule.id, "refused", now)
                return shown(schedule, people, now, said(changed))
            if changed == schedule:  # it stands so already, and "undo" is to take back what was changed before
                return shown(schedule, people, now, notice)
            done = await change(
                work, changed, channel=held.channel, now=now, terms=services.prompting.terms, by=by, action=f"series.{given.what}"
            )
        prompts = await touched(team, done, services)
    return await renewed(shown(done.schedule, people, now, notice), prompts, services)


def _changed(schedule: Schedule, given: Change, people: tuple[Member, ...], now: datetime) -> tuple[Schedule | Refused, Said]:
    """The schedule as `given` changes it, and the sentence that says so."""
    today = now.astimezone(ZoneInfo(schedule.timezone)).date()
    match given.what:
        case "skip" | "move":
            return _one(schedule, given, now)
        case "pause":
            first = date.fromisoformat(given.on) if given.on else today
            done = Said(key="plan.paused") if given.day is None else _dated("plan.paused_until", given.day)
            return paused(schedule, max(first, today), given.day), done
        case "resume":
            return resumed(schedule, today), Said(key="plan.resumed")
        case "end":
            last = given.day or today
            fault = Refused(key="schedule.past", values=(("date", f"{last:%Y-%m-%d}"),))
            return (ended(schedule, last) if last >= today else fault), _dated("plan.ended", last)
        case _:
            owner = next((each for each in people if each.person == given.person), None)
            if owner is None:
                return Refused(key="team.not_a_member"), Said(key="team.not_a_member")
            return handed_over(schedule, owner), Said(key="plan.handed_over", values=(("name", owner.name),))


def _one(schedule: Schedule, given: Change, now: datetime) -> tuple[Schedule | Refused, Said]:
    """The schedule without the one that is meant, or with it at another time: what is not said of that stays."""
    none = Said(key="plan.nothing")
    original = next_planned(schedule, after=now) if given.what == "skip" and not given.on else _meant(schedule, given.on, now)
    if original is None:
        return Refused(key="schedule.no_such_date" if given.on else "plan.nothing", values=(("date", given.on),)), none
    stands = schedule.moved.get(original, original)
    at = f"{stands:%a %Y-%m-%d %H:%M}"
    if given.what == "skip":
        return skipped(schedule, original, now=now), Said(key="plan.skipped", values=(("date", at),))
    if given.day is None and given.at is None:
        return Refused(key="schedule.no_target"), none
    to = datetime.combine(given.day or stands.date(), (given.at or stands.time()).replace(second=0, microsecond=0, tzinfo=None))
    return moved(schedule, original, to, now=now), Said(key="plan.moved", values=(("date", at), ("to", f"{to:%a %Y-%m-%d %H:%M}")))


def _meant(schedule: Schedule, on: str, now: datetime) -> datetime | None:
    """The original start of the date that `on` names, of the next one where it names none; None where there is none then."""
    if not on:
        following = upcoming(schedule, after=now)
        return following.original if following else None
    if len(on) > len("2026-01-05"):
        try:
            return datetime.fromisoformat(on)
        except ValueError:
            return None
    day = date.fromisoformat(on)
    end = datetime.combine(day + timedelta(days=1), time(23, 59), tzinfo=ZoneInfo(schedule.timezone))
    if end - now > _LOOKED_AHEAD:
        return None
    there = [run.original for run in between(schedule, after=now, until=max(end, now)) if run.local.date() == day]
    out = [each for each in occurrences(schedule, after=now, until=max(end, now)) if each.local.date() == day]
    return there[0] if there else out[0].local if out else None


def _change(asked: Wish, schedule: Schedule, person: str) -> Change:
    on = asked.on.isoformat() if asked.on else ""
    return Change.model_validate(
        {"schedule": schedule.id, "what": asked.what, "on": on, "day": asked.day, "at": asked.at, "person": person}
    )


def _named(asked: Wish, people: tuple[Member, ...]) -> str | None:
    """The directory's id of who is named, "" where nobody is; None where the name is not that of one member."""
    if asked.what != "hand_over":
        return ""
    wanted = asked.person.casefold()
    found = [each.person for each in people if each.name.casefold() == wanted] or [
        each.person for each in people if wanted and wanted in each.name.casefold().split()
    ]
    return found[0] if len(found) == 1 else None


def _dated(key: str, day: date) -> Said:
    return Said(key=key, values=(("date", f"{day:%a %Y-%m-%d}"),))

"""Checkpoints: planning them, changing the plan, answering, and the minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.checkpoints.actions import read as read_actions
from bot.checkpoints.checkpoint import Checkpoint, Entry, State
from bot.checkpoints.edits import ended, paused, resumed, skipped
from bot.checkpoints.lifecycle import answered, step
from bot.checkpoints.minutes import draft
from bot.checkpoints.planning import Planned, change, undo
from bot.checkpoints.ports import Work
from bot.checkpoints.recurrence import preview, upcoming
from bot.checkpoints.schedule import Schedule
from bot.checkpoints.speech import read
from bot.conversation.events import AnswerCheckpoint, Change, Person, Place, Plan, WriteMinutes
from bot.conversation.replies import Asked, MinutesShown, PlanShown, Said
from bot.conversation.services import Services
from bot.conversation.team import ELSEWHERE, audit, member, refusal, said, scope_of
from bot.engagements.engagement import Engagement
from bot.engagements.permissions import Action
from bot.engagements.refused import Refused


async def plan(person: Person, place: Place, given: Plan, services: Services) -> PlanShown | Said:
    """The series that is asked for with its next dates, and once it is to be saved, saved."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    now = services.now()
    async with services.works(scope) as work:
        held = await work.engagements.get()
        if held is None:
            return Said(key="team.none")
        refused = await refusal(person, held, Action.SCHEDULE, work, services, on="schedule")
        if refused is not None:
            return refused
        wish = read(given.text, now=now, timezone=held.timezone, language=held.language)
        if isinstance(wish, Refused):
            return said(wish)
        schedule = Schedule(
            id=services.new_id(), scope=scope, rrule=wish.rrule, starts=wish.starts, timezone=held.timezone, owner=member(person),
            duration_min=wish.duration_min or 30, country=held.country, ended=wish.ended,
        )  # fmt: skip
        if not given.save:
            return PlanShown(schedule=schedule, preview=preview(schedule, after=now), text=given.text)
        done = await change(
            work, schedule, channel=held.channel, now=now, terms=services.prompting.terms, by=member(person), action="series.start"
        )
        return _plan_shown(done, Said(key="plan.saved"))


async def alter(person: Person, place: Place, given: Change, services: Services) -> PlanShown | Said:
    """The series with the change that was asked for, which the same card can take back."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    now, by = services.now(), member(person)
    async with services.works(scope) as work:
        held = await work.engagements.get()
        schedule = await work.schedules.get(given.schedule)
        if held is None or schedule is None:
            return Said(key="plan.unknown")
        refused = await refusal(person, held, Action.SCHEDULE, work, services, on=schedule.id)
        if refused is not None:
            return refused
        if given.what == "undo":
            undone = await undo(work, schedule.id, channel=held.channel, now=now, terms=services.prompting.terms, by=by)
            return said(undone) if isinstance(undone, Refused) else _plan_shown(undone, Said(key="plan.undone"))
        changed, notice = _changed(schedule, given, now)
        if isinstance(changed, Refused):
            return PlanShown(schedule=schedule, preview=preview(schedule, after=now), notices=(said(changed),))
        done = await change(
            work, changed, channel=held.channel, now=now, terms=services.prompting.terms, by=by, action=f"series.{given.what}"
        )
        return _plan_shown(done, notice)


async def answer(person: Person, place: Place, given: AnswerCheckpoint, services: Services) -> Asked | Said:
    """The checkpoint's card with the person's answers on it."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    now = services.now()
    async with services.works(scope) as work:
        held, checkpoint = await work.engagements.get(), await work.checkpoints.get(given.checkpoint)
        if held is None or checkpoint is None:
            return Said(key="checkpoint.unknown")
        refused = await refusal(person, held, Action.ANSWER, work, services, on=checkpoint.id)
        if refused is not None:
            return refused
        if not (given.done.strip() or given.blockers.strip() or given.next_steps.strip()):
            return await _asked(work, checkpoint, held, services, Said(key="checkpoint.nothing_given"))
        entry = Entry(author=member(person), at=now, done=given.done, blockers=given.blockers, next_steps=given.next_steps)
        today = now.astimezone(ZoneInfo(held.timezone)).date()
        reached = answered(checkpoint, entry, read_actions(given.next_steps, today=today, author=entry.author.name))
        if reached is None:
            return await _asked(work, checkpoint, held, services, Said(key="checkpoint.closed"))
        stored = await work.checkpoints.save(reached)
        await audit(work, person, Action.ANSWER.value, checkpoint.id, "done", now)
        return await _asked(work, stored, held, services, Said(key="checkpoint.thanks", values=(("name", entry.author.name),)))


async def minutes(person: Person, place: Place, given: WriteMinutes, services: Services) -> MinutesShown | Said:
    """The draft of a checkpoint's minutes, and once they are given, the minutes as posted; the checkpoint was held then."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    now = services.now()
    async with services.works(scope) as work:
        held, checkpoint = await work.engagements.get(), await work.checkpoints.get(given.checkpoint)
        if held is None or checkpoint is None:
            return Said(key="checkpoint.unknown")
        refused = await refusal(person, held, Action.WRITE_MINUTES, work, services, on=checkpoint.id)
        if refused is not None:
            return refused
        if not given.minutes.strip():
            text = checkpoint.minutes or draft(checkpoint, customer=held.customer, say=services.prompting.say)
            return MinutesShown(checkpoint=checkpoint, customer=held.customer, text=text, is_draft=True)
        closed = checkpoint if checkpoint.state is State.HELD else step(checkpoint, State.HELD, at=now, by=person.id, reason="minutes")
        if closed is None:
            return Said(key="checkpoint.closed")
        stored = await work.checkpoints.save(replace(closed, minutes=given.minutes.strip() + "\n"))
        await audit(work, person, Action.WRITE_MINUTES.value, checkpoint.id, "done", now)
        return MinutesShown(checkpoint=stored, customer=held.customer, text=stored.minutes, is_draft=False)


async def _asked(work: Work, checkpoint: Checkpoint, held: Engagement, services: Services, *notices: Said) -> Asked:
    return Asked(prompt=await services.prompting.shown(work, checkpoint, held), notices=notices)


def _plan_shown(done: Planned, notice: Said) -> PlanShown:
    return PlanShown(schedule=done.schedule, preview=done.preview, notices=(notice,))


def _changed(schedule: Schedule, given: Change, now: datetime) -> tuple[Schedule | Refused, Said]:
    """The schedule as `given` changes it, and the sentence that says so."""
    today = now.astimezone(ZoneInfo(schedule.timezone)).date()
    following = upcoming(schedule, after=now)
    match given.what:
        case "skip" if following is not None:
            date = (("date", f"{following.local:%Y-%m-%d %H:%M}"),)
            return skipped(schedule, following.original, now=now), Said(key="plan.skipped", values=date)
        case "pause":
            return paused(schedule, today, None), Said(key="plan.paused")
        case "resume":
            return resumed(schedule, today), Said(key="plan.resumed")
        case "end":
            return ended(schedule, today), Said(key="plan.ended")
        case _:
            return Refused(key="plan.nothing"), Said(key="plan.nothing")

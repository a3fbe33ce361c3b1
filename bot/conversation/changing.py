"""Changes of a team's engagement: how it is described, its facts, roster, tasks and milestones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.checkpoints.planning import change
from bot.checkpoints.ports import AnswerLogged
from bot.conversation.events import Person, Place
from bot.conversation.given_facts import read_facts
from bot.conversation.replies import Said, TasksShown, TeamShown, Turn
from bot.conversation.services import Services
from bot.conversation.set_up import no_country, shown
from bot.conversation.submissions import Describe, EditTask, SetFacts, SetMilestone, SetRoster, SetTask, ShowTasks
from bot.conversation.team import audit, entered, member, members, running, said
from bot.engagements.engagement import Engagement, Task
from bot.engagements.permissions import Action
from bot.engagements.refused import Refused
from bot.engagements.roster import Member, RosterRole
from bot.engagements.setting_up import described, with_facts, with_holders, with_milestone, with_task
from bot.engagements.turning import Turned, turned
from bot.observability import event
from knowledge.answers import Abstain, Answer, Clarify, Guidance, Ownership, Smalltalk, Verdict
from knowledge.conditions import FactValue
from knowledge.desk import Context
from knowledge.errors import VectorsAway

_LOOKED_BACK = timedelta(days=90)


async def describe(person: Person, place: Place, given: Describe, services: Services) -> TeamShown | Said:
    """The engagement described anew; its checkpoints follow to another time zone, country or channel."""
    people, now = await members(person, place, services), services.now()
    async with entered(person, place, Action.SET_MILESTONES, services, on="engagement") as team:
        if isinstance(team, Said):
            return team
        country = given.country.strip().upper()
        made = described(
            team.held, customer=given.customer, partner=given.partner, timezone=given.timezone, country=country, phase=given.phase,
            pack=services.pack, records=services.records,
        )  # fmt: skip
        faults = (*((said(made),) if isinstance(made, Refused) else ()), *no_country(country))
        if isinstance(made, Refused) or faults:
            return await shown(team.work, team.held, people, services, *faults)
        channel = place.conversation if given.here else made.channel
        stored = await team.work.engagements.save(replace(made, channel=channel))
        await audit(team.work, person, "describe", "engagement", "done", now)
        for schedule in await running(team.work, stored, now):
            placed = replace(schedule, timezone=stored.timezone, country=stored.country)
            if placed != schedule or channel != team.held.channel:
                await change(
                    team.work, placed, channel=channel, now=now, terms=services.prompting.terms, by=member(person), action="series.place"
                )
        return await shown(team.work, stored, people, services, Said(key="team.described"))


async def tell(person: Person, place: Place, given: SetFacts, services: Services) -> TeamShown | Said:
    """The engagement with the facts of the form, and the earlier verdicts that turn with them."""
    facts, misread = read_facts(given.facts, services.pack)
    blank = {name: None for name, raw in given.facts.items() if not raw.strip()}
    people, now = await members(person, place, services), services.now()
    async with entered(person, place, Action.SET_FACTS, services, on=", ".join(facts)) as team:
        if isinstance(team, Said):
            return team
        changed = with_facts(team.held, {**facts, **blank}, by=member(person), at=now)
        stored = await team.work.engagements.save(changed) if changed != team.held else team.held
        names = sorted(name for name in {**facts, **blank} if team.held.known.get(name) != stored.known.get(name))
        if names:
            await audit(team.work, person, Action.SET_FACTS.value, ", ".join(names), "done", now)
        given_before = await team.work.answers.since(now - _LOOKED_BACK)
        noted = Said(key="team.facts_set" if names else "team.unchanged")
        found = await shown(team.work, stored, people, services, *misread, *(() if misread and not names else (noted,)))
    try:
        return replace(found, turned=await _turned(given_before, team.held, stored, services))
    except VectorsAway as fault:  # the facts are kept by now
        event("knowledge_unavailable", fault=fault)
        return replace(found, notices=(*found.notices, Said(key="team.not_compared")))


async def appoint(person: Person, place: Place, given: SetRoster, services: Services) -> TeamShown | Said:
    """The engagement with the people of the team in the roles that the form gives them."""
    people = await members(person, place, services)
    async with entered(person, place, Action.SET_ROSTER, services, on=", ".join(given.holders)) as team:
        if isinstance(team, Said):
            return team
        known = {each.person: each for each in (*people, *(each for _, each in team.held.roster.held))}
        wanted = {role: [one for one in given.holders[role].split(",") if one] for role in RosterRole if role in given.holders}
        if any(one not in known for several in wanted.values() for one in several):
            return await shown(team.work, team.held, people, services, Said(key="team.not_a_member"))
        changed = with_holders(team.held, {role: [known[one] for one in several] for role, several in wanted.items()})
        if isinstance(changed, Refused):
            return await shown(team.work, team.held, people, services, said(changed))
        stored = await team.work.engagements.save(changed)
        await audit(team.work, person, Action.SET_ROSTER.value, ", ".join(wanted), "done", services.now())
        return await shown(team.work, stored, people, services, Said(key="team.roster_set"))


async def milestone(person: Person, place: Place, given: SetMilestone, services: Services) -> TeamShown | Said:
    """The engagement with a milestone aimed at a day, reached, or not reached yet."""
    people, now = await members(person, place, services), services.now()
    async with entered(person, place, Action.SET_MILESTONES, services, on=given.milestone) as team:
        if isinstance(team, Said):
            return team
        before = next((each for each in team.held.milestones if each.docid == given.milestone), None)
        reached_at = before.reached_at if before else None
        if given.reached:
            reached_at = (reached_at or now) if given.reached == "yes" else None
        changed = with_milestone(team.held, given.milestone, due=given.due or (before.due if before else None), reached_at=reached_at)
        if isinstance(changed, Refused):
            return await shown(team.work, team.held, people, services, said(changed))
        stored = await team.work.engagements.save(changed)
        await audit(team.work, person, Action.SET_MILESTONES.value, given.milestone, "done", now)
        return await shown(team.work, stored, people, services, Said(key="team.milestone_set"))


async def tasks(person: Person, place: Place, given: ShowTasks | SetTask | EditTask, services: Services) -> TasksShown | Said:
    """A page of the checklist, with the task changed that was asked for."""
    people = await members(person, place, services)
    action, on = (Action.SEE, "tasks") if isinstance(given, ShowTasks) else (Action.SET_TASKS, given.task)
    async with entered(person, place, action, services, on=on) as team:
        if isinstance(team, Said):
            return team
        phase = "" if given.phase == ShowTasks.ALL else given.phase or team.held.phase
        listed = TasksShown(engagement=team.held, page=given.page, phase=phase, members=people)
        if isinstance(given, ShowTasks):
            return listed
        changed = _task(team.held, given, people)
        if isinstance(changed, Refused):
            return replace(listed, notices=(said(changed),))
        stored = await team.work.engagements.save(changed)
        outcome = given.state.value if isinstance(given, SetTask) else "edited"
        await audit(team.work, person, Action.SET_TASKS.value, given.task, outcome, services.now())
        return replace(listed, engagement=stored, notices=(Said(key="team.task_set"),))


def _task(held: Engagement, given: SetTask | EditTask, people: tuple[Member, ...]) -> Engagement | Refused:
    """The engagement with the task as the button or the form has it; a button leaves note, assignee and day as they are."""
    task: Task | None = next((each for each in held.tasks if each.docid == given.task), None)
    if task is None:
        return Refused(key="refused.unknown_task", values=(("task", given.task),))
    if isinstance(given, SetTask):
        return with_task(held, task.docid, state=given.state, note=task.note, assignee=task.assignee, due=task.due)
    known = {each.person: each for each in (*people, *(each for _, each in held.roster.held), *([task.assignee] if task.assignee else ()))}
    if given.assignee and given.assignee not in known:
        return Refused(key="team.not_a_member")
    return with_task(held, task.docid, state=task.state, note=given.note, assignee=known.get(given.assignee), due=given.due)


async def _turned(given: list[AnswerLogged], before: Engagement, after: Engagement, services: Services) -> tuple[Turn, ...]:
    today = services.now().date()

    async def ask(question: str, facts: object) -> Verdict | Ownership | Guidance | Clarify | Abstain | Smalltalk:
        known: dict[str, FactValue] = dict(facts) if isinstance(facts, dict) else {}
        return await services.desk.ask(question, Context(role=services.default_role, facts=known, as_of=today))

    if before.known == after.known:
        return ()
    found = await turned(given, before=before.known, after=after.known, ask=ask)
    return tuple(_turn(each) for each in found)


def _turn(each: Turned) -> Turn:
    return Turn(question=each.question, before=_outcome(each.before), after=_outcome(each.after))


def _outcome(answer: Answer) -> Said:
    return Said(key=f"card.{answer.verdict}" if isinstance(answer, Verdict) else f"card.{answer.kind}")

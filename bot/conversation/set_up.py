"""The engagement of a team: setting it up, showing it, and changing its facts, roster and tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.checkpoints.ports import AnswerLogged, Work
from bot.checkpoints.recurrence import preview
from bot.conversation.events import Person, Place, SetFacts, SetRole, SetTask, SetUp, ShowTasks
from bot.conversation.given_facts import read_facts
from bot.conversation.replies import PlanShown, Said, SetUpForm, TasksShown, TeamShown, Turn
from bot.conversation.services import Services
from bot.conversation.team import ELSEWHERE, audit, member, refusal, said, scope_of
from bot.engagements.engagement import Engagement
from bot.engagements.permissions import Action
from bot.engagements.refused import Refused
from bot.engagements.setting_up import set_up, with_facts, with_holders, with_task
from bot.engagements.turning import Turned, turned
from knowledge.answers import Abstain, Answer, Clarify, Guidance, Ownership, Smalltalk, Verdict
from knowledge.conditions import FactValue
from knowledge.desk import Context

_LOOKED_BACK = timedelta(days=90)


async def show(person: Person, place: Place, services: Services) -> TeamShown | SetUpForm | Said:
    """The engagement, or the form that sets it up."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    async with services.works(scope) as work:
        held = await work.engagements.get()
        if held is None:
            refused = await refusal(person, held, Action.SET_UP, work, services, on="engagement")
            today = services.now().date()
            return refused or SetUpForm(timezone=person.timezone, country=person.locale.partition("-")[2].upper()[:2], start=today)
        return await _shown(work, held, place, services)


async def begin(person: Person, place: Place, given: SetUp, services: Services) -> TeamShown | SetUpForm | Said:
    """The engagement that the form sets up."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    facts, misread = read_facts(given.facts, services.pack)
    now = services.now()
    async with services.works(scope) as work:
        held = await work.engagements.get()
        if held is not None:
            return await _shown(work, held, place, services, Said(key="team.exists"))
        refused = await refusal(person, held, Action.SET_UP, work, services, on="engagement")
        if refused is not None:
            return refused
        made = set_up(
            id=services.new_id(), scope=scope, channel=place.conversation, customer=given.customer, timezone=given.timezone,
            start=given.start or now.date(), by=member(person), pack=services.pack, records=services.records,
            language=person.locale.partition("-")[0].lower() or "en", country=given.country.upper(), partner=given.partner,
        )  # fmt: skip
        if isinstance(made, Refused) or misread:
            notices = (*misread, *((said(made),) if isinstance(made, Refused) else ()))
            filled = SetUpForm(customer=given.customer, partner=given.partner, timezone=given.timezone, country=given.country)
            return replace(filled, start=given.start, notices=notices)
        stored = await work.engagements.save(with_facts(made, facts, by=member(person), at=now))
        await audit(work, person, Action.SET_UP.value, "engagement", "done", now)
        return await _shown(work, stored, place, services, Said(key="team.set_up"))


async def tell(person: Person, place: Place, given: SetFacts, services: Services) -> TeamShown | Said:
    """The engagement with the facts of the form, and the earlier verdicts that turn with them."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    facts, misread = read_facts({name: raw for name, raw in given.facts.items() if raw.strip()}, services.pack)
    async with services.works(scope) as work:
        held = await work.engagements.get()
        if held is None:
            return Said(key="team.none")
        refused = await refusal(person, held, Action.SET_FACTS, work, services, on=", ".join(facts))
        if refused is not None:
            return refused
        stored = await work.engagements.save(with_facts(held, facts, by=member(person), at=services.now()))
        await audit(work, person, Action.SET_FACTS.value, ", ".join(facts), "done", services.now())
        given_before = await work.answers.since(services.now() - _LOOKED_BACK)
        found = await _shown(work, stored, place, services, *misread, *((Said(key="team.facts_set"),) if facts else ()))
    return replace(found, turned=await _turned(given_before, held, stored, services))


async def appoint(person: Person, place: Place, given: SetRole, services: Services) -> TeamShown | Said:
    """The engagement with a person of the team in a role; without one, nobody holds it."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    people = {each.person: each for each in await services.roster.members(person.tenant, place.conversation)}
    async with services.works(scope) as work:
        held = await work.engagements.get()
        if held is None:
            return Said(key="team.none")
        refused = await refusal(person, held, Action.SET_ROSTER, work, services, on=given.role.value)
        if refused is not None:
            return refused
        if given.person and given.person not in people:
            return Said(key="team.not_a_member")
        changed = with_holders(held, given.role, [people[given.person]] if given.person else [])
        if isinstance(changed, Refused):
            return said(changed)
        stored = await work.engagements.save(changed)
        await audit(work, person, Action.SET_ROSTER.value, given.role.value, "done", services.now())
        return await _shown(work, stored, place, services, Said(key="team.roster_set"))


async def tasks(person: Person, place: Place, given: ShowTasks | SetTask, services: Services) -> TasksShown | Said:
    """A page of the checklist, with the task changed that was asked for."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    async with services.works(scope) as work:
        held = await work.engagements.get()
        if held is None:
            return Said(key="team.none")
        if isinstance(given, SetTask):
            refused = await refusal(person, held, Action.SET_TASKS, work, services, on=given.task)
            if refused is not None:
                return refused
            changed = with_task(held, given.task, state=given.state, assignee=member(person))
            if isinstance(changed, Refused):
                return said(changed)
            held = await work.engagements.save(changed)
            await audit(work, person, Action.SET_TASKS.value, given.task, given.state.value, services.now())
        return TasksShown(engagement=held, page=given.page)


async def _shown(work: Work, held: Engagement, place: Place, services: Services, *notices: Said) -> TeamShown:
    schedules = [each for each in await work.schedules.all() if each.ended is None or each.ended >= services.now().date()]
    planned = tuple(PlanShown(schedule=each, preview=preview(each, after=services.now())) for each in schedules)
    members = await services.roster.members(held.scope.tenant, place.conversation)
    return TeamShown(engagement=held, planned=planned, members=members, notices=notices)


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

"""The engagement of a team: setting it up, and showing it."""

from __future__ import annotations

from bot.checkpoints.ports import Work
from bot.checkpoints.recurrence import is_country, preview
from bot.conversation.events import Person, Place
from bot.conversation.given_facts import read_facts
from bot.conversation.replies import PlanShown, Said, SetUpForm, TeamShown
from bot.conversation.services import Services
from bot.conversation.submissions import SetUp
from bot.conversation.team import ELSEWHERE, audit, member, members, refusal, running, said, scope_of
from bot.engagements.engagement import Engagement
from bot.engagements.permissions import Action
from bot.engagements.refused import Refused
from bot.engagements.roster import Member
from bot.engagements.setting_up import set_up, with_facts


async def show(person: Person, place: Place, services: Services) -> TeamShown | SetUpForm | Said:
    """The engagement, or the form that sets it up, filled with what the team and the client tell."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    people = await members(person, place, services)
    async with services.works(scope) as work:
        held = await work.engagements.get()
        refused = await refusal(person, held, Action.SET_UP if held is None else Action.SEE, work, services, on="engagement")
        if refused is not None:
            return refused
        if held is not None:
            return await shown(work, held, people, services)
    name = await services.roster.team_name(person.tenant, place.conversation)
    country = person.country if is_country(person.country) else ""
    return SetUpForm(customer=name, timezone=person.timezone, country=country, start=services.now().date())


async def begin(person: Person, place: Place, given: SetUp, services: Services) -> TeamShown | SetUpForm | Said:
    """The engagement that the form sets up."""
    scope = scope_of(person, place)
    if scope is None:
        return ELSEWHERE
    people = await members(person, place, services)
    facts, misread = read_facts(given.facts, services.pack)
    known = {workload.id for workload in services.pack.workloads}
    workloads = tuple(each for each in given.workloads.split(",") if each in known)
    country, now = given.country.strip().upper(), services.now()
    async with services.works(scope) as work:
        held = await work.engagements.get()
        if held is not None:
            return await shown(work, held, people, services, Said(key="team.exists"))
        refused = await refusal(person, held, Action.SET_UP, work, services, on="engagement")
        if refused is not None:
            return refused
        made = set_up(
            id=services.new_id(), scope=scope, channel=place.conversation, customer=given.customer, timezone=given.timezone,
            start=given.start or now.date(), by=member(person), pack=services.pack, records=services.records,
            language=person.locale.partition("-")[0].lower() or "en", country=country, partner=given.partner, workloads=workloads,
        )  # fmt: skip
        faults = (*misread, *((said(made),) if isinstance(made, Refused) else ()), *no_country(country))
        if isinstance(made, Refused) or faults:
            return SetUpForm(
                customer=given.customer, partner=given.partner, timezone=given.timezone, country=given.country, start=given.start,
                workloads=workloads, facts=given.facts, notices=faults,
            )  # fmt: skip
        stored = await work.engagements.save(with_facts(made, facts, by=member(person), at=now))
        await audit(work, person, Action.SET_UP.value, "engagement", "done", now)
        return await shown(work, stored, people, services, Said(key="team.set_up"))


def no_country(code: str) -> tuple[Said, ...]:
    """What is wrong with a country's code, if anything is."""
    return () if not code or is_country(code) else (Said(key="refused.unknown_country", values=(("country", code),)),)


async def shown(work: Work, held: Engagement, people: tuple[Member, ...], services: Services, *notices: Said) -> TeamShown:
    """The engagement as it stands. people: who is in the team."""
    schedules = await running(work, held, services.now())
    planned = tuple(PlanShown(schedule=each, preview=preview(each, after=services.now())) for each in schedules)
    return TeamShown(engagement=held, planned=planned, members=people, notices=notices)

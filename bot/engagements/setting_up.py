"""Setting up an engagement from the pack, and each change of it as a new value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import available_timezones

from bot.engagements.engagement import Engagement, Milestone, SaidFact, Task, TaskState
from bot.engagements.refused import Refused
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from knowledge import models
from knowledge.conditions import FactValue
from knowledge.models import PackManifest, Raci, Record, Role


def set_up(
    *, id: str, scope: TeamScope, channel: str, customer: str, timezone: str, start: date, by: Member, pack: PackManifest,  # noqa: A002
    records: Iterable[Record], language: str = "en", country: str = "", partner: str = "", workloads: Collection[str] = (),
) -> Engagement | Refused:  # fmt: skip
    """A new engagement with the milestones and tasks of `records` (the pack's); `by` is its first specialist.

    The partner's tasks are left out where there is no partner. workloads: ids; tasks that speak of others alone are left out, if any are
    given. Refused without a customer, or with a time zone that IANA does not know.
    """
    if not customer.strip():
        return Refused(key="refused.no_customer")
    if timezone not in available_timezones():
        return Refused(key="refused.unknown_timezone", values=(("timezone", timezone),))
    held = tuple(records)
    return Engagement(
        id=id, scope=scope, channel=channel, customer=customer.strip(), timezone=timezone, start=start, language=language, country=country,
        phase=_first_phase(pack, held), partner=partner.strip(), workloads=tuple(workloads),
        roster=Roster().with_holders(RosterRole.SPECIALIST, [by]),
        milestones=milestones(pack, held), tasks=tasks(pack, held, partner=bool(partner.strip()), workloads=workloads),
    )  # fmt: skip


def milestones(pack: PackManifest, records: Iterable[Record]) -> tuple[Milestone, ...]:
    """The milestones of an engagement, in the order of the pack's phases: those of a phase; meetings that merely recur are none."""
    order = {phase.id: place for place, phase in enumerate(pack.phases)}
    found = [one for one in records if isinstance(one, models.Milestone) and one.phase in order and not one.rhythm]
    return tuple(
        Milestone(docid=one.id, name=one.name, phase=one.phase or "") for one in sorted(found, key=lambda one: order[one.phase or ""])
    )


def tasks(pack: PackManifest, records: Iterable[Record], *, partner: bool, workloads: Collection[str] = ()) -> tuple[Task, ...]:
    """The checklist: who is responsible for what, in the order of the pack's phases. partner, workloads: as in `set_up`.

    A variant of the programme has its tasks only where it is named, as its records answer only a question that names it.
    """
    variants = {workload.id for workload in pack.workloads if workload.kind == "segment"}
    order = {phase.id: place for place, phase in enumerate(pack.phases)}
    partners = {party.id for party in pack.parties if Role.PARTNER in party.roles}
    found = [
        one
        for one in records
        if isinstance(one, models.Task)
        and one.raci is Raci.RESPONSIBLE
        and (partner or not partners.issuperset(one.parties))
        and (not workloads or not one.workloads or not set(one.workloads).isdisjoint(workloads))
        and variants.intersection(one.workloads) <= set(workloads)
    ]
    found.sort(key=lambda one: order.get(one.phase, len(order)))
    there = [next(party for party in one.parties if partner or party not in partners) for one in found]
    return tuple(Task(docid=one.id, text=one.text, party=party, phase=one.phase) for one, party in zip(found, there, strict=True))


def described(
    engagement: Engagement, *, customer: str, partner: str, timezone: str, country: str, phase: str, pack: PackManifest,
    records: Iterable[Record],
) -> Engagement | Refused:  # fmt: skip
    """The engagement described anew. Once there is a partner, its tasks join the checklist; what stands on it stays.

    Refused as in `set_up`, and where the pack has no such phase.
    """
    if not customer.strip():
        return Refused(key="refused.no_customer")
    if timezone not in available_timezones():
        return Refused(key="refused.unknown_timezone", values=(("timezone", timezone),))
    if phase and phase not in {one.id for one in pack.phases}:
        return Refused(key="refused.unknown_phase", values=(("phase", phase),))
    kept = {task.docid: task for task in engagement.tasks}
    listed = tasks(pack, records, partner=bool(partner.strip()), workloads=engagement.workloads)
    joined = tuple(kept.pop(task.docid, task) for task in listed)
    return replace(
        engagement, customer=customer.strip(), partner=partner.strip(), timezone=timezone, country=country, phase=phase or engagement.phase,
        tasks=(*joined, *kept.values()),
    )  # fmt: skip


def with_facts(engagement: Engagement, values: Mapping[str, FactValue | None], *, by: Member, at: datetime) -> Engagement:
    """The engagement with `values` as `by` gave them; None forgets a fact. One that stays the same keeps who said it first."""
    facts = dict(engagement.facts)
    for name, value in values.items():
        if value is None:
            facts.pop(name, None)
        elif name not in facts or facts[name].value != value:
            facts[name] = SaidFact(value=value, by=by, at=at)
    return replace(engagement, facts=facts)


def with_holders(engagement: Engagement, holders: Mapping[RosterRole, Iterable[Member]]) -> Engagement | Refused:
    """The engagement with those who are named in each role of `holders`. Refused where it would be left without a specialist."""
    roster = engagement.roster
    for role, members in holders.items():
        roster = roster.with_holders(role, members)
    if not roster.holders(RosterRole.SPECIALIST):
        return Refused(key="refused.last_specialist")
    return replace(engagement, roster=roster)


def with_task(
    engagement: Engagement, docid: str, *, state: TaskState, note: str = "", assignee: Member | None = None, due: date | None = None
) -> Engagement | Refused:
    """The engagement with the task `docid` standing as given. Refused where it has no such task."""
    if all(task.docid != docid for task in engagement.tasks):
        return Refused(key="refused.unknown_task", values=(("task", docid),))
    changed = (
        replace(task, state=state, note=note.strip(), assignee=assignee, due=due) if task.docid == docid else task
        for task in engagement.tasks
    )
    return replace(engagement, tasks=tuple(changed))


def with_milestone(
    engagement: Engagement, docid: str, *, due: date | None = None, reached_at: datetime | None = None
) -> Engagement | Refused:
    """The engagement with the milestone `docid` aimed at `due`, and reached, or not. Refused where it has no such milestone."""
    if all(milestone.docid != docid for milestone in engagement.milestones):
        return Refused(key="refused.unknown_milestone", values=(("milestone", docid),))
    changed = (replace(one, due=due, reached_at=reached_at) if one.docid == docid else one for one in engagement.milestones)
    return replace(engagement, milestones=tuple(changed))


def _first_phase(pack: PackManifest, records: Iterable[Record]) -> str:
    """The phase in which an engagement begins: that of its first milestone, for a phase without one is none that is gone through."""
    first = milestones(pack, records)
    return first[0].phase if first else ""

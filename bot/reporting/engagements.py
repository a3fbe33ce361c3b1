"""`onramp engagement …`: all in a table, one in full, one exported."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot import output
from bot.checkpoints.export import table
from bot.checkpoints.phrasing import in_words
from bot.checkpoints.recurrence import preview
from bot.checkpoints.schedule import Schedule
from bot.engagements.engagement import Engagement, TaskState
from bot.reporting import selection
from bot.reporting.auditing import exported
from bot.storage.works import SqlWorks

_ENGAGEMENT = TypeAdapter(Engagement)
_ENGAGEMENTS = ("tenant", "team", "customer", "phase", "timezone", "people", "open_tasks", "overdue_tasks", "series", "next")
_TASKS = ("task", "text", "party", "phase", "state", "assignee", "due", "note")


async def list_all(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    """A line for each engagement, with what is open and when it meets next."""
    rows = []
    async for work, held in selection.engagements(works, options):
        going_on = [each for each in await work.schedules.all() if each.goes_on(held.today(now))]
        following = min((run.start for each in going_on for run in preview(each, after=now, count=1).runs), default=None)
        still = [task for task in held.tasks if task.state is TaskState.OPEN]
        overdue = sum(1 for task in still if task.due is not None and task.due < held.today(now))
        people = len({member.person for _, member in held.roster.held})
        rows.append(
            (
                held.scope.tenant, held.scope.team, held.customer, held.phase, held.timezone, str(people), str(len(still)), str(overdue),
                str(len(going_on)), following.astimezone(ZoneInfo(held.timezone)).isoformat(timespec="minutes") if following else "",
            )
        )  # fmt: skip
    output.show(rows, _ENGAGEMENTS, options)
    return 0


async def show(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    """One engagement in full, a line for each thing known."""
    async with selection.one_engagement(works, options) as (work, held):
        schedules = await work.schedules.all()
    tasks = Counter(task.state.value for task in held.tasks)
    lines = [
        ("customer", held.customer), ("tenant", held.scope.tenant), ("team", held.scope.team), ("channel", held.channel),
        ("phase", held.phase), ("started", f"{held.start}"), ("time zone", held.timezone), ("country", held.country),
        ("partner", held.partner), ("workloads", ", ".join(held.workloads)),
        *(("fact", f"{name} = {said.value} ({said.by.name}, {said.at:%Y-%m-%d})") for name, said in held.facts.items()),
        *((role.value, f"{member.name} ({member.person})") for role, member in held.roster.held),
        *(("milestone", f"{each.name}{_stands(each.due, each.reached_at)}") for each in held.milestones),
        ("tasks", ", ".join(f"{tasks[state.value]} {state.value.replace('_', ' ')}" for state in TaskState)),
        *(("checkpoints", _described(each, now)) for each in schedules),
    ]  # fmt: skip
    output.put(output.columns([line for line in lines if line[1]]))
    return 0


async def export(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    """One engagement as JSON, or its checklist as CSV; the audit table says so."""
    async with selection.one_engagement(works, options) as (work, held):
        await work.audit.add(exported("engagement", now))
    if options.format == "csv":
        rows = [
            (
                task.docid, task.text, task.party, task.phase, task.state.value, task.assignee.name if task.assignee else "",
                f"{task.due or ''}", task.note,
            )
            for task in held.tasks
        ]  # fmt: skip
        return output.write(table(_TASKS, rows).encode(), options.out)
    document = json.dumps(_ENGAGEMENT.dump_python(held, mode="json"), ensure_ascii=False, indent=2) + "\n"
    return output.write(document.encode(), options.out)


def _stands(due: date | None, reached_at: datetime | None) -> str:
    return f", reached {reached_at:%Y-%m-%d}" if reached_at else f", aimed at {due}" if due else ""


def _described(schedule: Schedule, now: datetime) -> str:
    following = next(iter(preview(schedule, after=now, count=1).runs), None)
    ahead = f"next {following.local:%a %Y-%m-%d %H:%M}" if following else "none ahead"
    return f"{in_words(schedule.rrule, schedule.starts)} ({schedule.timezone}); {ahead}; series {schedule.id}"

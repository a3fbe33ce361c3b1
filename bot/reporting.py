"""What the commands `onramp engagement …` and `onramp checkpoint …` do: they read what is kept, and change nothing but the audit table."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from pydantic import TypeAdapter

from bot import output
from bot.checkpoints import export
from bot.checkpoints.calendar import ics
from bot.checkpoints.checkpoint import Checkpoint
from bot.checkpoints.documents import as_docx
from bot.checkpoints.phrasing import in_words
from bot.checkpoints.ports import Audited, Work
from bot.checkpoints.recurrence import Preview, instant, is_country, preview
from bot.checkpoints.replay import Outcome, Replayed, replay
from bot.checkpoints.schedule import Schedule
from bot.checkpoints.speech import read
from bot.engagements.engagement import Engagement, TaskState
from bot.engagements.refused import Refused
from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope
from bot.output import Row
from bot.settings import load_storage_settings
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.works import SqlWorks
from knowledge.errors import OnrampError
from knowledge.wording import Wording

COMMAND_LINE = "command line"  # who acts, in the audit table
_ENGAGEMENT = TypeAdapter(Engagement)
_NOWHERE = TeamScope(tenant="", team="")


def run(options: argparse.Namespace) -> int:
    """Do the job that `options` name, and return the exit status: 1 where a replay finds dates lost or doubled."""
    return asyncio.run(_work(options, datetime.now(UTC)))


async def _work(options: argparse.Namespace, now: datetime) -> int:
    if options.job == "preview" and options.when:
        output.show(_previewed(_trial(options, now), now, options.count), _RUNS, options)
        return 0
    database = Database(load_storage_settings().database_url.get_secret_value())
    try:
        await migrate.require_newest(database)
        return await _JOBS[options.group, options.job](SqlWorks(database), options, now)
    finally:
        await database.close()


# --- what is asked for ------------------------------------------------------------------------------------------------


async def _teams(works: SqlWorks, options: argparse.Namespace) -> list[TeamScope]:
    """The teams that the options name; all without any."""
    found = [
        scope for scope in await works.scopes() if options.tenant in (None, scope.tenant) and options.team in (None, scope.team)
    ]  # fmt: skip
    if not found and (options.tenant or options.team):
        raise OnrampError("there is no engagement of that tenant and team; `onramp engagement list` names those that there are")
    return found


async def _each(works: SqlWorks, options: argparse.Namespace) -> AsyncIterator[tuple[Work, Engagement]]:
    for scope in await _teams(works, options):
        async with works(scope) as work:
            held = await work.engagements.get()
            if held is not None:
                yield work, held


@asynccontextmanager
async def _one(works: SqlWorks, options: argparse.Namespace) -> AsyncIterator[tuple[Work, Engagement]]:
    found = await _teams(works, options)
    if len(found) != 1:
        raise OnrampError(f"{len(found)} teams have an engagement; give --tenant and --team, which `onramp engagement list` names")
    async with works(found[0]) as work:
        held = await work.engagements.get()
        if held is None:
            raise OnrampError("the engagement was erased meanwhile")
        yield work, held


async def _schedules(work: Work, options: argparse.Namespace) -> list[Schedule]:
    return [each for each in await work.schedules.all() if options.schedule in (None, each.id)]


def _require(found: Sequence[object], options: argparse.Namespace) -> None:
    if options.schedule and not found:
        raise OnrampError(f"--schedule {options.schedule}: there is no such series; `onramp checkpoint preview` names those that there are")


def _span(options: argparse.Namespace, held: Engagement) -> tuple[datetime | None, datetime | None]:
    """From the first to the last day that the options name, on the team's clocks."""
    first = instant(datetime.combine(options.since, time.min), held.timezone) if options.since else None
    last = instant(datetime.combine(options.until + timedelta(days=1), time.min), held.timezone) if options.until else None
    return first, last


async def _records(work: Work, held: Engagement, options: argparse.Namespace) -> list[Checkpoint]:
    first, last = _span(options, held)
    return [
        each
        for each in await work.checkpoints.all()
        if (first is None or each.start >= first)
        and (last is None or each.start < last)
        and options.state in (None, each.state.value)
        and options.schedule in (None, each.schedule)
        and options.checkpoint in (None, each.id)
    ]


# --- engagements ------------------------------------------------------------------------------------------------------

_ENGAGEMENTS = ("tenant", "team", "customer", "phase", "timezone", "people", "open_tasks", "overdue_tasks", "series", "next")
_TASKS = ("task", "text", "party", "phase", "state", "assignee", "due", "note")


async def _list_engagements(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    rows = []
    async for work, held in _each(works, options):
        going_on = [each for each in await work.schedules.all() if each.ended is None or each.ended >= held.today(now)]
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


async def _show_engagement(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    async with _one(works, options) as (work, held):
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


async def _export_engagement(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    async with _one(works, options) as (work, held):
        await work.audit.add(_exported("engagement", now))
    if options.format == "csv":
        rows = [
            (
                task.docid, task.text, task.party, task.phase, task.state.value, task.assignee.name if task.assignee else "",
                f"{task.due or ''}", task.note,
            )
            for task in held.tasks
        ]  # fmt: skip
        return output.write(export.table(_TASKS, rows).encode(), options.out)
    document = json.dumps(_ENGAGEMENT.dump_python(held, mode="json"), ensure_ascii=False, indent=2) + "\n"
    return output.write(document.encode(), options.out)


# --- checkpoints ------------------------------------------------------------------------------------------------------

_CHECKPOINTS = ("tenant", "team", "customer", "checkpoint", "start", "state", "answers", "open_steps", "minutes")
_RUNS = ("schedule", "start", "utc", "note")
_REPLAYED = ("checkpoint", "start", "planned", "outcome", "steps", "posts", "in_doubt")


async def _list_checkpoints(works: SqlWorks, options: argparse.Namespace, _: datetime) -> int:
    rows = []
    async for work, held in _each(works, options):
        rows += [
            (
                held.scope.tenant, held.scope.team, held.customer, each.id, each.local(held.timezone).isoformat(timespec="minutes"),
                each.state.value, str(len(each.entries)), str(sum(1 for step in each.actions if not step.done)),
                "yes" if each.minutes else "",
            )
            for each in await _records(work, held, options)
        ]  # fmt: skip
    output.show(rows, _CHECKPOINTS, options)
    return 0


async def _preview_checkpoints(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    rows: list[Row] = []
    async for work, _held in _each(works, options):
        for each in await _schedules(work, options):
            rows += _previewed(each, now, options.count)
    _require(rows, options)
    output.show(rows, _RUNS, options)
    return 0


async def _export_checkpoints(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    """The log, the minutes a file each, or the series a file each."""
    records, files = list[Checkpoint](), dict[str, bytes]()
    async for work, held in _each(works, options):
        found = await _records(work, held, options)
        records += found
        if options.format == "ics":
            for each in await _schedules(work, options):
                title = f"{Wording.load('en').say('checkpoint.title')}: {held.customer}"
                files[f"{output.slug(held.customer)}-{output.slug(each.id)}.ics"] = ics(each, title=title, now=now)
        elif options.format in ("md", "docx"):
            for record in (one for one in found if one.minutes):
                at = f"{record.local(held.timezone):%Y-%m-%d-%H%M}"
                file = f"{output.slug(held.customer)}-{at}-{output.slug(record.schedule)}.{options.format}"
                files[file] = record.minutes.encode() if options.format == "md" else as_docx(record.minutes)
        await work.audit.add(_exported("log" if options.format in ("csv", "json") else options.format, now))
    if options.format in ("csv", "json"):
        return output.write((export.as_csv(records) if options.format == "csv" else export.as_json(records)).encode(), options.out)
    return output.write_all(files, options.out)


async def _replay_checkpoints(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    """Each date of the plans with its outcome, and a line on stderr that counts them."""
    found: list[tuple[Engagement, Replayed]] = []
    async for work, held in _each(works, options):
        first, last = _span(options, held)
        audit, records, owed = await work.audit.lines(), await work.checkpoints.all(), await work.ledger.all()
        for each in await _schedules(work, options):
            posted = [record.start for record in records if record.schedule == each.id]  # also ahead of their meetings
            until = min([*([last] if last else []), max([now, *posted])])
            found += [(held, one) for one in replay(each, audit=audit, checkpoints=records, owed=owed, since=first, until=until)]
    rows = [
        (
            one.checkpoint, one.start.astimezone(ZoneInfo(held.timezone)).isoformat(timespec="minutes"), one.planned, one.outcome.value,
            " > ".join(f"{state} {at.astimezone(ZoneInfo(held.timezone)):%Y-%m-%d %H:%M}" for state, at, _ in one.steps),
            str(one.posts), "yes" if one.in_doubt else "",
        )
        for held, one in found
    ]  # fmt: skip
    output.show(rows, _REPLAYED, options)
    counts = Counter(one.outcome for _, one in found)
    told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome)
    print(f"{len(found)} dates, each with one outcome: {told}", file=sys.stderr)  # noqa: T201  # a command line
    return 1 if counts[Outcome.LOST] or counts[Outcome.DOUBLED] else 0


def _trial(options: argparse.Namespace, now: datetime) -> Schedule:
    """The series that --when describes, which is not kept."""
    if options.timezone not in available_timezones():
        raise OnrampError(f"--timezone {options.timezone}: IANA knows no such zone; give one such as Europe/Berlin")
    if options.country and not is_country(options.country):
        raise OnrampError(f"--country {options.country}: its holidays are not known; give two letters such as DE, or a part such as DE-BY")
    wanted = read(options.when, now=now, timezone=options.timezone)
    if isinstance(wanted, Refused):
        raise OnrampError(f"--when {options.when!r}: {Wording.load('en').say(wanted.key, **dict(wanted.values))}")
    return Schedule(
        id="trial", scope=_NOWHERE, rrule=wanted.rrule, starts=wanted.starts, timezone=options.timezone, country=options.country,
        owner=Member(person="", name=""), duration_min=wanted.duration_min or 30, ended=wanted.ended,
    )  # fmt: skip


def _previewed(schedule: Schedule, now: datetime, count: int) -> list[Row]:
    ahead: Preview = preview(schedule, after=now, count=count)
    runs = [(run.local, f"moved from {run.original:%Y-%m-%d %H:%M}" if run.local != run.original else "") for run in ahead.runs]
    left_out = [(each.local, f"left out: {each.name or each.reason.value}") for each in ahead.left_out]
    zone = ZoneInfo(schedule.timezone)
    return [
        (
            schedule.id,
            local.replace(tzinfo=zone).strftime("%a %Y-%m-%d %H:%M %z"),
            instant(local, schedule.timezone).strftime("%Y-%m-%dT%H:%MZ"),
            note,
        )
        for local, note in sorted([*runs, *left_out])
    ]


def _stands(due: date | None, reached_at: datetime | None) -> str:
    return f", reached {reached_at:%Y-%m-%d}" if reached_at else f", aimed at {due}" if due else ""


def _described(schedule: Schedule, now: datetime) -> str:
    following = next(iter(preview(schedule, after=now, count=1).runs), None)
    ahead = f"next {following.local:%a %Y-%m-%d %H:%M}" if following else "none ahead"
    return f"{in_words(schedule.rrule, schedule.starts)} ({schedule.timezone}); {ahead}; series {schedule.id}"


def _exported(what: str, now: datetime) -> Audited:
    return Audited(at=now, actor=COMMAND_LINE, action="export", subject=what, outcome="done", details={})


_JOBS: dict[tuple[str, str], Callable[[SqlWorks, argparse.Namespace, datetime], Awaitable[int]]] = {
    ("engagement", "list"): _list_engagements,
    ("engagement", "show"): _show_engagement,
    ("engagement", "export"): _export_engagement,
    ("checkpoint", "list"): _list_checkpoints,
    ("checkpoint", "preview"): _preview_checkpoints,
    ("checkpoint", "export"): _export_checkpoints,
    ("checkpoint", "replay"): _replay_checkpoints,
}

"""`onramp checkpoint list`, `export` and `replay`: the records, what is taken from them, and what became of each planned date."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import output
from bot.checkpoints.calendar import ics
from bot.checkpoints.checkpoint import Checkpoint
from bot.checkpoints.documents import as_docx
from bot.checkpoints.export import as_csv, as_json
from bot.checkpoints.replay import Outcome, Replayed
from bot.checkpoints.replay import replay as replayed
from bot.engagements.engagement import Engagement
from bot.reporting import selection
from bot.reporting.auditing import exported
from bot.storage.works import SqlWorks
from knowledge.wording import Wording

_CHECKPOINTS = ("tenant", "team", "customer", "checkpoint", "start", "state", "answers", "open_steps", "minutes")
_REPLAYED = ("checkpoint", "start", "planned", "outcome", "steps", "posts", "in_doubt")


async def list_all(works: SqlWorks, options: argparse.Namespace, _: datetime) -> int:
    """A line for each record that the options name."""
    rows = []
    async for work, held in selection.engagements(works, options):
        rows += [
            (
                held.scope.tenant, held.scope.team, held.customer, each.id, each.local(held.timezone).isoformat(timespec="minutes"),
                each.state.value, str(len(each.entries)), str(sum(1 for step in each.actions if not step.done)),
                "yes" if each.minutes else "",
            )
            for each in await selection.records(work, held, options)
        ]  # fmt: skip
    output.show(rows, _CHECKPOINTS, options)
    return 0


async def export(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    """The log, the minutes a file each, or the series a file each."""
    records, files = list[Checkpoint](), dict[str, bytes]()
    async for work, held in selection.engagements(works, options):
        found = await selection.records(work, held, options)
        records += found
        if options.format == "ics":
            for each in await selection.schedules(work, options):
                title = f"{Wording.load('en').say('checkpoint.title')}: {held.customer}"
                files[f"{output.slug(held.customer)}-{output.slug(each.id)}.ics"] = ics(each, title=title, now=now)
        elif options.format in ("md", "docx"):
            for record in (one for one in found if one.minutes):
                at = f"{record.local(held.timezone):%Y-%m-%d-%H%M}"
                file = f"{output.slug(held.customer)}-{at}-{output.slug(record.schedule)}.{options.format}"
                files[file] = record.minutes.encode() if options.format == "md" else as_docx(record.minutes)
        await work.audit.add(exported("log" if options.format in ("csv", "json") else options.format, now))
    if options.format in ("csv", "json"):
        return output.write((as_csv(records) if options.format == "csv" else as_json(records)).encode(), options.out)
    return output.write_all(files, options.out)


async def replay(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    """Each date of the plans with its outcome, and a line on stderr that counts them."""
    found: list[tuple[Engagement, Replayed]] = []
    async for work, held in selection.engagements(works, options):
        first, last = selection.span(options, held)
        audit, records, owed = await work.audit.lines(), await work.checkpoints.all(), await work.ledger.all()
        for each in await selection.schedules(work, options):
            posted = [record.start for record in records if record.schedule == each.id]  # also ahead of their meetings
            until = min([*([last] if last else []), max([now, *posted])])
            found += [(held, one) for one in replayed(each, audit=audit, checkpoints=records, owed=owed, since=first, until=until)]
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

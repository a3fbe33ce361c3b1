"""`onramp checkpoint preview`: the next dates of what is planned, or of any wording."""

from __future__ import annotations

import argparse
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from bot import output
from bot.checkpoints.recurrence import instant, is_country, preview
from bot.checkpoints.schedule import Schedule
from bot.checkpoints.speech import read
from bot.engagements.refused import Refused
from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope
from bot.output import Row
from bot.reporting import selection
from bot.storage.works import SqlWorks
from knowledge.errors import OnrampError
from knowledge.wording import Wording

_RUNS = ("schedule", "start", "utc", "note")
_NOWHERE = TeamScope(tenant="", team="")


async def planned(works: SqlWorks, options: argparse.Namespace, now: datetime) -> int:
    """Show the next dates of the series that the options name."""
    rows: list[Row] = []
    async for work, _ in selection.engagements(works, options):
        for each in await selection.schedules(work, options):
            rows += _runs(each, now, options.count)
    if options.schedule and not rows:
        raise OnrampError(f"--schedule {options.schedule}: there is no such series; `onramp checkpoint preview` names those that there are")
    output.show(rows, _RUNS, options)
    return 0


def of_wording(options: argparse.Namespace, now: datetime) -> int:
    """Show the next dates that --when describes; no database is needed."""
    output.show(_runs(_trial(options, now), now, options.count), _RUNS, options)
    return 0


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


def _runs(schedule: Schedule, now: datetime, count: int) -> list[Row]:
    ahead = preview(schedule, after=now, count=count)
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

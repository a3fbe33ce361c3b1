"""What the options of a command name: teams, their engagements, series and records."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta

from bot.checkpoints.checkpoint import Checkpoint
from bot.checkpoints.ports import Work
from bot.checkpoints.recurrence import instant
from bot.checkpoints.schedule import Schedule
from bot.engagements.engagement import Engagement
from bot.engagements.scope import TeamScope
from bot.storage.works import SqlWorks
from knowledge.errors import OnrampError


async def _teams(works: SqlWorks, options: argparse.Namespace) -> list[TeamScope]:
    """The teams that the options name; all without any. Raises OnrampError where those named have no engagement."""
    found = [
        scope for scope in await works.scopes() if options.tenant in (None, scope.tenant) and options.team in (None, scope.team)
    ]  # fmt: skip
    if not found and (options.tenant or options.team):
        raise OnrampError("there is no engagement of that tenant and team; `onramp engagement list` names those that there are")
    return found


async def engagements(works: SqlWorks, options: argparse.Namespace) -> AsyncIterator[tuple[Work, Engagement]]:
    """Each engagement of those teams, while its unit of work is open."""
    for scope in await _teams(works, options):
        async with works(scope) as work:
            held = await work.engagements.get()
            if held is not None:
                yield work, held


@asynccontextmanager
async def one_engagement(works: SqlWorks, options: argparse.Namespace) -> AsyncIterator[tuple[Work, Engagement]]:
    """The engagement of the one team that the options name. Raises OnrampError where they name none, or several."""
    found = await _teams(works, options)
    if not found:
        raise OnrampError('no team has an engagement yet; one is set up in its channel, by mentioning the bot with "set up"')
    if len(found) != 1:
        raise OnrampError(f"{len(found)} teams have an engagement; give --tenant and --team, which `onramp engagement list` names")
    async with works(found[0]) as work:
        held = await work.engagements.get()
        if held is None:
            raise OnrampError("the engagement was erased meanwhile")
        yield work, held


async def schedules(work: Work, options: argparse.Namespace) -> list[Schedule]:
    """The team's series, or the one that --schedule names."""
    return [each for each in await work.schedules.all() if options.schedule in (None, each.id)]


def span(options: argparse.Namespace, held: Engagement) -> tuple[datetime | None, datetime | None]:
    """From the first to the last day that the options name, on the team's clocks."""
    first = instant(datetime.combine(options.since, time.min), held.timezone) if options.since else None
    last = instant(datetime.combine(options.until + timedelta(days=1), time.min), held.timezone) if options.until else None
    return first, last


async def records(work: Work, held: Engagement, options: argparse.Namespace) -> list[Checkpoint]:
    """The team's records that fit the span, the state, the series and the id that the options name."""
    first, last = span(options, held)
    return [
        each
        for each in await work.checkpoints.all()
        if (first is None or each.start >= first)
        and (last is None or each.start < last)
        and options.state in (None, each.state.value)
        and options.schedule in (None, each.schedule)
        and options.checkpoint in (None, each.id)
    ]

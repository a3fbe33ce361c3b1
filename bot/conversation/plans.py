"""A team's series as their cards show them, and the posted cards that follow a change of one."""

from __future__ import annotations

from datetime import datetime

from bot.checkpoints.planning import Planned
from bot.checkpoints.prompting import Prompt
from bot.checkpoints.recurrence import preview
from bot.checkpoints.schedule import Schedule
from bot.conversation.replies import PlanShown, Said
from bot.conversation.services import Services
from bot.conversation.team import Team
from bot.engagements.roster import Member


def shown(schedule: Schedule, people: tuple[Member, ...], now: datetime, *notices: Said) -> PlanShown:
    """The card of a series: its next dates, whom it can be handed over to, and `notices` above."""
    return PlanShown(schedule=schedule, preview=preview(schedule, after=now), members=people, notices=notices)


async def touched(team: Team, done: Planned, services: Services) -> list[Prompt]:
    """The posted cards of checkpoints that a change touched, as they are to read now."""
    return [await services.prompting.shown(team.work, each, team.held) for each in done.touched]


async def renewed(plan: PlanShown, prompts: list[Prompt], services: Services) -> PlanShown:
    """The plan, once the cards of posted checkpoints follow it."""
    for prompt in prompts:
        await services.cards.renew(prompt)
    return plan

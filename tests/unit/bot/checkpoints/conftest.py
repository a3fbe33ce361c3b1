"""What the tests of the checkpoints share."""

from datetime import date

import pytest

from bot.engagements.engagement import Engagement
from bot.engagements.roster import Roster, RosterRole
from tests.unit.bot.checkpoints.fortnightly import ADELE, ALEX, SCOPE, Team


@pytest.fixture
async def team() -> Team:
    """A team whose first checkpoint is tomorrow."""
    made = Team()
    async with made.works(SCOPE) as work:
        roster = Roster(held=((RosterRole.SPECIALIST, ADELE), (RosterRole.TECHNICAL_LEAD, ALEX)))
        await work.engagements.save(
            Engagement(
                id="e", scope=SCOPE, channel="channel", customer="Contoso", timezone="Europe/Berlin", start=date(2026, 3, 1), roster=roster
            )
        )
    return made

"""What is owed to a team, as the sender sees it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.checkpoints.checkpoint import State
from bot.checkpoints.planning import Terms, change
from bot.checkpoints.prompting import Notice, Prompt, Prompting
from bot.checkpoints.schedule import Schedule
from bot.conversation.nudges import Nudges
from bot.delivery.ledger import Delivery, Kind, Owed
from bot.engagements.engagement import Engagement
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from bot.storage.database import Database
from bot.storage.references import SqlReferences
from tests.fakes import FakeWorks

SCOPE = TeamScope(tenant="contoso", team="blue")
ADELE = Member(person="adele", name="Adele Vance", account="29:adele")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TERMS = Terms()
WEEKLY = Schedule(
    id="s", scope=SCOPE, rrule="FREQ=WEEKLY", starts=datetime(2026, 3, 3, 10), timezone="Europe/Berlin", owner=ADELE,  # noqa: DTZ001
)  # fmt: skip


@dataclass(kw_only=True)
class HeldCards:
    """Cards in memory. renewed: what was shown in the place of what, oldest first."""

    renewed: list[Prompt] = field(default_factory=list)

    async def renew(self, prompt: Prompt) -> None:
        """Note it."""
        self.renewed.append(prompt)


async def test_a_checkpoint_that_nobody_answered_shows_it_on_its_card(tmp_path: Path) -> None:
    """Once it is closed, its specialist is told, and mentioned; its form is gone from the card that was posted."""
    works, cards = FakeWorks(), HeldCards()
    references = SqlReferences(Database(f"sqlite:///{tmp_path / 'onramp.sqlite3'}"))  # where no channel is blocked, none is asked for
    nudges = Nudges(works=works, prompting=Prompting(terms=TERMS, say=lambda key: key), references=references, cards=cards)
    async with works(SCOPE) as work:
        roster = Roster(held=((RosterRole.SPECIALIST, ADELE),))
        await work.engagements.save(
            Engagement(
                id="e", scope=SCOPE, channel="channel", customer="Contoso", timezone="Europe/Berlin", start=date(2026, 3, 1), roster=roster
            )
        )
        await change(work, WEEKLY, channel="channel", now=NOW, terms=TERMS, by=ADELE, action="series.start")
    prompt = await _owed(works, Kind.CHECKPOINT)
    await nudges.compose(prompt, now=prompt.due)
    await nudges.sent(prompt, message_id="message", now=prompt.due)
    before = list(cards.renewed)
    closing = await _owed(works, Kind.CLOSING)
    told = await nudges.compose(closing, now=closing.due + timedelta(minutes=1))

    assert before == []
    assert isinstance(told, Notice)
    assert (told.key, told.mentioned) == ("notice.missed_silent", (ADELE,))
    assert [(each.checkpoint.state, each.checkpoint.message_id) for each in cards.renewed] == [(State.MISSED, "message")]


async def _owed(works: FakeWorks, kind: Kind) -> Owed:
    async with works(SCOPE) as work:
        return next(row for row in await work.ledger.all() if row.kind is kind and row.state is Delivery.OWED)

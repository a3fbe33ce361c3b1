"""A series every other Tuesday, a team that has it, and what a refusal says."""

from datetime import UTC, datetime

from bot.checkpoints.checkpoint import Action, Checkpoint, Entry
from bot.checkpoints.lifecycle import answered
from bot.checkpoints.planning import Planned, Terms, change, undo
from bot.checkpoints.prompting import Prompt, Prompting
from bot.checkpoints.schedule import Schedule
from bot.delivery.ledger import Delivery, Kind, Owed
from bot.engagements.refused import Refused
from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope
from knowledge.wording import Wording
from tests.fakes import FakeWorks

SCOPE = TeamScope(tenant="contoso", team="blue")
ADELE, ALEX = Member(person="adele", name="Adele Vance"), Member(person="alex", name="Alex Wilber")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday
TERMS = Terms(late_after_s=4 * 3600, remind_after_s=0, close_after_s=44 * 3600)
FIRST, SECOND, THIRD = (datetime(2026, 3, day, 10) for day in (3, 17, 31))  # noqa: DTZ001  # Tuesdays, local
FORTNIGHTLY = Schedule(
    id="s", scope=SCOPE, rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", starts=FIRST, timezone="Europe/Berlin", owner=ADELE
)  # fmt: skip


class Team:
    """A team with a fortnightly checkpoint, and a clock."""

    def __init__(self) -> None:
        self.works, self.now = FakeWorks(), NOW
        self.prompting = Prompting(terms=TERMS, say=lambda key: key)

    async def plan(self, schedule: Schedule | Refused, action: str = "series.change") -> Planned:
        """Store a plan."""
        assert isinstance(schedule, Schedule), schedule
        async with self.works(SCOPE) as work:
            return await change(work, schedule, channel="channel", now=self.now, terms=TERMS, by=ADELE, action=action)

    async def undo(self) -> Planned | Refused:
        """Take the last change back."""
        async with self.works(SCOPE) as work:
            return await undo(work, "s", channel="channel", now=self.now, terms=TERMS, by=ADELE)

    async def owed(self, kind: Kind = Kind.CHECKPOINT) -> list[Owed]:
        """What is owed and not taken back."""
        async with self.works(SCOPE) as work:
            return [row for row in await work.ledger.all() if row.state is Delivery.OWED and row.kind is kind]

    async def prompted(self) -> list[str]:
        """The originals of the prompts that are owed."""
        return [dict(row.values)["original"][:10] for row in await self.owed()]

    async def records(self) -> list[Checkpoint]:
        """The checkpoints on record."""
        async with self.works(SCOPE) as work:
            return await work.checkpoints.all()

    async def deliver(self, owed: Owed, at: datetime | None = None) -> Prompt | None:
        """Send a prompt, or what else is owed, when it is due."""
        self.now = at or owed.due
        async with self.works(SCOPE) as work:
            said = await self.prompting.compose(work, owed, now=self.now)
            await work.ledger.sent(owed.id, "message", self.now)
            if said is not None:
                await self.prompting.sent(work, owed, message_id="message", now=self.now)
        return said if isinstance(said, Prompt) else None

    async def miss(self, owed: Owed, at: datetime) -> None:
        """A prompt that comes too late."""
        self.now = at
        async with self.works(SCOPE) as work:
            await work.ledger.miss(owed.id)
            await self.prompting.missed(work, owed, now=at)

    async def answer(self, checkpoint: Checkpoint, *actions: Action) -> None:
        """Adele's answer."""
        reached = answered(checkpoint, Entry(author=ADELE, at=self.now, done="all"), actions)
        assert reached is not None
        async with self.works(SCOPE) as work:
            await work.checkpoints.save(reached)


def says(refusal: object) -> str:
    """The sentence of a refusal."""
    assert isinstance(refusal, Refused)
    return Wording.load("en").say(refusal.key, **dict(refusal.values))

"""What a replay tells of a schedule's history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.checkpoints.checkpoint import Entry
from bot.checkpoints.edits import moved, paused, rescheduled, skipped
from bot.checkpoints.lifecycle import answered
from bot.checkpoints.planning import Terms, change
from bot.checkpoints.prompting import Prompting
from bot.checkpoints.replay import Outcome, Replayed, replay
from bot.checkpoints.rule import Recurrence
from bot.checkpoints.schedule import Schedule
from bot.delivery.ledger import Delivery, Kind, Owed
from bot.engagements.engagement import Engagement
from bot.engagements.refused import Refused
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from tests.fakes import FakeWorks

SCOPE = TeamScope(tenant="contoso", team="blue")
ADELE = Member(person="adele", name="Adele Vance")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday
TERMS = Terms(remind_after_s=0)
WEEKLY = Schedule(
    id="s", scope=SCOPE, rrule="FREQ=WEEKLY;BYDAY=TU", starts=datetime(2026, 3, 3, 10), timezone="Europe/Berlin", owner=ADELE,  # noqa: DTZ001
)  # fmt: skip


class Team:
    """A team with a weekly checkpoint that nobody answers, unless told."""

    def __init__(self) -> None:
        self.works, self.prompting = FakeWorks(), Prompting(terms=TERMS, say=lambda key: key)

    async def begin(self) -> "Team":
        """Set the engagement up, and plan."""
        roster = Roster(held=((RosterRole.SPECIALIST, ADELE),))
        async with self.works(SCOPE) as work:
            await work.engagements.save(
                Engagement(
                    id="e",
                    scope=SCOPE,
                    channel="channel",
                    customer="Contoso",
                    timezone="Europe/Berlin",
                    start=date(2026, 3, 1),
                    roster=roster,
                )
            )
        await self.change(lambda _: WEEKLY, at=NOW, action="series.start")
        return self

    async def change(self, how: Callable[[Schedule], Schedule | Refused], *, at: datetime, action: str = "series.change") -> None:
        """Change the plan."""
        async with self.works(SCOPE) as work:
            wanted = how(await work.schedules.get("s") or WEEKLY)
            assert isinstance(wanted, Schedule), wanted
            await change(work, wanted, channel="channel", now=at, terms=TERMS, by=ADELE, action=action)

    async def run(self, until: datetime, *, heard: bool = False) -> None:
        """Send all that falls due by `until`; heard: whether the specialist answers each card."""
        while row := await self._next(until):
            async with self.works(SCOPE) as work:
                said = await self.prompting.compose(work, row, now=row.due)
                await work.ledger.sent(row.id, f"message of {row.id}", row.due)
                if said is not None:
                    await self.prompting.sent(work, row, message_id="message", now=row.due)
                record = (await work.checkpoints.all())[-1]
                reached = answered(record, Entry(author=ADELE, at=row.due, done="all"), ()) if heard else None
                if reached is not None:
                    await work.checkpoints.save(reached)

    async def replayed(self, until: datetime) -> list[Replayed]:
        """The replay up to `until`."""
        async with self.works(SCOPE) as work:
            current = await work.schedules.get("s")
            assert current is not None
            audit, records, owed = await work.audit.lines(), await work.checkpoints.all(), await work.ledger.all()
        return replay(current, audit=audit, checkpoints=records, owed=owed, until=until)

    async def _next(self, until: datetime) -> Owed | None:
        async with self.works(SCOPE) as work:
            return next((row for row in await work.ledger.all() if row.state is Delivery.OWED and row.due <= until), None)


def told(found: list[Replayed]) -> list[tuple[str, Outcome, str]]:
    """The days with what became of each, and what was planned."""
    return [(f"{each.original:%m-%d}", each.outcome, each.planned) for each in found]


async def test_each_date_has_one_outcome() -> None:
    """Held where someone answered, missed where nobody did, open while its time lasts."""
    team = await Team().begin()
    await team.run(NOW + timedelta(days=6), heard=True)
    await team.run(NOW + timedelta(days=15, hours=4))
    found = await team.replayed(NOW + timedelta(days=15, hours=4))

    assert told(found) == [("03-03", Outcome.HELD, ""), ("03-10", Outcome.MISSED, ""), ("03-17", Outcome.OPEN, "")]
    assert [state for state, _, _ in found[0].steps] == ["due", "posted", "acknowledged", "held"]
    assert [each.posts for each in found] == [1, 1, 1]


async def test_what_was_left_out_is_skipped_and_says_why() -> None:
    """By a skip, and by a pause; also before it is recorded."""
    team = await Team().begin()
    await team.change(lambda plan: skipped(plan, datetime(2026, 3, 10, 10), now=NOW), at=NOW)  # noqa: DTZ001
    await team.change(lambda plan: paused(plan, date(2026, 3, 20), date(2026, 3, 27)), at=NOW)
    await team.run(NOW + timedelta(days=23))

    assert told(await team.replayed(NOW + timedelta(days=23)))[1:] == [
        ("03-10", Outcome.SKIPPED, "skipped"),
        ("03-17", Outcome.MISSED, ""),
        ("03-24", Outcome.SKIPPED, "paused"),
    ]


async def test_a_date_that_was_moved_stands_once() -> None:
    """Where it took place."""
    team = await Team().begin()
    await team.run(NOW + timedelta(days=3))
    later = datetime(2026, 3, 12, 15)  # noqa: DTZ001
    await team.change(lambda plan: moved(plan, datetime(2026, 3, 10, 10), later, now=NOW), at=NOW + timedelta(days=4))  # noqa: DTZ001
    await team.run(NOW + timedelta(days=15))
    found = await team.replayed(NOW + timedelta(days=15))

    assert [f"{each.start:%m-%d %H:%M}" for each in found] == ["03-03 09:00", "03-12 14:00"]


async def test_each_plan_counts_for_its_own_time() -> None:
    """The dates of the earlier rhythm until it was changed, those of the later one from then on."""
    team = await Team().begin()
    await team.run(NOW + timedelta(days=9))
    daily = Recurrence(rrule="FREQ=WEEKLY;BYDAY=TH", starts=datetime(2026, 3, 12, 9))  # noqa: DTZ001
    await team.change(lambda plan: rescheduled(plan, daily), at=NOW + timedelta(days=9))
    await team.run(NOW + timedelta(days=18))

    assert [day for day, _, _ in told(await team.replayed(NOW + timedelta(days=18)))] == ["03-03", "03-10", "03-12", "03-19"]


async def test_a_date_of_which_nothing_came_is_lost() -> None:
    """No record, and nothing owed."""
    team = await Team().begin()
    async with team.works(SCOPE) as work:
        await work.ledger.cancel([row.id for row in await work.ledger.all()], reason="by mistake")

    assert told(await team.replayed(NOW + timedelta(days=3))) == [("03-03", Outcome.LOST, "")]


async def test_dates_wait_for_what_is_owed_before_them() -> None:
    """While the service is down nothing is lost: each date is owed once the one before it is done with."""
    team = await Team().begin()

    assert [each.outcome for each in await team.replayed(NOW + timedelta(days=16))] == [Outcome.OPEN] * 3


async def test_a_date_that_was_posted_twice_is_doubled() -> None:
    """Whatever became of its record."""
    team = await Team().begin()
    await team.run(NOW + timedelta(days=3))
    async with team.works(SCOPE) as work:
        first = next(row for row in await work.ledger.all() if row.kind is Kind.CHECKPOINT and row.state is Delivery.SENT)
        await work.ledger.owe(replace(first, id=f"{first.id}-again", state=Delivery.OWED))
        await work.ledger.sent(f"{first.id}-again", "another", NOW + timedelta(days=2))

    assert told(await team.replayed(NOW + timedelta(days=3))) == [("03-03", Outcome.DOUBLED, "")]

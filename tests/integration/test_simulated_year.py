"""A year of checkpoints in 200 teams: both changes of the clocks, holidays, pauses, moves, and two stops of the service a week."""

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from bot.checkpoints.checkpoint import Checkpoint, Entry, State
from bot.checkpoints.edits import moved, paused, skipped
from bot.checkpoints.lifecycle import answered
from bot.checkpoints.planning import Terms, change, undo
from bot.checkpoints.prompting import Notice, Prompting
from bot.checkpoints.replay import Outcome, replay
from bot.checkpoints.schedule import Schedule
from bot.delivery.ledger import Delivery, Kind, Owed
from bot.engagements.engagement import Engagement
from bot.engagements.refused import Refused
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from tests.fakes import FakeWorks

TEAMS = 200
BEGIN, END = datetime(2026, 1, 5, 0, 0, tzinfo=UTC), datetime(2027, 1, 4, 0, 0, tzinfo=UTC)
ZONES = [
    ("Europe/Berlin", "DE"), ("Europe/London", "GB"), ("America/New_York", "US"), ("America/Los_Angeles", "US"),
    ("America/Sao_Paulo", "BR"),
    ("Asia/Kolkata", "IN"), ("Asia/Tokyo", "JP"), ("Australia/Sydney", "AU"), ("Australia/Lord_Howe", ""), ("Pacific/Auckland", "NZ"),
    ("Africa/Cairo", ""), ("America/St_Johns", "CA"),
]  # fmt: skip
TERMS = Terms(late_after_s=4 * 3600, remind_after_s=20 * 3600, close_after_s=44 * 3600)
_OUTCOMES = (Outcome.HELD, Outcome.MISSED, Outcome.SKIPPED)
ADELE = Member(person="adele", name="Adele Vance")


@dataclass(kw_only=True)
class Team:
    """A team, its plan as it stands, each plan since a time, and what was told in its channel."""

    works: FakeWorks
    schedule: Schedule
    country: str
    notices: Counter[str]
    plans: list[tuple[datetime, Schedule]]

    def plan_at(self, at: datetime) -> Schedule:
        """The plan that was in force at `at`."""
        return [plan for since, plan in self.plans if since <= at][-1]

    @property
    def scope(self) -> TeamScope:
        """The team."""
        return self.schedule.scope


def _stops(chance: random.Random) -> list[tuple[datetime, datetime]]:
    """Two stops of the service a week: one of minutes, and one of hours, some longer than a prompt may be late."""
    weeks = int((END - BEGIN).days / 7)
    spans = []
    for week in range(weeks):
        for hours in (0.1, chance.choice([1, 3, 9])):
            start = BEGIN + timedelta(days=7 * week, minutes=chance.randrange(7 * 24 * 60))
            spans.append((start, start + timedelta(hours=hours)))
    return sorted(spans)


def _up(at: datetime, stops: list[tuple[datetime, datetime]]) -> datetime:
    """The first time from `at` on at which the service runs."""
    for start, end in stops:
        if start <= at < end:
            at = end
    return at


async def _begin(number: int, chance: random.Random) -> Team:
    zone, country = ZONES[number % len(ZONES)]
    scope = TeamScope(tenant=f"tenant-{number % 7}", team=f"team-{number}")
    hour, minute = chance.randrange(7, 18), chance.choice([0, 15, 30])
    first = datetime(2026, 1, 5, hour, minute) + timedelta(days=chance.randrange(14))  # noqa: DTZ001  # local
    nth = f"{1 + number % 3}{['MO', 'TU', 'WE', 'TH', 'FR'][number % 5]}"
    rule = ["FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", f"FREQ=MONTHLY;BYDAY={nth}"][number % 3]
    schedule = Schedule(
        id=f"s{number}", scope=scope, rrule=rule, starts=first, timezone=zone, owner=ADELE, country=country,
        lead_min=chance.choice([0, 30, 24 * 60]),
    )  # fmt: skip
    engagement = Engagement(
        id="e", scope=scope, channel="channel", customer="Contoso", timezone=zone, start=date(2026, 1, 5),
        roster=Roster(held=((RosterRole.SPECIALIST, ADELE),)),
    )  # fmt: skip
    works = FakeWorks()
    async with works(scope) as work:
        await work.engagements.save(engagement)
        planned = await change(work, schedule, channel="channel", now=BEGIN, terms=TERMS, by=ADELE, action="series.start")
    return Team(works=works, schedule=planned.schedule, country=country, notices=Counter(), plans=[(BEGIN, planned.schedule)])


async def _edit(team: Team, at: datetime, chance: random.Random) -> None:
    """What people do with a schedule in the course of a year."""
    async with team.works(team.scope) as work:
        schedule = await work.schedules.get(team.schedule.id)
        assert schedule is not None
        owed = [row for row in await work.ledger.all() if row.kind is Kind.CHECKPOINT and row.state is Delivery.OWED and row.due > at]
        edited: Schedule | Refused = schedule
        match chance.choice(["pause", "skip", "move", "undo"]):
            case "undo":
                undone = await undo(work, schedule.id, channel="channel", now=at, terms=TERMS, by=ADELE)
                if not isinstance(undone, Refused):
                    team.schedule = undone.schedule
                    team.plans.append((at, undone.schedule))
                return
            case "pause":
                first = at.date() + timedelta(days=chance.randrange(10))
                edited = paused(schedule, first, first + timedelta(days=chance.randrange(20)))
            case "skip" if owed:
                edited = skipped(schedule, datetime.fromisoformat(dict(owed[0].values)["original"]), now=at)
            case "move" if owed:
                original = datetime.fromisoformat(dict(owed[0].values)["original"])
                edited = moved(schedule, original, original + timedelta(days=1, hours=1), now=at)
            case _:
                return
        assert isinstance(edited, Schedule)
        planned = await change(work, edited, channel="channel", now=at, terms=TERMS, by=ADELE, action="series.change")
        team.schedule = planned.schedule
        team.plans.append((at, planned.schedule))


async def _deliver(team: Team, owed: Owed, at: datetime, prompting: Prompting, chance: random.Random) -> None:
    """One wake-up, as the sender does it."""
    begun = await team.works.deliveries.begin(owed.id, at, owed.attempt)
    if begun is None:
        return
    async with team.works(team.scope) as work:
        if (at - owed.due).total_seconds() > owed.late_after_s:
            await work.ledger.miss(owed.id)
            await prompting.missed(work, owed, now=at)
            return
        said = await prompting.compose(work, owed, now=at)
        if isinstance(said, Notice):
            team.notices[said.key] += 1
        await work.ledger.sent(owed.id, f"message of {owed.id}", at)
        if said is None:
            return
        await prompting.sent(work, owed, message_id=f"message of {owed.id}", now=at)
        if owed.kind is Kind.CHECKPOINT and chance.random() < 0.8:
            posted = next(each for each in await work.checkpoints.all() if each.message_id == f"message of {owed.id}")
            entry = answered(posted, Entry(author=ADELE, at=at + timedelta(hours=1), done="all"), ())
            assert entry is not None
            await work.checkpoints.save(entry)


async def _year(chance: random.Random) -> list[Team]:
    teams, stops = [await _begin(number, chance) for number in range(TEAMS)], _stops(chance)
    prompting = Prompting(terms=TERMS, say=lambda key: key)
    queue: list[tuple[datetime, int, str, Owed | None]] = []

    def take(number: int, now: datetime) -> None:
        for owed in teams[number].works.woken:
            heapq.heappush(queue, (_up(max(owed.due, now), stops), number, owed.id, owed))
        teams[number].works.woken.clear()

    for number in range(TEAMS):
        take(number, BEGIN)
        for _ in range(6):
            at = BEGIN + timedelta(minutes=chance.randrange(360 * 24 * 60))
            heapq.heappush(queue, (at, number, "", None))
    while queue:
        at, number, _, owed = heapq.heappop(queue)
        if at >= END:
            break
        await (_edit(teams[number], at, chance) if owed is None else _deliver(teams[number], owed, at, prompting, chance))
        take(number, at)
    return teams


def _expected(team: Team) -> Iterator[datetime]:
    """The rule's dates by hand: no library of recurrences, no code of ours."""
    schedule = team.schedule
    step = 14 if "INTERVAL=2" in schedule.rrule else 7
    day = schedule.starts
    while day < END.replace(tzinfo=None):
        if "MONTHLY" not in schedule.rrule:
            yield day
            day += timedelta(days=step)
            continue
        nth, weekday = int(schedule.rrule.split("=")[-1][0]), ["MO", "TU", "WE", "TH", "FR"].index(schedule.rrule[-2:])
        if day.weekday() == weekday and (day.day - 1) // 7 + 1 == nth:
            yield day
        day += timedelta(days=1)


@pytest.mark.slow
async def test_every_occurrence_of_a_year_is_held_missed_or_skipped_and_at_its_local_hour() -> None:
    """Exactly one record each, whatever stopped, paused or moved meanwhile; none twice, and none at a wrong local hour.

    A replay of each team's audit table finds the same.
    """
    states: Counter[State] = Counter()
    wrong: list[str] = []
    for team in await _year(random.Random(7)):  # noqa: S311
        async with team.works(team.scope) as work:
            records = {each.original: each for each in await work.checkpoints.all()}
            rows, lines = await work.ledger.all(), await work.audit.lines()
        posts = Counter(dict(row.values)["original"] for row in rows if row.kind is Kind.CHECKPOINT and row.message_id)
        zone = ZoneInfo(team.schedule.timezone)
        off = holidays.country_holidays(team.country, years=[2026, 2027]) if team.country else {}
        over = min(END - timedelta(days=30), max(records).replace(tzinfo=zone))  # what is left out is recorded with the next prompt
        again = replay(team.schedule, audit=lines, checkpoints=list(records.values()), owed=rows, until=over)
        wrong += [f"{each.checkpoint}: replayed as {each.outcome}" for each in again if each.outcome not in _OUTCOMES]
        for original in _expected(team):
            if original.replace(tzinfo=zone) <= BEGIN:
                continue
            if original.replace(tzinfo=zone) >= over:
                break
            record = records.pop(original, None)
            if record is None:
                wrong.append(f"{team.scope.team} {original}: no record")
                continue
            states[record.state] += 1
            wrong += _faults(record, team, zone, is_off=original.date() in off, posts=posts[original.isoformat()])
        wrong += [f"{team.scope.team} {extra}: no such date" for extra in records if extra.replace(tzinfo=zone) < over]

    assert not wrong, "\n".join(wrong)
    assert states[State.HELD] > 3000
    assert states[State.MISSED] > 300
    assert states[State.SKIPPED] > 200
    assert set(states) == {State.HELD, State.MISSED, State.SKIPPED}


def _faults(record: Checkpoint, team: Team, zone: ZoneInfo, *, is_off: bool, posts: int) -> Iterator[str]:
    """What is wrong with a record, by the plans that its team had."""
    plan, skipped_on = team.plan_at(record.start), record.state is State.SKIPPED
    local = record.start.astimezone(zone).replace(tzinfo=None)
    if local != (record.original if skipped_on else plan.moved.get(record.original, record.original)) and (
        not skipped_on or all(local != one.moved.get(record.original) for _, one in team.plans)
    ):
        yield f"{record.id}: at {record.start.astimezone(zone)}"
    if posts > 1:
        yield f"{record.id}: posted {posts} times"
    if not record.state.is_closed or record.history[-1].state is not record.state:
        yield f"{record.id}: {[change.state.value for change in record.history]}"
    if skipped_on and not (is_off or any(_is_left_out(record.original, one) for _, one in team.plans)):
        yield f"{record.id}: skipped without a reason"
    if not skipped_on and record.original not in plan.moved and (is_off or _is_left_out(record.original, plan)):
        yield f"{record.id}: {record.state.value} though it was left out"


def _is_left_out(original: datetime, plan: Schedule) -> bool:
    pauses = any(pause.first <= original.date() <= (pause.last or date.max) for pause in plan.pauses)
    return original in plan.skipped or pauses

"""What falls due: what it says, and what follows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.checkpoints.checkpoint import Checkpoint, Entry, State
from bot.checkpoints.lifecycle import answered
from bot.checkpoints.planning import Terms, change, settle
from bot.checkpoints.prompting import Notice, Prompt, Prompting, Reminder, Saying
from bot.checkpoints.schedule import Schedule
from bot.conversation.ports import AnswerGiven
from bot.delivery.ledger import Kind, Owed
from bot.engagements.engagement import Engagement
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from tests.fakes import FakeWorks

SCOPE = TeamScope(tenant="contoso", team="blue")
ADELE, ALEX = Member(person="adele", name="Adele Vance"), Member(person="alex", name="Alex Wilber")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TERMS = Terms(remind_after_s=20 * 3600, close_after_s=44 * 3600)
PROMPTING = Prompting(terms=TERMS, say=lambda key: key)
WEEKLY = Schedule(
    id="s", scope=SCOPE, rrule="FREQ=WEEKLY", starts=datetime(2026, 3, 3, 10), timezone="Europe/Berlin", owner=ADELE,  # noqa: DTZ001
)  # fmt: skip


async def begin(**fields: object) -> FakeWorks:
    """A team with a weekly checkpoint, as `fields` change it."""
    works = FakeWorks()
    roster = Roster(held=((RosterRole.SPECIALIST, ADELE), (RosterRole.TECHNICAL_LEAD, ALEX), (RosterRole.SPONSOR, ALEX)))
    engagement = Engagement(
        id="e", scope=SCOPE, channel="channel", customer="Contoso", timezone="Europe/Berlin", start=date(2026, 3, 1), roster=roster
    )
    async with works(SCOPE) as work:
        await work.engagements.save(engagement)
        await change(
            work, replace(WEEKLY, **fields), channel="channel", now=NOW, terms=TERMS, by=ADELE, action="series.start",  # type: ignore[arg-type]
        )  # fmt: skip
    return works


async def fall_due(works: FakeWorks, kind: Kind, *, posted: bool = True) -> Saying | None:
    """What the first row of `kind` says that is not sent yet; posted: whether it then is."""
    async with works(SCOPE) as work:
        owed = next(row for row in await work.ledger.all() if row.kind is kind and not row.sent_at)
        said = await PROMPTING.compose(work, owed, now=owed.due)
    if posted:
        await send(works, owed, composed=said is not None)
    return said


async def send(works: FakeWorks, owed: Owed, *, composed: bool = True) -> None:
    """Record that it was sent."""
    async with works(SCOPE) as work:
        await work.ledger.sent(owed.id, "message", owed.due)
        if composed:
            await PROMPTING.sent(work, owed, message_id="message", now=owed.due)


async def record(works: FakeWorks) -> Checkpoint:
    """The first checkpoint."""
    async with works(SCOPE) as work:
        return (await work.checkpoints.all())[0]


async def answer(works: FakeWorks, by: Member) -> None:
    """Someone answers the first checkpoint."""
    reached = answered(await record(works), Entry(author=by, at=NOW + timedelta(days=1, hours=2), done="all"), ())
    assert reached is not None
    async with works(SCOPE) as work:
        await work.checkpoints.save(reached)


async def test_a_reminder_goes_to_those_who_have_not_answered() -> None:
    """Each once, whatever roles they hold, and none to those who have."""
    works = await begin()
    await fall_due(works, Kind.CHECKPOINT)
    await answer(works, ADELE)

    said = await fall_due(works, Kind.REMINDER)

    assert isinstance(said, Reminder)
    assert said.missing == (ALEX,)
    assert (await record(works)).reminded_at is not None


async def test_nobody_is_reminded_when_all_have_answered() -> None:
    """Then there is nothing to say."""
    works = await begin()
    await fall_due(works, Kind.CHECKPOINT)
    await answer(works, ADELE)
    await answer(works, ALEX)

    assert await fall_due(works, Kind.REMINDER) is None


async def test_a_checkpoint_has_one_reminder() -> None:
    """However often it falls due."""
    works = await begin()
    await fall_due(works, Kind.CHECKPOINT)
    async with works(SCOPE) as work:
        [owed] = [row for row in await work.ledger.all() if row.kind is Kind.REMINDER]
    await send(works, owed)

    async with works(SCOPE) as work:
        assert await PROMPTING.compose(work, owed, now=owed.due) is None


async def test_a_checkpoint_that_was_answered_is_held_with_a_draft() -> None:
    """Nobody is bothered with it."""
    works = await begin()
    await fall_due(works, Kind.CHECKPOINT)
    await answer(works, ALEX)

    assert await fall_due(works, Kind.CLOSING) is None
    closed = await record(works)
    assert closed.state is State.HELD
    assert "Alex Wilber: all" in closed.minutes


async def test_a_silent_team_is_reported_to_who_answers_for_the_series_until_the_report_is_sent() -> None:
    """A channel that does not take it at first gets it again."""
    works = await begin()
    await fall_due(works, Kind.CHECKPOINT)

    first = await fall_due(works, Kind.CLOSING, posted=False)
    again = await fall_due(works, Kind.CLOSING)

    assert first == again == Notice(key="notice.missed_silent", values=(("date", "2026-03-03 10:00"),), mentioned=(ADELE,))
    assert (await record(works)).state is State.MISSED


async def test_a_prompt_whose_date_was_left_out_meanwhile_says_nothing() -> None:
    """A wake-up that was under way when the plan changed."""
    works = await begin()
    async with works(SCOPE) as work:
        [owed] = [row for row in await work.ledger.all() if row.kind is Kind.CHECKPOINT]
        schedule = await work.schedules.get("s")
        assert schedule is not None
        await work.schedules.save(replace(schedule, skipped=frozenset({WEEKLY.starts})))

    async with works(SCOPE) as work:
        assert await PROMPTING.compose(work, owed, now=owed.due) is None


async def test_questions_asked_before_a_skipped_date_stay_on_the_agenda() -> None:
    """They are taken up again since the last checkpoint that was, not since the date on which there was none."""
    works = await begin(skipped=frozenset({datetime(2026, 3, 10, 10)}))  # noqa: DTZ001
    await fall_due(works, Kind.CHECKPOINT)
    await works.feedback.keep(
        AnswerGiven(
            tenant="contoso",
            conversation="c",
            message_id="1",
            at=datetime(2026, 3, 5, tzinfo=UTC),
            question="Why?",
            kind="abstain",
            team="blue",
        )
    )
    async with works(SCOPE) as work:
        schedule = await work.schedules.get("s")
        assert schedule is not None
        await settle(work, schedule, now=datetime(2026, 3, 11, tzinfo=UTC))
        owed = next(row for row in await work.ledger.all() if row.kind is Kind.CHECKPOINT and not row.sent_at)
        said = await PROMPTING.compose(work, owed, now=owed.due)

    assert isinstance(said, Prompt)
    assert (said.checkpoint.original.day, said.agenda.unanswered) == (17, ("Why?",))

"""What the ledger's sender can do, in each database and in memory."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkpoints.ports import Work
from bot.delivery.ledger import Backlog, Delivery, Kind, Owed
from bot.delivery.ports import Deliveries
from bot.engagements.scope import TeamScope
from bot.storage.database import Database
from bot.storage.ledger import SqlDeliveries
from bot.storage.works import SqlWorks
from tests.fakes import FakeWorks

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OURS = TeamScope(tenant="contoso", team="blue")
THEIRS = TeamScope(tenant="fabrikam", team="blue")
OWED = Owed(id="cp:s1:1", scope=OURS, conversation="channel", kind=Kind.CHECKPOINT, due=NOW, values=(("name", "x"),))


class OpensWorks(Protocol):
    def __call__(self, scope: TeamScope) -> AbstractAsyncContextManager[Work]: ...


@dataclass(kw_only=True)
class Post:
    """A ledger from both its sides. woken: the wake-ups that were set, oldest first."""

    works: OpensWorks
    deliveries: Deliveries
    woken: list[Owed] = field(default_factory=list)

    async def owe(self, *owed: Owed) -> None:
        """Owe messages."""
        for each in owed:
            async with self.works(each.scope) as work:
                assert await work.ledger.owe(each)

    async def state(self, id: str = OWED.id) -> Delivery | None:  # noqa: A002
        """How the row stands."""
        row = await self.deliveries.get(id)
        return row.state if row else None


@pytest.fixture(params=["held", "kept"])
def post(request: pytest.FixtureRequest, database: Database) -> Post:
    """Each ledger in turn; what is kept is kept in each database."""
    if request.param == "held":
        held = FakeWorks()
        return Post(works=held, deliveries=held.deliveries, woken=held.woken)
    woken: list[Owed] = []

    async def wake(_: AsyncConnection, owed: Owed) -> None:
        woken.append(owed)

    return Post(works=SqlWorks(database, wake=wake), deliveries=SqlDeliveries(database, wake), woken=woken)


async def test_a_message_is_taken_once(post: Post) -> None:
    """Whoever comes second finds nothing to send."""
    await post.owe(OWED)

    taken = [await post.deliveries.begin(OWED.id, NOW, 0) for _ in range(2)]

    assert taken == [replace(OWED, state=Delivery.SENDING), None]


async def test_a_wake_up_that_the_row_knows_nothing_of_sends_nothing(post: Post) -> None:
    """Such as one that outlived the ledger it was set for."""
    await post.owe(OWED)

    assert await post.deliveries.begin(OWED.id, NOW, 1) is None
    assert await post.deliveries.begin("unknown", NOW, 0) is None
    assert await post.state() is Delivery.OWED


async def test_an_earlier_wake_up_may_still_send(post: Post) -> None:
    """It was late, not lost, and whichever comes first does the work."""
    await post.owe(OWED)
    await post.deliveries.rewake(OWED.id, 1, NOW, seen=Delivery.OWED)

    assert await post.deliveries.begin(OWED.id, NOW, 0) is not None
    assert await post.deliveries.begin(OWED.id, NOW, 1) is None


async def test_a_message_once_sent_is_never_taken_again(post: Post) -> None:
    """Nor woken, nor given back, nor counted as owed."""
    await post.owe(OWED)
    await post.deliveries.begin(OWED.id, NOW, 0)

    assert await post.deliveries.sent(OWED.id, "m1", NOW)
    assert await post.deliveries.get(OWED.id) == replace(OWED, state=Delivery.SENT, message_id="m1", sent_at=NOW)
    assert not await post.deliveries.sent(OWED.id, "m2", NOW)
    assert not await post.deliveries.release(OWED.id)
    assert not await post.deliveries.rewake(OWED.id, 1, NOW, seen=Delivery.OWED)
    assert await post.deliveries.begin(OWED.id, NOW, 0) is None
    assert await post.deliveries.backlog(NOW + timedelta(days=1)) == Backlog()


async def test_a_message_that_was_sent_after_all_counts_as_sent(post: Post) -> None:
    """Its process was taken for dead, and was only slow."""
    await post.owe(OWED)
    await post.deliveries.begin(OWED.id, NOW, 0)
    await post.deliveries.doubt(OWED.id)

    assert await post.deliveries.sent(OWED.id, "m1", NOW)
    assert await post.state() is Delivery.SENT


async def test_a_message_refused_for_now_is_owed_again(post: Post) -> None:
    """And can be taken again."""
    await post.owe(OWED)
    await post.deliveries.begin(OWED.id, NOW, 0)

    assert await post.deliveries.release(OWED.id)
    assert not await post.deliveries.release(OWED.id)
    assert await post.deliveries.begin(OWED.id, NOW, 0) is not None


@pytest.mark.parametrize("begun", [False, True])
async def test_a_message_can_be_given_up(post: Post, begun: bool) -> None:
    """As refused for good, or as too late; then nothing follows."""
    await post.owe(OWED, replace(OWED, id="late"))
    if begun:
        await post.deliveries.begin(OWED.id, NOW, 0)
        await post.deliveries.begin("late", NOW, 0)

    assert await post.deliveries.refuse(OWED.id, "MessageWritesBlocked")
    assert await post.deliveries.miss("late")
    assert [await post.state(), await post.state("late")] == [Delivery.REFUSED, Delivery.MISSED]
    assert not await post.deliveries.miss(OWED.id)
    assert not await post.deliveries.refuse("late", "again")
    assert await post.deliveries.begin(OWED.id, NOW, 0) is None


async def test_only_what_was_being_sent_can_be_in_doubt(post: Post) -> None:
    """It then waits for a person."""
    await post.owe(OWED)

    assert not await post.deliveries.doubt(OWED.id)
    await post.deliveries.begin(OWED.id, NOW, 0)
    assert await post.deliveries.doubt(OWED.id)
    assert await post.deliveries.backlog(NOW) == Backlog(in_doubt=1)
    assert await post.state() is Delivery.IN_DOUBT
    assert await post.deliveries.overdue(NOW + timedelta(days=1), 10) == []


async def test_forgotten_messages_are_found_after_a_grace(post: Post) -> None:
    """Those whose wake-up did not come, and those whose process died; the longest due first, and no more than asked for."""
    await post.owe(*(replace(OWED, id=f"m{number}", due=NOW + timedelta(seconds=number)) for number in (2, 1)), replace(OWED, id="sending"))
    await post.owe(replace(OWED, id="later", due=NOW + timedelta(hours=1)))
    await post.deliveries.begin("sending", NOW, 0)

    async def found(after: timedelta, limit: int = 10) -> list[str]:
        return [row.id for row in await post.deliveries.overdue(NOW + after, limit)]

    assert await found(timedelta(minutes=1)) == []
    assert await found(timedelta(minutes=3)) == ["sending", "m1", "m2"]
    assert await found(timedelta(minutes=3), limit=2) == ["sending", "m1"]


async def test_one_process_wakes_a_forgotten_message(post: Post) -> None:
    """Under a later attempt, with its wake-up; the grace begins anew."""
    await post.owe(OWED)
    await post.deliveries.begin(OWED.id, NOW, 0)
    later = NOW + timedelta(minutes=3)

    assert await post.deliveries.rewake(OWED.id, 1, later, seen=Delivery.SENDING)
    assert not await post.deliveries.rewake(OWED.id, 1, later, seen=Delivery.SENDING)
    assert post.woken == [OWED, replace(OWED, attempt=1)]
    assert await post.deliveries.overdue(later + timedelta(minutes=1), 10) == []
    assert [row.id for row in await post.deliveries.overdue(later + timedelta(minutes=3), 10)] == [OWED.id]


async def test_what_follows_from_a_message_begins_as_owed(post: Post) -> None:
    """Though it is made from one that is being sent."""
    await post.owe(OWED)
    taken = await post.deliveries.begin(OWED.id, NOW, 0)
    assert taken is not None
    await post.owe(replace(taken, id="reminder", message_id="m1", attempt=2))

    assert await post.deliveries.get("reminder") == post.woken[-1] == replace(OWED, id="reminder")


@pytest.mark.parametrize("seen", [Delivery.OWED, Delivery.SENDING])
async def test_what_is_begun_after_it_was_seen_is_not_owed_as_well(post: Post, seen: Delivery) -> None:
    """Else it would be sent twice: a sweep looks first and acts later."""
    await post.owe(OWED)
    await post.deliveries.begin(OWED.id, NOW, 0)

    assert not await post.deliveries.rewake(OWED.id, 1, NOW, seen=seen)
    assert await post.state() is Delivery.SENDING


async def test_a_message_of_an_undone_work_wakes_nobody(post: Post) -> None:
    """It is not owed."""
    with pytest.raises(KeyError):  # noqa: PT012  # the work as a whole fails
        async with post.works(OURS) as work:
            await work.ledger.owe(OWED)
            raise KeyError

    assert await post.state() is None
    assert await post.deliveries.begin(OWED.id, NOW, 0) is None


async def test_the_backlog_tells_what_is_due_and_how_late(post: Post) -> None:
    """Over all teams; what is due later is no backlog."""
    await post.owe(OWED, replace(OWED, id="theirs", scope=THEIRS, due=NOW + timedelta(seconds=30)))
    await post.owe(replace(OWED, id="later", due=NOW + timedelta(hours=1)))

    assert await post.deliveries.backlog(NOW + timedelta(minutes=1)) == Backlog(owed=2, late_s=60.0)


async def test_old_rows_that_nothing_follows_are_dropped(post: Post) -> None:
    """What is owed or in doubt stays, however old."""
    await post.owe(*(replace(OWED, id=name) for name in ("sent", "owed", "doubtful")))
    await post.deliveries.sent("sent", "m1", NOW)
    await post.deliveries.begin("doubtful", NOW, 0)
    await post.deliveries.doubt("doubtful")

    assert await post.deliveries.purge(NOW) == 0
    assert await post.deliveries.purge(NOW + timedelta(seconds=1)) == 1
    assert [await post.state(name) for name in ("sent", "owed", "doubtful")] == [None, Delivery.OWED, Delivery.IN_DOUBT]


@pytest.mark.parametrize("ids", [[OWED.id], [OWED.id, OWED.id, "unknown"], []])
async def test_only_what_is_still_owed_is_taken_back(post: Post, ids: Sequence[str]) -> None:
    """Each once; a message being sent is not."""
    await post.owe(OWED, replace(OWED, id="sending"))
    await post.deliveries.begin("sending", NOW, 0)
    async with post.works(OURS) as work:
        count = await work.ledger.cancel([*ids, "sending"], reason="moved")

    assert count == len(set(ids) - {"unknown"})
    assert await post.state("sending") is Delivery.SENDING


async def test_a_forged_id_does_nothing_in_another_team(post: Post) -> None:
    """Neither reads nor changes it."""
    await post.owe(OWED)
    async with post.works(THEIRS) as work:
        assert await work.ledger.get(OWED.id) is None
        assert await work.ledger.all() == []
        assert await work.ledger.cancel([OWED.id], reason="forged") == 0
        assert not await work.ledger.sent(OWED.id, "m1", NOW)
        assert not await work.ledger.miss(OWED.id)
        with pytest.raises(ValueError, match="another team"):
            await work.ledger.owe(OWED)

    assert await post.state() is Delivery.OWED


async def test_a_work_records_what_was_sent_together_with_what_it_was_for(post: Post) -> None:
    """Or, when it fails, neither."""
    await post.owe(OWED)
    await post.deliveries.begin(OWED.id, NOW, 0)
    with pytest.raises(KeyError):  # noqa: PT012  # the work as a whole fails
        async with post.works(OURS) as work:
            await work.ledger.sent(OWED.id, "m1", NOW)
            raise KeyError
    assert await post.state() is Delivery.SENDING
    async with post.works(OURS) as work:
        assert await work.ledger.sent(OWED.id, "m1", NOW)

    assert await post.state() is Delivery.SENT

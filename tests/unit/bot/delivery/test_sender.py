"""How one message is sent, and what becomes of it when it cannot be."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.ledger import Delivery, Kind, Owed, Policy, Reference
from bot.delivery.limits import Limits
from bot.delivery.sender import Sender
from bot.delivery.sweeper import Sweeper
from bot.engagements.scope import TeamScope
from bot.errors import ChannelRefused, StoreUnavailable
from tests.fakes import FakeWorks

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWED = Owed(id="n", scope=TeamScope(tenant="contoso", team="blue"), conversation="channel", kind=Kind.NOTICE, due=NOW, late_after_s=3600)


@dataclass
class Post:
    """All that a sender works with. Posting fails with `faults`, oldest first. log: what happened, in order."""

    works: FakeWorks = field(default_factory=FakeWorks)
    faults: list[Exception] = field(default_factory=list)
    reference: Reference | None = field(
        default_factory=lambda: Reference(tenant="contoso", conversation="channel", service_url="https://smba.example")
    )
    log: list[str] = field(default_factory=list)
    seconds: float = 0.0
    says: object = "said"

    @property
    def sender(self) -> Sender:
        """A sender."""
        return Sender(
            deliveries=self.works.deliveries, references=self, composer=self, poster=self, now=self.now,  # type: ignore[arg-type]
            clock=lambda: self.seconds, sleep=self.sleep, chance=lambda: 0.5, limits=Limits(),
        )  # fmt: skip

    @property
    def sweeper(self) -> Sweeper:
        """A sweeper, to whom no wake-up waits."""
        return Sweeper(deliveries=self.works.deliveries, composer=self, waiting=self.waiting, now=self.now, sleep=self.sleep)

    async def owe(self, owed: Owed = OWED) -> None:
        """Owe a message."""
        async with self.works(owed.scope) as work:
            await work.ledger.owe(owed)

    async def state(self) -> Delivery | None:
        """How the message stands."""
        row = await self.works.deliveries.get(OWED.id)
        return row.state if row else None

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    async def sleep(self, wait_s: float) -> None:
        self.seconds += wait_s

    async def waiting(self, rows: object) -> list[str]:
        return []

    async def get(self, tenant: str, conversation: str) -> Reference | None:
        return self.reference

    async def block(self, tenant: str, conversation: str, *, blocked: bool = True) -> None:
        self.log.append(f"block {conversation}")

    async def post(self, reference: Reference, said: object) -> str:
        self.log.append(f"post at {self.seconds:g}, {await self.state()}")
        if self.faults:
            raise self.faults.pop(0)
        return "m1"

    async def compose(self, owed: Owed, *, now: datetime) -> object:
        return self.says

    async def sent(self, owed: Owed, *, message_id: str, now: datetime) -> None:
        await self.works.deliveries.sent(owed.id, message_id, now)
        self.log.append(f"sent {message_id}")

    async def missed(self, owed: Owed, *, now: datetime) -> None:
        await self.works.deliveries.miss(owed.id)
        self.log.append("missed")

    async def doubted(self, owed: Owed, *, now: datetime) -> None:
        self.log.append("doubted")

    async def refused(self, owed: Owed, *, reason: str, now: datetime) -> None:
        self.log.append(f"refused {reason}")


def refusal(status: int, retry_after_s: float | None = None) -> ChannelRefused:
    """The channel's refusal."""
    return ChannelRefused("busy", status=status, retry_after_s=retry_after_s)


async def test_the_intent_stands_before_the_post_and_the_record_comes_after() -> None:
    """With the message's id."""
    post = Post()
    await post.owe()
    await post.sender.deliver(OWED.id, 0)
    row = await post.works.deliveries.get(OWED.id)

    assert post.log == ["post at 0, sending", "sent m1"]
    assert row is not None
    assert (row.state, row.message_id) == (Delivery.SENT, "m1")


@pytest.mark.parametrize(
    ("fault", "again_at"),
    [(refusal(429, 3.0), 3.0), (refusal(429), 1.0), (refusal(502), 1.0), (refusal(412, 7.5), 7.5)],
    ids=["429 after 3 s", "429", "502", "412 after 7.5 s"],
)
async def test_a_busy_channel_is_asked_again_when_it_says(fault: ChannelRefused, again_at: float) -> None:
    """Or after a pause, where it does not say."""
    post = Post(faults=[fault])
    await post.owe()
    await post.sender.deliver(OWED.id, 0)

    assert post.log == ["post at 0, sending", f"post at {again_at:g}, sending", "sent m1"]


@pytest.mark.parametrize(
    "faults", [[refusal(429, 600.0)], [refusal(503)] * 4, [PermissionError("no token")]], ids=["long", "often", "token"]
)
async def test_what_cannot_be_posted_now_stays_owed(faults: list[Exception]) -> None:
    """The next sweep takes it up."""
    post = Post(faults=faults)
    await post.owe()
    await post.sender.deliver(OWED.id, 0)

    assert await post.state() is Delivery.OWED
    assert not post.faults


async def test_a_retry_counts_towards_the_limits() -> None:
    """Seven tries in a second are as many as seven messages."""
    post = Post()
    sender = post.sender
    for number in range(3):
        owed = replace(OWED, id=f"n{number}")
        await post.owe(owed)
        post.faults = [refusal(502, 0.0), refusal(502, 0.0)]
        await sender.deliver(owed.id, 0)
    times = [float(line.split()[2].rstrip(",")) for line in post.log if line.startswith("post")]

    assert len(times) == 9
    assert sum(at < 1.0 for at in times) <= 7


@pytest.mark.parametrize("status", [403, 404])
async def test_a_conversation_that_takes_no_messages_is_left_alone(status: int) -> None:
    """The refusal is told."""
    post = Post(faults=[refusal(status)])
    await post.owe()
    await post.sender.deliver(OWED.id, 0)

    assert post.log[1:] == ["block channel", f"refused {status}"]
    assert await post.state() is Delivery.REFUSED


async def test_nothing_is_posted_where_the_bot_is_blocked() -> None:
    """It is not even tried."""
    post = Post()
    post.reference = replace(post.reference, blocked=True) if post.reference else None
    await post.owe()
    await post.sender.deliver(OWED.id, 0)

    assert post.log == ["refused blocked"]


async def test_what_is_too_late_is_missed_and_not_posted() -> None:
    """Hours later nobody wants it."""
    post = Post(seconds=3601)
    await post.owe()
    await post.sender.deliver(OWED.id, 0)

    assert post.log == ["missed"]
    assert await post.state() is Delivery.MISSED


async def _unknown(post: Post) -> None:
    post.faults = [TimeoutError()]
    await post.sender.deliver(OWED.id, 0)
    post.seconds += 600


@pytest.mark.parametrize(
    ("policy", "state", "told"), [(Policy.HOLD, Delivery.IN_DOUBT, ["doubted"]), (Policy.RESEND, Delivery.OWED, [])], ids=str
)
async def test_what_may_have_arrived_follows_its_policy(policy: Policy, state: Delivery, told: list[str]) -> None:
    """Held, it waits for a person; else it is sent again under a new attempt."""
    post = Post()
    await post.owe(replace(OWED, policy=policy))
    await _unknown(post)
    await post.sweeper.sweep()

    assert await post.state() is state
    assert post.log[1:] == told
    assert [owed.attempt for owed in post.works.woken] == ([0] if told else [0, 1])


async def test_a_sweep_that_fails_is_followed_by_another() -> None:
    """Else nothing would be taken up any more."""
    post, ends = Post(), iter([StoreUnavailable("away"), KeyboardInterrupt()])

    async def waiting(_: object) -> list[str]:
        raise next(ends)

    sweeper = replace(post.sweeper, waiting=waiting)
    with pytest.raises(KeyboardInterrupt):
        await sweeper.run()

    assert post.seconds == sweeper.every_s


async def test_a_message_that_nothing_says_any_more_is_settled() -> None:
    """Without a post."""
    post = Post(says=None)
    await post.owe()
    await post.sender.deliver(OWED.id, 0)

    assert (post.log, await post.state()) == ([], Delivery.SENT)

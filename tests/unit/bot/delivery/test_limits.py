"""How often may be posted."""

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.limits import Limits

_DOCUMENTED = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3600.0))
_TENANT = (50, 1.0)


def sent_at(limits: list[Limits], conversations: int, count: int) -> list[tuple[float, int]]:
    """When each of `count` posts to one of `conversations` goes out, where every process of `limits` posts as soon as it may."""
    now, made = 0.0, list[tuple[float, int]]()
    while len(made) < count:
        waits = []
        for process in limits:
            for conversation in range(conversations):
                while not (wait := process.wait_s("tenant", str(conversation), now)):
                    made.append((now, conversation))
                waits.append(wait)
        now += max(min(waits), 1e-6)
    return made


def most_within(times: list[float], seconds: float) -> int:
    """The largest count in any span of `seconds`."""
    return max(sum(1 for other in times if start <= other < start + seconds) for start in times)


@given(replicas=st.integers(1, 3))
def test_no_span_holds_more_posts_to_a_conversation_than_the_channel_takes(replicas: int) -> None:
    """However many processes post side by side."""
    times = [at for at, _ in sent_at([Limits(replicas=replicas) for _ in range(replicas)], 1, 150)]

    assert all(most_within(times, seconds) <= count for count, seconds in _DOCUMENTED)


def test_an_hour_holds_no_more_posts_to_a_conversation_than_the_channel_takes() -> None:
    """And not far less."""
    times = [at for at, _ in sent_at([Limits()], 1, 1_600)]

    assert 1_400 <= sum(at < 3600 for at in times) <= 1_800


def test_a_second_holds_no_more_posts_in_a_tenant_than_the_channel_takes() -> None:
    """To however many conversations."""
    times = [at for at, _ in sent_at([Limits()], 30, 200)]

    assert most_within(times, _TENANT[1]) <= _TENANT[0]


def test_a_conversation_that_asks_for_time_gets_it() -> None:
    """And the others go on."""
    limits = Limits()
    limits.hold_off("tenant", "busy", 5.0)

    assert limits.wait_s("tenant", "busy", 1.0) == 4.0
    assert limits.wait_s("tenant", "other", 1.0) == 0.0
    assert limits.wait_s("tenant", "busy", 5.0) == 0.0

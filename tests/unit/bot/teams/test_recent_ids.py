"""Ids seen lately."""

from bot.teams.recent_ids import RecentIds


def test_an_id_is_new_once() -> None:
    """The second time it is known."""
    ids = RecentIds()

    assert [ids.first("conversation", "a", now=0), ids.first("conversation", "a", now=1)] == [True, False]


def test_the_same_id_in_another_conversation_is_new() -> None:
    """Ids are unique within a conversation alone."""
    ids = RecentIds()
    ids.first("one", "a", now=0)

    assert ids.first("another", "a", now=0)


def test_an_id_is_forgotten_after_its_time() -> None:
    """It counts as new again."""
    ids = RecentIds(time_to_live_s=60)
    ids.first("a", now=0)

    assert [ids.first("a", now=60), ids.first("a", now=60.5)] == [False, True]


def test_the_oldest_id_makes_room() -> None:
    """The number of ids is bounded."""
    ids = RecentIds(capacity=2)
    for key in ("a", "b", "c"):
        ids.first(key, now=0)

    assert [ids.first("c", now=0), ids.first("b", now=0), ids.first("a", now=0)] == [False, False, True]


def test_an_id_can_be_taken_back() -> None:
    """What could not be answered may come again."""
    ids = RecentIds()
    ids.first("a", now=0)

    ids.forget("a")

    assert ids.first("a", now=0)

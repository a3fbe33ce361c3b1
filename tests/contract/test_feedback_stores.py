"""What every FeedbackStore does: the one in memory that tests use, and the one in SQLite."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.ports import AnswerGiven, FeedbackStore, Rated
from bot.errors import StoreUnavailable
from bot.storage.feedback import SqliteFeedback
from tests.fakes import HeldFeedback

NOW = datetime(2024, 10, 1, 9, 0, tzinfo=UTC)
GIVEN = AnswerGiven(
    tenant="contoso", conversation="chat", message_id="m1", at=NOW, question="Who does it?", kind="ownership", docids=("task.a", "task.b")
)
LIKED = Rated(tenant="contoso", conversation="chat", message_id="m1", person="adele", at=NOW, reaction="like", comment="it’s “clear” 👍")


@pytest.fixture(params=["held", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[FeedbackStore]:
    """Each store in turn."""
    if request.param == "held":
        yield HeldFeedback()
        return
    kept = SqliteFeedback(tmp_path / "new folder" / "feedback.sqlite3")
    await kept.open(now=NOW, keep_days=30)
    yield kept
    await kept.close()


async def test_a_rating_comes_with_its_answer(store: FeedbackStore) -> None:
    """Both as they were given."""
    await store.keep(GIVEN)
    await store.rate(LIKED)

    assert await store.ratings() == [(LIKED, GIVEN)]


async def test_a_rating_of_an_unknown_message_is_kept(store: FeedbackStore) -> None:
    """Its answer may be long gone."""
    await store.rate(LIKED)

    assert await store.ratings() == [(LIKED, None)]


async def test_a_rating_without_a_message_goes_to_the_latest_answer_of_its_conversation(store: FeedbackStore) -> None:
    """Not to one of another conversation or tenant."""
    later = replace(GIVEN, message_id="m2", at=NOW + timedelta(seconds=1))
    latest = NOW + timedelta(hours=1)
    for given in (later, GIVEN, replace(GIVEN, conversation="other", at=latest), replace(GIVEN, tenant="fabrikam", at=latest)):
        await store.keep(given)

    await store.rate(replace(LIKED, message_id=None))

    assert await store.ratings() == [(replace(LIKED, message_id="m2"), later)]


async def test_a_rating_before_any_answer_is_kept_by_itself(store: FeedbackStore) -> None:
    """It has no message."""
    await store.rate(replace(LIKED, message_id=None))

    assert await store.ratings() == [(replace(LIKED, message_id=None), None)]


async def test_a_person_s_later_rating_replaces_the_earlier_one(store: FeedbackStore) -> None:
    """Another person's does not."""
    changed = replace(LIKED, reaction="dislike", at=NOW + timedelta(seconds=1))
    other = replace(LIKED, person="alex", at=NOW + timedelta(seconds=2))
    for rated in (LIKED, changed, other):
        await store.rate(rated)

    assert [rated for rated, _ in await store.ratings()] == [changed, other]


async def test_an_answer_updated_in_place_replaces_the_earlier_one(store: FeedbackStore) -> None:
    """The message shows the later one."""
    settled = replace(GIVEN, kind="verdict", docids=())
    await store.keep(GIVEN)
    await store.keep(settled)
    await store.rate(LIKED)

    assert await store.ratings() == [(LIKED, settled)]


async def test_ratings_come_in_the_order_of_their_time(store: FeedbackStore) -> None:
    """Oldest first, whichever zone their time was told in."""
    early = replace(LIKED, person="early", at=NOW - timedelta(hours=1))
    await store.rate(LIKED)
    await store.rate(early)

    assert [rated for rated, _ in await store.ratings()] == [early, LIKED]


async def test_the_file_keeps_ratings_over_a_restart_and_drops_old_ones(tmp_path: Path) -> None:
    """What is older than keep_days goes when the store is opened."""
    path = tmp_path / "feedback.sqlite3"
    first = SqliteFeedback(path)
    await first.open(now=NOW, keep_days=30)
    await first.keep(GIVEN)
    await first.rate(LIKED)
    await first.rate(replace(LIKED, person="old", at=NOW - timedelta(days=29)))
    await first.close()

    second = SqliteFeedback(path)
    await second.open(now=NOW + timedelta(days=2), keep_days=30)
    kept = await second.ratings()
    await second.close()

    assert kept == [(LIKED, GIVEN)]


async def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """With the setting that names another."""
    (tmp_path / "file").write_text("in the way")
    store = SqliteFeedback(tmp_path / "file" / "feedback.sqlite3")

    with pytest.raises(StoreUnavailable, match=r"feedback\.sqlite3.*ONRAMP_FEEDBACK"):
        await store.open(now=NOW, keep_days=30)
    await store.close()

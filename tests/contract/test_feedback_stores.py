"""What every FeedbackStore does: the one in memory that tests use, and the one in each database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.ports import AnswerGiven, FeedbackStore, Rated
from bot.errors import StoreUnavailable
from bot.storage.database import Database
from bot.storage.erasure import erase_person
from bot.storage.feedback import SqlFeedback
from bot.storage.housekeeping import purge
from tests.fakes import HeldFeedback

NOW = datetime(2024, 10, 1, 9, 0, tzinfo=UTC)
GIVEN = AnswerGiven(
    tenant="contoso", conversation="chat", message_id="m1", at=NOW, question="Who does it?", kind="ownership", docids=("task.a", "task.b")
)
LIKED = Rated(tenant="contoso", conversation="chat", message_id="m1", person="adele", at=NOW, reaction="like", comment="it’s “clear” 👍")


@pytest.fixture(params=["held", "kept"])
def store(request: pytest.FixtureRequest, database: Database) -> FeedbackStore:
    """Each store in turn, the one that is kept in each database."""
    return HeldFeedback() if request.param == "held" else SqlFeedback(database)


async def test_a_rating_comes_with_its_answer(store: FeedbackStore) -> None:
    """Both as they were given."""
    await store.keep(GIVEN)
    await store.rate(LIKED)

    assert await store.ratings() == [(LIKED, GIVEN)]


async def test_it_is_known_what_was_answered(store: FeedbackStore) -> None:
    """By the activity that was answered, in its own conversation."""
    await store.keep(replace(GIVEN, activity_id="a1"))

    assert await store.answered("contoso", "chat", "a1")
    assert not await store.answered("contoso", "chat", "a2")
    assert not await store.answered("contoso", "other", "a1")
    assert not await store.answered("fabrikam", "chat", "a1")


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


async def test_old_answers_and_ratings_are_dropped(database: Database) -> None:
    """What is older than asked for; the rest stays."""
    store = SqlFeedback(database)
    recent = replace(LIKED, message_id="m2", at=NOW + timedelta(days=20))
    await store.keep(GIVEN)
    await store.rate(LIKED)
    await store.rate(recent)

    dropped = await purge(database, before=NOW + timedelta(days=1))

    assert dropped == 2
    assert await store.ratings() == [(recent, None)]


async def test_what_a_person_said_is_erased(database: Database) -> None:
    """Their ratings and questions; another person's stay."""
    store = SqlFeedback(database)
    await store.keep(replace(GIVEN, person="adele"))
    await store.rate(LIKED)
    await store.rate(replace(LIKED, person="alex"))

    await erase_person(database, tenant="contoso", person="adele", progress=lambda _, __: None)

    [(rated, given)] = await store.ratings()
    assert rated.person == "alex"
    assert given == replace(GIVEN, question="", person="")


async def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """With the setting that gives another."""
    (tmp_path / "file").write_text("in the way")
    store = SqlFeedback(Database(f"sqlite:///{tmp_path / 'file' / 'onramp.sqlite3'}"))

    with pytest.raises(StoreUnavailable, match="ONRAMP_DATABASE_URL"):
        await store.keep(GIVEN)

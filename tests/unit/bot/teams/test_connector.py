"""What the channel gets: the activity as the SDK writes it, with the card as it was made."""

import asyncio

import pytest
from botbuilder.schema import Activity, Attachment

from bot.conversation.replies import Answered, Said
from bot.teams import render
from bot.teams.cards.deck import Deck
from bot.teams.connector import Connector, Conversations
from bot.teams.own_token import OwnToken
from knowledge.pack import Pack
from knowledge.wording import Wording
from tests import samples
from tests.channel import connector


async def sent(activity: Activity) -> object:
    """What reaches the channel when `activity` is said."""
    sending = Connector(OwnToken(None), sleep=asyncio.sleep, random=lambda: 0.5)
    try:
        async with connector() as channel:
            await Conversations(sending, channel.url).reply_to_activity("chat", "activity-1", activity)
            return channel.posted[0].body
    finally:
        await sending.close()


@pytest.mark.parametrize("said", [Answered(answer=samples.verdict(), question="Is it in scope?"), Said(key="error.old_card")])
async def test_a_reply_is_sent_as_the_sdk_would_write_it(contoso: Pack, said: Answered | Said) -> None:
    """With its card, its citations and its request for a rating."""
    activity = render.message(said, Deck(wording=Wording.load("en"), pack=contoso.manifest))
    assert activity is not None
    assert await sent(activity) == activity.serialize()


async def test_saying_something_leaves_the_activity_as_it_was() -> None:
    """It can be said again."""
    activity = Activity(
        type="message", attachments=[Attachment(content_type="card", content={"body": ["a"]}), Attachment(content_type="x")]
    )
    assert await sent(activity) == await sent(activity)
    assert activity.attachments[0].content == {"body": ["a"]}

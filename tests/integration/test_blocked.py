"""A channel that takes no more messages of the bot, over HTTP."""

import asyncio
from pathlib import Path

from bot.storage.database import Database
from bot.storage.references import SqlReferences
from tests.channel import TENANT
from tests.integration.conftest import Bot, Start
from tests.team import FORM, WISH, buttons, press, said


async def _blocked(start: Start) -> Bot:
    """A bot whose channel refused a checkpoint, once its specialist was told."""
    bot: Bot = await start(sends=True)
    bot.channel.blocked = {"channel-1"}  # replies go to its threads
    bot.clock.seconds += 3599  # a second before noon in Berlin
    await press(bot, FORM)
    preview = await said(bot, WISH)
    await press(bot, buttons(preview.card)["Save"], card="message-2")
    async with asyncio.timeout(20):
        await bot.channel.until_told("chat with 29:adele")
    return bot


async def test_the_specialist_is_told_in_person(start: Start) -> None:
    """What happened, and what to do; the channel gets nothing more."""
    bot = await _blocked(start)
    told = [sent for sent in bot.channel.messages if sent.conversation == "chat with 29:adele"]

    assert len(told) == 1
    assert "does not take my messages" in told[0].body["text"]
    assert "mention me in the channel" in told[0].body["text"]
    assert not [sent for sent in bot.channel.messages if sent.conversation == "channel-1"]


async def test_a_reply_that_the_channel_takes_lifts_the_block(start: Start, tmp_path: Path) -> None:
    """Then what is owed there is posted again."""
    bot = await _blocked(start)
    database = Database(f"sqlite:///{tmp_path / 'state' / 'onramp.sqlite3'}")
    references = SqlReferences(database)
    before = await references.get(TENANT, "channel-1")
    await said(bot, "engagement")
    after = await references.get(TENANT, "channel-1")
    await database.close()

    assert before is not None
    assert after is not None
    assert (before.blocked, after.blocked) == (True, False)

"""A team in a channel, as tests use it: what is said and pressed there, and what comes back."""

import json
from typing import Any

from tests.channel import Posted, message, pressed
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Bot, Start

WISH = "checkpoint every week on Tuesday at 12:00"
FORM = {"do": "set_up", "customer": "Contoso", "timezone": "Europe/Berlin", "start": "2024-10-01", "fact.seats": "220"}


def buttons(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The data of the card's buttons by their titles, wherever they stand."""
    found: dict[str, dict[str, Any]] = {}

    def look(part: object) -> None:
        if isinstance(part, dict):
            if str(part.get("type", "")).startswith("Action.") and "data" in part:
                found[part["title"]] = part["data"]
            for value in part.values():
                look(value)
        elif isinstance(part, list):
            for value in part:
                look(value)

    look({**card, "fallback": None})
    return found


def text(card: dict[str, Any]) -> str:
    """All that a card says."""
    return json.dumps(card, ensure_ascii=False)


async def said(bot: Bot, words: str, **fields: Any) -> Posted:
    """What the bot posts when Adele says `words` in the channel."""
    await bot.send(message(words, scope="channel", id=f"said {words}", **fields))
    return bot.channel.messages[-1]


async def press(bot: Bot, data: object, **fields: Any) -> dict[str, Any]:
    """The card, or the sentence, that a button in the channel is answered with."""
    response = await bot.send(pressed(data, scope="channel", **fields))
    body = await response.json()
    assert (response.status, body["statusCode"]) == (200, 200)
    return body["value"] if isinstance(body["value"], dict) else {"text": body["value"]}


async def plan_due_soon(bot: Bot) -> None:
    """Plan checkpoints, the first of which is due in ten seconds."""
    bot.clock.seconds += 3590
    await press(bot, FORM)
    preview = await said(bot, WISH)
    await press(bot, buttons(preview.card)["Save"], card="message-2")


async def with_engagement(start: Start, desk: ScriptedDesk | None = None, **settings: Any) -> Bot:
    """A bot in whose channel Adele has set the engagement up."""
    bot: Bot = await start(desk, **settings)
    await press(bot, FORM)
    return bot


async def with_checkpoints(start: Start, **settings: Any) -> tuple[Bot, dict[str, Any]]:
    """A bot in whose channel a weekly checkpoint is planned, and the plan's card."""
    bot = await with_engagement(start, **{"sends": True, **settings})
    preview = await said(bot, WISH)
    return bot, await press(bot, buttons(preview.card)["Save"])

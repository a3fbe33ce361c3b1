"""The bot's arrival, over HTTP."""

import json

import pytest

from tests.channel import BOT, installed, members_added
from tests.integration.conftest import Start


@pytest.mark.parametrize("scope", ["personal", "groupChat", "channel"])
async def test_an_installation_is_welcomed_once(start: Start, scope: str) -> None:
    """Teams tells of it twice, as an installation and as a new member; there is one post with questions to start from."""
    bot = await start()

    await bot.send(installed(scope=scope, id="a1"))
    await bot.send(members_added("29:adele", BOT["id"], scope=scope, id="a2"))

    (welcome,) = bot.channel.messages
    assert "Who labels the shelves?" in [action["title"] for action in welcome.card["actions"]]
    assert "Ramp-up" in json.dumps(welcome.card)


async def test_a_team_s_welcome_mentions_who_installed_the_bot(start: Start) -> None:
    """The name is asked of the team's roster, for the installation does not bear it."""
    bot = await start()
    bot.channel.members = {"29:adele": "Adele Vance"}

    await bot.send(installed(scope="channel"))

    card = bot.channel.messages[0].card
    assert card["msteams"]["entities"][0]["mentioned"] == {"id": "aad-adele", "name": "Adele Vance"}
    assert "Added by <at>Adele Vance</at>." in [item.get("text") for item in card["body"]]


async def test_a_name_cannot_bring_markup_into_the_welcome(start: Start) -> None:
    """What could be a mention or a link in a name is left out."""
    bot = await start()
    bot.channel.members = {"29:adele": "Adele</at><at>everyone</at> [x](https://contoso.example)"}

    await bot.send(installed(scope="channel"))

    (line,) = [item["text"] for item in bot.channel.messages[0].card["body"] if "Added by" in item.get("text", "")]
    assert line.count("<at>") == 1
    assert "](" not in line


async def test_a_welcome_does_without_a_name_that_is_not_to_be_had(start: Start) -> None:
    """A closed roster does not keep the bot from welcoming."""
    bot = await start()

    await bot.send(installed(scope="channel"))

    assert "msteams" not in bot.channel.messages[0].card


async def test_new_members_are_not_written_to(start: Start) -> None:
    """One post for the conversation, never one for each member."""
    bot = await start()

    await bot.send(members_added("29:megan", "29:alex", scope="channel"))

    assert bot.channel.posted == []


@pytest.mark.parametrize("action", ["remove", "add-upgrade", "remove-upgrade"])
async def test_only_a_new_installation_is_welcomed(start: Start, action: str) -> None:
    """Removal and upgrades are acknowledged in silence."""
    bot = await start()

    response = await bot.send(installed(scope="channel") | {"action": action})

    assert response.status == 200
    assert bot.channel.posted == []


async def test_two_teams_are_welcomed_each(start: Start) -> None:
    """Each conversation has its own welcome."""
    bot = await start()
    other = installed(scope="channel", id="a2")
    other["channelData"] = {**other["channelData"], "team": {"id": "team-2"}}

    await bot.send(installed(scope="channel", id="a1"))
    await bot.send(other)

    assert len(bot.channel.messages) == 2

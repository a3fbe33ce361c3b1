"""What is kept of the conversations that the bot has been in, in each database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.ledger import Reference
from bot.delivery.ports import References
from bot.storage.database import Database
from bot.storage.references import SqlReferences

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CHANNEL = Reference(
    tenant="contoso", conversation="channel", service_url="https://smba.example/emea", bot_id="28:bot", team="blue",
    details=(("locale", "en"),),
)  # fmt: skip


@pytest.fixture
def references(database: Database) -> References:
    """References in each database."""
    return SqlReferences(database)


async def test_a_conversation_is_known_as_it_was_last_seen(references: References) -> None:
    """A later activity's reference takes the earlier one's place."""
    moved = replace(CHANNEL, service_url="https://smba.example/amer")
    await references.keep(CHANNEL, NOW)
    await references.keep(moved, NOW + timedelta(minutes=1))

    assert await references.get("contoso", "channel") == moved


async def test_a_conversation_is_found_in_its_own_tenant_alone(references: References) -> None:
    """However well its id is guessed."""
    await references.keep(CHANNEL, NOW)
    await references.block("fabrikam", "channel")
    await references.forget("fabrikam", "channel")

    assert await references.get("fabrikam", "channel") is None
    assert await references.get("contoso", "channel") == CHANNEL


async def test_a_blocked_conversation_stays_blocked_until_that_is_lifted(references: References) -> None:
    """An activity that comes from there does not lift it."""
    await references.keep(CHANNEL, NOW)
    await references.block("contoso", "channel")
    await references.keep(CHANNEL, NOW)
    blocked = await references.get("contoso", "channel")
    await references.block("contoso", "channel", blocked=False)

    assert blocked == replace(CHANNEL, blocked=True)
    assert await references.get("contoso", "channel") == CHANNEL


async def test_a_conversation_is_forgotten(references: References) -> None:
    """Once the bot was taken out of it."""
    await references.keep(CHANNEL, NOW)
    await references.forget("contoso", "channel")

    assert await references.get("contoso", "channel") is None

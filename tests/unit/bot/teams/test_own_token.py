"""How the bot proves itself, by its settings."""

from typing import Any

import pytest
from botframework.connector.auth import MicrosoftAppCredentials
from botframework.connector.auth.managedidentity_app_credentials import ManagedIdentityAppCredentials

from bot.settings import Settings, load_settings
from bot.teams.own_token import OwnToken, directory
from tests.channel import Directory

REGISTERED = {"app_id": "app", "app_password": "made-up", "tenant_id": "contoso-tenant"}


@pytest.mark.parametrize(
    ("cloud", "endpoint", "scope"),
    [
        ("public", "https://login.microsoftonline.com/contoso-tenant", "https://api.botframework.com"),
        ("us_government", "https://login.microsoftonline.us/contoso-tenant", "https://api.botframework.us"),
    ],
)
def test_a_single_tenant_bot_asks_its_tenant(cloud: Any, endpoint: str, scope: str) -> None:
    """In the cloud that it is registered in."""
    found: Any = directory(load_settings(**REGISTERED, cloud=cloud))

    assert isinstance(found, MicrosoftAppCredentials)
    assert (found.microsoft_app_id, found.oauth_endpoint, found.oauth_scope) == ("app", endpoint, scope)


def test_a_managed_identity_has_no_secret() -> None:
    """Its platform vouches for it."""
    assert isinstance(directory(Settings(app_id="app", app_type="managed_identity")), ManagedIdentityAppCredentials)


def test_a_local_bot_asks_nobody() -> None:
    """It need not prove itself."""
    assert directory(Settings(local=True)) is None


async def test_the_token_goes_into_the_header() -> None:
    """As a bearer token; a bot without a directory sends none."""
    assert await OwnToken(Directory()).headers() == {"Authorization": "Bearer the-bot-s-own-token"}
    assert await OwnToken(None).headers() == {}

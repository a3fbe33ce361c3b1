"""The bot's own credentials, by which it proves itself to the channel when it answers."""

from __future__ import annotations

import asyncio
from typing import Any

from botframework.connector.auth import (
    AppCredentials,
    ManagedIdentityServiceClientCredentialsFactory,
    PasswordServiceClientCredentialFactory,
    ServiceClientCredentialsFactory,
)

from bot.settings import Settings


class SharedCredentials(ServiceClientCredentialsFactory):  # type: ignore[misc]  # the SDK has no types
    """Gives every turn the same credentials, with their token already fetched.

    The SDK makes new credentials each turn, so each asks for a token again, and it asks within the event loop.
    """

    def __init__(self, inner: ServiceClientCredentialsFactory) -> None:
        self._inner = inner
        self._made: dict[tuple[Any, ...], AppCredentials] = {}

    async def is_valid_app_id(self, app_id: str) -> bool:
        """Whether `app_id` is the bot's."""
        return bool(await self._inner.is_valid_app_id(app_id))

    async def is_authentication_disabled(self) -> bool:
        """Whether there is no app id."""
        return bool(await self._inner.is_authentication_disabled())

    async def create_credentials(self, app_id: str, oauth_scope: str, login_endpoint: str, validate_authority: bool) -> AppCredentials:
        """The credentials for `oauth_scope`. Raises PermissionError when the directory refuses them."""
        key = (app_id, oauth_scope, login_endpoint, validate_authority)
        if key not in self._made:
            self._made[key] = await self._inner.create_credentials(*key)
        if not await self.is_authentication_disabled():
            await asyncio.to_thread(self._made[key].get_access_token)  # from now on in the library's own cache
        return self._made[key]


def registered(settings: Settings) -> SharedCredentials:
    """The credentials of the bot's registration; none when serving locally."""
    if settings.local:
        return SharedCredentials(PasswordServiceClientCredentialFactory("", ""))
    if settings.app_type == "managed_identity":
        return SharedCredentials(ManagedIdentityServiceClientCredentialsFactory(settings.app_id))
    password = settings.app_password.get_secret_value()
    return SharedCredentials(PasswordServiceClientCredentialFactory(settings.app_id, password, settings.tenant_id))

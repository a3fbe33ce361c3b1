"""The bot's own token, by which it proves itself to the channel when it answers."""

from __future__ import annotations

import asyncio
from typing import Protocol

from botframework.connector.auth import MicrosoftAppCredentials, MicrosoftGovernmentAppCredentials
from botframework.connector.auth.managedidentity_app_credentials import ManagedIdentityAppCredentials

from bot.settings import Settings
from bot.teams.clouds import CLOUDS


class Directory(Protocol):
    """Gives out the bot's token, from its cache as long as it holds."""

    def get_access_token(self) -> str:
        """The token. Blocks while it is fetched; raises PermissionError when the directory refuses the bot."""


class OwnToken:
    """Asks `directory` for the token without holding up the event loop; None for a bot that need not prove itself.

    The same credentials serve the whole process: the SDK makes new ones each turn, so that each asks for a token again, within the loop.
    """

    def __init__(self, directory: Directory | None) -> None:
        self._directory = directory

    async def headers(self) -> dict[str, str]:
        """The headers that bear the token. Raises PermissionError when the directory refuses the bot."""
        if self._directory is None:
            return {}
        return {"Authorization": f"Bearer {await asyncio.to_thread(self._directory.get_access_token)}"}

    async def check(self) -> None:
        """Raise PermissionError when the bot gets no token, for then it cannot answer."""
        await self.headers()


def directory(settings: Settings) -> Directory | None:
    """The directory that knows the bot of `settings`; None when serving locally."""
    if settings.local:
        return None
    scope = CLOUDS[settings.cloud].scope
    if settings.app_type == "managed_identity":
        return ManagedIdentityAppCredentials(settings.app_id, scope)  # type: ignore[no-any-return]  # the SDK has no types
    kind = MicrosoftGovernmentAppCredentials if settings.cloud == "us_government" else MicrosoftAppCredentials
    return kind(settings.app_id, settings.app_password.get_secret_value(), settings.tenant_id, scope)  # type: ignore[no-any-return]

"""Where a bot's tokens come from, in the clouds that Teams runs in."""

from __future__ import annotations

from dataclasses import dataclass

from botframework.connector.auth import AuthenticationConstants, GovernmentConstants


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """issuer: who signs the channel's requests. openid_metadata_url: where its keys are described. scope: of the bot's token."""

    issuer: str
    openid_metadata_url: str
    scope: str


CLOUDS = {
    "public": Cloud(
        issuer=AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER,
        openid_metadata_url=AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL,
        scope=AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE,
    ),
    "us_government": Cloud(
        issuer=GovernmentConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER,
        openid_metadata_url=GovernmentConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL,
        scope=GovernmentConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE,
    ),
}

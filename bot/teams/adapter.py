"""The SDK's adapter, fed by our own check of who calls and talking through our own connector."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import BotFrameworkAuthentication, ClaimsIdentity, ConnectorFactory
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult

from bot.teams.authentication import Caller
from bot.teams.connector import Connector, Conversations


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]  # the SDK has no types
    """Runs turns and sends what they say through `connector`."""

    def __init__(self, connector: Connector) -> None:
        super().__init__(_Connecting(connector))

    async def process(self, caller: Caller, activity: Activity, turn: Callable[[TurnContext], Awaitable[None]]) -> InvokeResponse | None:
        """Run `turn` on `activity`; what an invoke, or a sender that expects the replies in the response, gets back."""
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(dict(caller.claims), True)
        result.connector_factory = self.bot_framework_authentication.create_connector_factory(result.claims_identity)
        return await self.process_activity(result, activity, turn)


class _Connecting(BotFrameworkAuthentication, ConnectorFactory):  # type: ignore[misc]  # the SDK has no types
    """What the SDK's adapter asks for connectors. Requests are authenticated before they reach it, and people do not sign in to the bot."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str) -> Conversations:  # noqa: ARG002  # the SDK's signature
        return Conversations(self._connector, service_url)

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:  # noqa: ARG002
        return self

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:  # noqa: ARG002
        return None

    async def authenticate_request(self, activity: Activity, auth_header: str) -> Any:
        raise NotImplementedError

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> Any:
        raise NotImplementedError

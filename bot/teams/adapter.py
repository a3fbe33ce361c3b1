"""The SDK's adapter, fed by our own check of who calls, and patient when the channel asks it to slow down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity, ResourceResponse
from botframework.connector.auth import BotFrameworkAuthenticationFactory, ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.models import ErrorResponseException

from bot.observability import event
from bot.teams.authentication import Caller
from bot.teams.clouds import Cloud
from bot.teams.credentials import SharedCredentials

T = TypeVar("T")

_BUSY = frozenset({412, 429, 502, 503, 504})
_ATTEMPTS = 4
_LONGEST_WAIT_S = 8.0  # the channel gives up on an activity after 15 s


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]  # the SDK has no types
    """Runs turns and sends what they say. sleep, random: waiting in seconds, and a number from 0 to 1 that spreads retries."""

    def __init__(
        self,
        credentials: SharedCredentials,
        cloud: Cloud,
        *,
        sleep: Callable[[float], Awaitable[None]],
        random: Callable[[], float],
    ) -> None:
        super().__init__(BotFrameworkAuthenticationFactory.create(channel_service=cloud.channel_service, credential_factory=credentials))
        self._sleep, self._random = sleep, random

    async def check(self, app_id: str) -> None:
        """Raise PermissionError when the directory gives the bot `app_id` no token, for then nothing can be answered."""
        await self.bot_framework_authentication.create_user_token_client(self.create_claims_identity(app_id))

    async def process(self, caller: Caller, activity: Activity, turn: Callable[[TurnContext], Awaitable[None]]) -> InvokeResponse | None:
        """Run `turn` on `activity`; what an invoke, or a sender that expects the replies in the response, gets back."""
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(dict(caller.claims), True)
        result.audience = self.bot_framework_authentication.get_originating_audience()
        result.connector_factory = self.bot_framework_authentication.create_connector_factory(result.claims_identity)
        return await self.process_activity(result, activity, turn)

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Send `activities` one after the other."""
        send = super().send_activities
        return [sent for activity in activities for sent in await self._patiently(partial(send, context, [activity]))]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse | None:
        """Put `activity` in the place of the one with its id."""
        return await self._patiently(partial(super().update_activity, context, activity))

    async def _patiently(self, send: Callable[[], Awaitable[T]]) -> T:
        """Send, again after a pause when the channel is busy: as long as it asks for, else longer each time, spread at random."""
        for attempt in range(1, _ATTEMPTS):
            try:
                return await send()
            except ErrorResponseException as fault:
                status = getattr(fault.response, "status_code", None)
                if status not in _BUSY:
                    raise
                asked_s = _asked_for(fault)
                wait_s = asked_s if asked_s is not None else 2.0 ** (attempt - 1) * (0.5 + self._random())
                event("channel_busy", status=status, attempt=attempt, wait_s=round(wait_s, 2))
                if wait_s > _LONGEST_WAIT_S:
                    raise
            await self._sleep(wait_s)
        return await send()


def _asked_for(fault: Any) -> float | None:
    try:
        return float(fault.response.headers["Retry-After"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None

"""Who is in a team, asked of the channel."""

from __future__ import annotations

import aiohttp

from bot.delivery.ports import References
from bot.engagements.roster import Member
from bot.errors import ChannelRefused
from bot.observability import event
from bot.teams.connector import Connector

_MOST = 200  # a card cannot offer more to choose from
_LONGEST_NAME = 200


class ChannelRoster:
    """A TeamRoster that asks the connector where a conversation was last heard from."""

    def __init__(self, connector: Connector, references: References) -> None:
        self._connector, self._references = connector, references

    async def members(self, tenant: str, conversation: str) -> tuple[Member, ...]:
        """The people of the conversation's team; none when the channel does not tell."""
        reference = await self._references.get(tenant, conversation)
        if reference is None:
            return ()
        try:
            found = await self._connector.listed(reference.service_url, reference.team or conversation, "members")
        except (ChannelRefused, aiohttp.ClientError, TimeoutError, PermissionError) as fault:
            event("members_unknown", fault=fault)
            return ()
        people = [each for each in found if isinstance(each, dict) and each.get("id") and each.get("name")]
        return tuple(
            Member(
                person=str(each.get("aadObjectId") or each.get("objectId") or each["id"]), name=str(each["name"]), account=str(each["id"])
            )
            for each in people[:_MOST]
        )

    async def team_name(self, tenant: str, conversation: str) -> str:
        """What the conversation's team is called; "" when it has none, or the channel does not tell."""
        reference = await self._references.get(tenant, conversation)
        if reference is None or not reference.team:
            return ""
        try:
            found = await self._connector.call("GET", reference.service_url, reference.team, root="v3/teams", attempts=1)
        except (ChannelRefused, aiohttp.ClientError, TimeoutError, PermissionError) as fault:
            event("team_unknown", fault=fault)
            return ""
        return str(found.get("name") or "")[:_LONGEST_NAME]

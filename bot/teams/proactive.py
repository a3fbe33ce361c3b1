"""Speaking without being spoken to: where conversations are reached, and posting there."""

from __future__ import annotations

import aiohttp
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount

from bot.checkpoints.prompting import Prompt, Saying
from bot.delivery.ledger import PERSONAL, Reference
from bot.delivery.ports import References, Said
from bot.errors import ChannelRefused, StoreUnavailable
from bot.observability import event
from bot.teams.cards.deck import Deck
from bot.teams.connector import Connector, Conversations
from bot.teams.render import prompted
from bot.teams.translate import place_of, tenant_of

_THREAD = ";messageid="


def reference_of(activity: Activity, *, proven: bool) -> Reference:
    """How to reach the conversation that `activity` comes from; of a thread in a channel, the channel.

    proven: whether a token of the channel vouched for the service URL.
    """
    place = place_of(activity)
    return Reference(
        tenant=tenant_of(activity), conversation=place.conversation, service_url=str(activity.service_url),
        channel_id=str(activity.channel_id), bot_id=str(activity.recipient.id), bot_name=str(activity.recipient.name or ""),
        team=place.team, proven=proven,
    )  # fmt: skip


class ProactivePoster:
    """A Poster to the channel: in a channel each message begins a thread of its own. deck: may be put in the place of another."""

    def __init__(self, connector: Connector, deck: Deck) -> None:
        self._connector, self.deck = connector, deck

    async def post(self, reference: Reference, said: Said) -> str:
        """The id of the message, once the channel took it. Raises ChannelRefused, or OSError when nobody knows whether it did."""
        if not isinstance(said, Saying):
            raise TypeError(f"nothing that can be posted: {type(said).__name__}")
        activity = prompted(said, self.deck)
        activity.from_property = ChannelAccount(id=reference.bot_id, name=reference.bot_name)
        activity.channel_id, activity.service_url = reference.channel_id, reference.service_url
        try:
            conversation = await self._opened(reference)
            is_group = conversation == reference.conversation
            activity.conversation = ConversationAccount(id=conversation, is_group=is_group, tenant_id=reference.tenant)
            sent = await Conversations(self._connector, reference.service_url, attempts=1).send_to_conversation(conversation, activity)
        except aiohttp.ClientConnectorError as fault:
            raise ChannelRefused(f"the channel cannot be reached: {fault.strerror}", status=503) from None
        except aiohttp.ClientError as fault:
            raise ConnectionError(type(fault).__name__) from None
        return str(sent.id or "")

    async def _opened(self, reference: Reference) -> str:
        """The conversation's id; of a personal chat, which the channel opens or finds again."""
        if not reference.conversation.startswith(PERSONAL):
            return reference.conversation
        asked = {
            "bot": {"id": reference.bot_id, "name": reference.bot_name}, "isGroup": False, "tenantId": reference.tenant,
            "members": [{"id": reference.conversation.removeprefix(PERSONAL)}], "channelData": {"tenant": {"id": reference.tenant}},
        }  # fmt: skip
        found = await self._connector.call("POST", reference.service_url, body=asked, attempts=1)
        return str(found["id"])

    async def update(self, reference: Reference, message_id: str, said: Saying) -> None:
        """Put `said` where the message `message_id` stands. Raises ChannelRefused or aiohttp.ClientError."""
        activity = prompted(said, self.deck)
        activity.id = message_id
        await Conversations(self._connector, reference.service_url).update_activity(reference.conversation, message_id, activity)


class PostedCards:
    """The Cards that a poster updates in their place."""

    def __init__(self, poster: ProactivePoster, references: References) -> None:
        self._poster, self._references = poster, references

    async def renew(self, prompt: Prompt) -> None:
        """Show `prompt` where its card stands; one that was not posted, or is out of the channel's reach, stays as it is."""
        posted = prompt.checkpoint
        if not posted.message_id:
            return
        try:
            reference = await self._references.get(posted.scope.tenant, posted.conversation)
            if reference is not None:
                await self._poster.update(reference, posted.message_id, prompt)
        except (ChannelRefused, StoreUnavailable, aiohttp.ClientError, TimeoutError, PermissionError) as fault:
            event("card_not_renewed", fault=fault)

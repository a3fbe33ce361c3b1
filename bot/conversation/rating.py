"""A thumb on an answer."""

from __future__ import annotations

from bot.conversation.events import Rating
from bot.conversation.ports import Rated
from bot.conversation.replies import Silence
from bot.conversation.services import Services

_LONGEST_COMMENT = 4000


async def take(rating: Rating, services: Services) -> Silence:
    """Nothing to say: the client thanks for the rating itself. Raises StoreUnavailable when it cannot be stored."""
    await services.feedback.rate(
        Rated(
            tenant=rating.person.tenant,
            conversation=rating.place.address,
            message_id=rating.message_id,
            person=rating.person.id,
            at=services.now(),
            reaction=rating.reaction,
            comment=rating.comment[:_LONGEST_COMMENT],
        )
    )
    return Silence()

"""What was done just now, or was wrong, at the head of a card."""

from __future__ import annotations

from collections.abc import Sequence

from microsoft_teams.cards import CardElement

from bot.conversation.replies import Said
from bot.teams.cards.parts import plain
from knowledge.wording import Wording


def noticed(notices: Sequence[Said], wording: Wording) -> list[CardElement]:
    """A line for each; names of people stand in it as they are."""
    return [plain(wording.say(each.key, **dict(each.values)), bold=True) for each in notices]

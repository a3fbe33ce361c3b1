"""The card for a greeting, with questions to start from."""

from __future__ import annotations

from collections.abc import Sequence

from microsoft_teams.cards import AdaptiveCard

from bot.conversation.submissions import AskThis
from bot.teams.cards.parts import as_message, card, plain


def smalltalk(said: str, starters: Sequence[str]) -> AdaptiveCard:
    """The card that says `said` and offers `starters`."""
    return card([plain(said)], spoken=said, actions=[as_message(question, AskThis(question=question)) for question in starters[:3]])

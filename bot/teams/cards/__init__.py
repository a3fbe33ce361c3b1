"""Adaptive Cards 1.5 for replies, one module a kind of card. `card_for` in `bot.teams.cards.deck` finds the right one."""

"""Checkpoint meetings: when they recur, what their prompt asks, what was answered, and how each became a record.

Pure: no chat, no database; time comes in as an argument. Imports `bot.engagements`, `bot.delivery.ledger` and `knowledge`.
"""

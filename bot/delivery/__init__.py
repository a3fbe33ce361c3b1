"""Sending what is owed: the ledger of proactive messages, its durable wake-ups (DBOS), rate limits and retries.

`ledger` holds values and ports alone and may be imported by anyone above; the rest is the only home of DBOS.
"""

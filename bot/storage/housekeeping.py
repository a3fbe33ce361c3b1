"""What is dropped because it is old."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.storage.audit import opened
from bot.storage.database import Database
from bot.storage.ledger import SETTLED
from bot.storage.tables import answers, audit, ledger, ratings, threads


async def purge(database: Database, *, before: datetime, audited: bool = False) -> int:
    """Drop answers, ratings and threads older than `before`, and what was owed before and that nothing follows; how many rows they were.

    The team's own records stay. audited: whether lines of the audit table go as well. Raises StoreUnavailable.
    """
    old = [
        sa.delete(answers).where(answers.c.at < before),
        sa.delete(ratings).where(ratings.c.at < before),
        sa.delete(threads).where(threads.c.used_at < before),
        sa.delete(ledger).where(SETTLED, ledger.c.due < before),
    ]
    async with database.transaction(patient=True) as connection:
        count = sum([(await connection.execute(each)).rowcount for each in old])
        if audited:
            async with opened(connection, "retention"):
                count += (await connection.execute(sa.delete(audit).where(audit.c.at < before))).rowcount
        return count

"""What is dropped: what is old, and what is a person's own when they ask for it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.tables import answers, people, ratings, threads


async def purge(database: Database, *, before: datetime) -> int:
    """Drop the answers, ratings and threads older than `before`; how many rows they were. Raises StoreUnavailable."""
    async with database.transaction() as connection:
        old = [sa.delete(answers).where(answers.c.at < before), sa.delete(ratings).where(ratings.c.at < before)]
        gone = [await connection.execute(each) for each in (*old, sa.delete(threads).where(threads.c.used_at < before))]
        return sum(each.rowcount for each in gone)


async def erase(database: Database, *, tenant: str, person: str) -> int:
    """Drop a person's threads, role and ratings, and their name from the answers they were given; how many rows it touched.

    Records that a team keeps together (its roster, its checkpoints) and the audit table stay: the team's specialist edits the former,
    and the latter holds ids alone.
    """
    held = [sa.delete(table).where(table.c.tenant == tenant, table.c.person == person) for table in (threads, people, ratings)]
    named = sa.update(answers).where(answers.c.tenant == tenant, answers.c.person == person).values(person="", question="")
    async with database.transaction() as connection:
        return sum([(await connection.execute(each)).rowcount for each in (*held, named)])

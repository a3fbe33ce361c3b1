"""Answers given and their ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.conversation.ports import AnswerGiven, Rated
from bot.storage.database import Database
from bot.storage.rows import put
from bot.storage.tables import answers, ratings


class SqlFeedback:
    """A FeedbackStore in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, given: AnswerGiven) -> None:
        """Keep an answer; one with the same message id gives way to it. Raises StoreUnavailable."""
        row = {
            "tenant": given.tenant, "conversation": given.conversation, "message_id": given.message_id, "team": given.team,
            "person": given.person, "at": given.at, "question": given.question, "kind": given.kind, "verdict": given.verdict,
            "docids": " ".join(given.docids), "activity_id": given.activity_id,
        }  # fmt: skip
        await self._database.do(lambda connection: put(connection, answers, row, key=("tenant", "conversation", "message_id")))

    async def answered(self, tenant: str, conversation: str, activity_id: str) -> bool:
        """Whether an answer to the channel's activity is kept. Raises StoreUnavailable."""
        which = {"tenant": tenant, "conversation": conversation, "activity_id": activity_id}
        return await self._database.do(lambda connection: connection.execute(_ANSWERED, which).first() is not None, reads=True)

    async def rate(self, rated: Rated) -> None:
        """Store a rating; the same person's earlier one of the message gives way to it. Raises StoreUnavailable."""
        latest = (
            sa.select(answers.c.message_id)
            .where(_message(answers, rated.tenant, rated.conversation))
            .order_by(answers.c.at.desc(), answers.c.number.desc())
            .limit(1)
        )
        async with self._database.transaction() as connection:
            message_id = rated.message_id or (await connection.execute(latest)).scalar_one_or_none()
            row = {
                "tenant": rated.tenant, "conversation": rated.conversation, "message_id": message_id, "person": rated.person,
                "at": rated.at, "reaction": rated.reaction, "comment": rated.comment,
            }  # fmt: skip
            key = ("tenant", "conversation", "message_id", "person")
            await connection.run_sync(lambda bound: put(bound, ratings, row, key=key))

    async def ratings(self) -> list[tuple[Rated, AnswerGiven | None]]:
        """All ratings, oldest first, each with its answer when that is still kept. Raises StoreUnavailable."""
        same = _message(answers, ratings.c.tenant, ratings.c.conversation) & (answers.c.message_id == ratings.c.message_id)
        query = sa.select(ratings, *(column.label(f"answer_{column.name}") for column in answers.c))
        query = query.select_from(ratings.outerjoin(answers, same)).order_by(ratings.c.at, ratings.c.number)
        async with self._database.transaction(reads=True) as connection:
            return [_pair(row) for row in (await connection.execute(query)).mappings()]


def _message(table: sa.Table, tenant: Any, conversation: Any) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant == tenant, table.c.conversation == conversation)


_ANSWERED = (  # made once, as it is executed each turn
    sa.select(answers.c.number)
    .where(_message(answers, sa.bindparam("tenant"), sa.bindparam("conversation")), answers.c.activity_id == sa.bindparam("activity_id"))
    .limit(1)
)


def _pair(row: Mapping[Any, Any]) -> tuple[Rated, AnswerGiven | None]:
    rated = Rated(
        tenant=row["tenant"], conversation=row["conversation"], message_id=row["message_id"], person=row["person"], at=row["at"],
        reaction="like" if row["reaction"] == "like" else "dislike", comment=row["comment"],
    )  # fmt: skip
    if row["answer_number"] is None:
        return rated, None
    given = {
        name: row[f"answer_{name}"]
        for name in ("tenant", "conversation", "message_id", "at", "question", "kind", "team", "person", "verdict", "activity_id")
    }
    return rated, AnswerGiven(**given, docids=tuple(row["answer_docids"].split()))

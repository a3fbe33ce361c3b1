"""The answers given in a team, as its agenda and its earlier verdicts need them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkpoints.ports import AnswerLogged
from bot.engagements.scope import TeamScope
from bot.storage.aggregates import of_team
from bot.storage.tables import answers


class TeamAnswers:
    """The answers given in a team."""

    def __init__(self, connection: AsyncConnection, scope: TeamScope) -> None:
        self._connection, self._scope = connection, scope

    async def since(self, at: datetime) -> list[AnswerLogged]:
        """Those given from `at` on, oldest first."""
        query = sa.select(answers).where(of_team(answers, self._scope), answers.c.at >= at).order_by(answers.c.at, answers.c.number)
        return [
            AnswerLogged(
                at=row["at"], person=row["person"], question=row["question"], kind=row["kind"], verdict=row["verdict"],
                message_id=row["message_id"],
            )
            for row in (await self._connection.execute(query)).mappings()
        ]  # fmt: skip

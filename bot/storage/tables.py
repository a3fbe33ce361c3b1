"""The tables. What belongs to a team carries its tenant and team, and is found by them alone.

An aggregate (engagement, schedule, checkpoint) is one row: its key, its version, what is searched by, and the whole as JSON.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time, kept in UTC and given back with its zone, which SQLite forgets. Raises ValueError for one without a zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The time in UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The time with its zone."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _text(name: str, *, key: bool = False, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=False, server_default="" if empty else None)


def _owner() -> tuple[sa.Column[str], sa.Column[str]]:
    return _text("tenant", key=True), _text("team", key=True)


def _aggregate(name: str, *searched: sa.Column[Any], one_a_team: bool = False) -> sa.Table:
    return sa.Table(
        name, metadata, *_owner(), _text("id", key=not one_a_team), sa.Column("version", sa.Integer, nullable=False), *searched,
        sa.Column("document", sa.JSON, nullable=False),
    )  # fmt: skip


engagements = _aggregate("engagements", one_a_team=True)
schedules = _aggregate("schedules")
checkpoints = _aggregate("checkpoints", _text("schedule"), sa.Column("start", Moment, nullable=False), _text("state"))

ledger = sa.Table(
    "ledger",
    metadata,
    _text("id", key=True),
    _text("tenant"),
    _text("team"),
    _text("conversation"),
    _text("kind"),
    _text("subject", empty=True),
    _text("text_key", empty=True),
    sa.Column("texts", sa.JSON, nullable=False),
    sa.Column("due", Moment, nullable=False),
    _text("policy"),
    sa.Column("late_after_s", sa.Integer, nullable=False),
    _text("state"),
    sa.Column("attempt", sa.Integer, nullable=False),
    _text("reason", empty=True),
    _text("message_id", empty=True),
    sa.Column("began_at", Moment),  # when its latest wake-up was set, or its sending began
    sa.Column("sent_at", Moment),
    sa.Index(None, "state", "due"),
    sa.Index(None, "tenant", "team", "due"),
)

references = sa.Table(
    "conversation_references",
    metadata,
    _text("tenant", key=True),
    _text("conversation", key=True),
    _text("team", empty=True),
    sa.Column("blocked", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("document", sa.JSON, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    _text("tenant"),
    _text("team"),
    sa.Column("at", Moment, nullable=False),
    _text("actor"),
    _text("action"),
    _text("subject"),
    _text("outcome"),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Index(None, "tenant", "team", "number"),
)

# While it holds a row, lines of the audit table may be changed and dropped; never outside of the transaction that put it there.
audit_opened = sa.Table("audit_opened", metadata, _text("reason", key=True))

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    _text("tenant"),
    _text("conversation"),
    _text("message_id"),
    _text("activity_id", empty=True),
    _text("team", empty=True),
    _text("person", empty=True),
    sa.Column("at", Moment, nullable=False),
    _text("question"),
    _text("kind"),
    _text("verdict", empty=True),
    _text("docids"),
    sa.UniqueConstraint("tenant", "conversation", "message_id"),
    sa.Index(None, "tenant", "team", "at"),
    sa.Index(None, "tenant", "conversation", "activity_id"),
)

ratings = sa.Table(
    "ratings",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    _text("tenant"),
    _text("conversation"),
    sa.Column("message_id", sa.Text),
    _text("person"),
    sa.Column("at", Moment, nullable=False),
    _text("reaction"),
    _text("comment"),
    sa.UniqueConstraint("tenant", "conversation", "message_id", "person"),
)

threads = sa.Table(
    "threads",
    metadata,
    _text("tenant", key=True),
    _text("person", key=True),
    _text("address", key=True),
    sa.Column("used_at", Moment, nullable=False),
    sa.Column("document", sa.JSON, nullable=False),
    sa.Index(None, "used_at"),
)

people = sa.Table("people", metadata, _text("tenant", key=True), _text("person", key=True), _text("role"))

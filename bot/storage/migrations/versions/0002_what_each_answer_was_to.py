"""Answers know what they were to, so that what is delivered again to another replica is not answered twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Take the step."""
    op.add_column("answers", sa.Column("activity_id", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_answers_tenant_conversation_activity_id", "answers", ["tenant", "conversation", "activity_id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_answers_tenant_conversation_activity_id", "answers")
    op.drop_column("answers", "activity_id")

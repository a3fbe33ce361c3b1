"""What the commands write into the audit table."""

from __future__ import annotations

from datetime import datetime

from bot.checkpoints.ports import Audited

_COMMAND_LINE = "command line"  # who acts


def exported(what: str, now: datetime) -> Audited:
    """The line that says that `what` was exported."""
    return Audited(at=now, actor=_COMMAND_LINE, action="export", subject=what, outcome="done", details={})

"""The log of a team's checkpoints, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter

from bot.checkpoints.checkpoint import Checkpoint

FIELDS = (
    "checkpoint", "schedule", "original", "start", "state", "posted_at", "closed_at", "reason", "author", "answered_at", "done", "blockers",
    "next_steps", "actions", "minutes",
)  # fmt: skip
_LOG = TypeAdapter(list[Checkpoint])
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would run what begins so


def as_json(checkpoints: Sequence[Checkpoint]) -> str:
    """All that is recorded."""
    return json.dumps(_LOG.dump_python(list(checkpoints), mode="json"), ensure_ascii=False, indent=2) + "\n"


def as_csv(checkpoints: Sequence[Checkpoint]) -> str:
    """A line for each answer, or one for a checkpoint that nobody answered; the columns are `FIELDS`."""
    return table(FIELDS, [row for checkpoint in checkpoints for row in _rows(checkpoint)])


def table(fields: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV under a line of `fields`; a cell that a spreadsheet would run is marked as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _rows(checkpoint: Checkpoint) -> list[list[str]]:
    at = {change.state.value: change for change in checkpoint.history}
    closing = next((change for change in checkpoint.history if change.state.is_closed), None)
    posted = at.get("posted")
    actions = "; ".join(
        f"{'[x]' if action.done else '[ ]'} {action.owner}: {action.text}{f' ({action.due})' if action.due else ''}"
        for action in checkpoint.actions
    )
    head = [
        checkpoint.id, checkpoint.schedule, checkpoint.original.isoformat(), checkpoint.start.isoformat(), checkpoint.state.value,
        posted.at.isoformat() if posted else "", closing.at.isoformat() if closing else "", closing.reason if closing else "",
    ]  # fmt: skip
    said = [[each.author.name, each.at.isoformat(), each.done, each.blockers, each.next_steps] for each in checkpoint.entries]
    return [[*head, *each, actions, checkpoint.minutes] for each in said or [["", "", "", "", ""]]]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

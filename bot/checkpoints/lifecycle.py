"""How a checkpoint goes from due to held, missed or skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.checkpoints.checkpoint import Action, Change, Checkpoint, Entry, State
from bot.checkpoints.schedule import Occurrence, Schedule

_FOLLOWS = {
    State.DUE: (State.POSTED, State.MISSED, State.SKIPPED),
    State.POSTED: (State.ACKNOWLEDGED, State.HELD, State.MISSED, State.SKIPPED),
    State.ACKNOWLEDGED: (State.ACKNOWLEDGED, State.HELD, State.MISSED, State.SKIPPED),
}


def name(schedule: str, original: datetime) -> str:
    """The id of the checkpoint of `schedule` whose original local start is `original`."""
    return f"cp:{schedule}:{original:%Y-%m-%dT%H:%M}"


def due(schedule: Schedule, occurrence: Occurrence, *, at: datetime, carried: Sequence[Action] = ()) -> Checkpoint:
    """The record of an occurrence whose time has come. carried: the actions that earlier ones left open."""
    return Checkpoint(
        id=name(schedule.id, occurrence.original), schedule=schedule.id, scope=schedule.scope, original=occurrence.original,
        start=occurrence.start, actions=tuple(carried), history=(Change(state=State.DUE, at=at),),
    )  # fmt: skip


def step(checkpoint: Checkpoint, state: State, *, at: datetime, by: str = "", reason: str = "") -> Checkpoint | None:
    """The checkpoint in `state`, and how it came there; None when nothing leads there from where it stands."""
    if state not in _FOLLOWS.get(checkpoint.state, ()):
        return None
    return replace(checkpoint, state=state, history=(*checkpoint.history, Change(state=state, at=at, by=by, reason=reason)))


def answered(checkpoint: Checkpoint, entry: Entry, actions: Sequence[Action]) -> Checkpoint | None:
    """The checkpoint with a person's answer in the place of their earlier one; None when it is closed, or not posted yet.

    actions: the next steps of the answer, in the place of those that the earlier one gave.
    """
    reached = step(checkpoint, State.ACKNOWLEDGED, at=entry.at, by=entry.author.person)
    if reached is None:
        return None
    mine = f"{checkpoint.id}:{entry.author.person}:"
    others = tuple(each for each in checkpoint.actions if not each.id.startswith(mine))
    entries = tuple(each for each in checkpoint.entries if each.author.person != entry.author.person)
    return replace(
        reached, entries=(*entries, entry), actions=(*others, *(replace(each, id=f"{mine}{n}") for n, each in enumerate(actions)))
    )


def closed(checkpoint: Checkpoint, *, minutes: str, at: datetime) -> Checkpoint | None:
    """The checkpoint once its time is over: held where anyone answered, missed where all were silent; None when it was closed before."""
    if checkpoint.entries:
        held = step(checkpoint, State.HELD, at=at, reason="closed")
        return None if held is None else replace(held, minutes=minutes)
    return step(checkpoint, State.MISSED, at=at, reason="silent")


def carried(checkpoints: Sequence[Checkpoint]) -> tuple[Action, ...]:
    """The open actions of the latest of `checkpoints` (by start), to be carried to the next; each keeps where it was agreed."""
    latest = next((each for each in sorted(checkpoints, key=lambda one: one.start, reverse=True) if each.state is not State.SKIPPED), None)
    if latest is None:
        return ()
    return tuple(replace(action, carried_from=action.carried_from or latest.id) for action in latest.actions if not action.done)

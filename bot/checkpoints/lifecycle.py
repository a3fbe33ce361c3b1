"""How a checkpoint goes from due to held, missed or skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.checkpoints.checkpoint import Action, Change, Checkpoint, Entry, State
from bot.checkpoints.recurrence import LeftOut
from bot.checkpoints.schedule import Occurrence, Schedule

SILENT = "silent"  # why a checkpoint was missed that nobody answered
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

    actions: the next steps of the answer, in the place of those that the earlier one gave; what was ticked off stays so.
    """
    reached = step(checkpoint, State.ACKNOWLEDGED, at=entry.at, by=entry.author.person)
    if reached is None:
        return None
    mine = f"{checkpoint.id}:{entry.author.person}:"
    others = tuple(each for each in checkpoint.actions if not each.id.startswith(mine))
    ticked_off = {each.text for each in checkpoint.actions if each.id.startswith(mine) and each.done}
    entries = tuple(each for each in checkpoint.entries if each.author.person != entry.author.person)
    return replace(
        reached, entries=(*entries, entry),
        actions=(*others, *(replace(each, id=f"{mine}{n}", done=each.text in ticked_off) for n, each in enumerate(actions))),
    )  # fmt: skip


def closed(checkpoint: Checkpoint, *, minutes: str, at: datetime) -> Checkpoint | None:
    """The checkpoint once its time is over: held where anyone answered, missed where all were silent; None when it was closed before."""
    if checkpoint.entries:
        held = step(checkpoint, State.HELD, at=at, reason="closed")
        return None if held is None else replace(held, minutes=minutes)
    return step(checkpoint, State.MISSED, at=at, reason=SILENT)


def held(checkpoint: Checkpoint, minutes: str, *, at: datetime, by: str) -> Checkpoint | None:
    """The checkpoint closed by a person with `minutes`; those of one that is held already are replaced. None when it cannot be held."""
    reached = checkpoint if checkpoint.state is State.HELD else step(checkpoint, State.HELD, at=at, by=by)
    return None if reached is None else replace(reached, minutes=minutes)


def ticked(checkpoint: Checkpoint, action: str, *, done: bool) -> Checkpoint:
    """The checkpoint with the action of the id `action` done, or open again."""
    return replace(checkpoint, actions=tuple(replace(each, done=done) if each.id == action else each for each in checkpoint.actions))


def following_plan(checkpoint: Checkpoint, planned: Occurrence | LeftOut | None, *, at: datetime) -> Checkpoint:
    """The record of a checkpoint that is still to come, as its schedule now has it.

    planned: its date in the changed schedule. What is left out is skipped; what is taken up again stands as before; what is moved has
    another start. None, when the rule does not have it any more, leaves it out as well. What is held or missed stays.
    """
    if checkpoint.state in (State.HELD, State.MISSED):
        return checkpoint
    if isinstance(planned, Occurrence):
        if checkpoint.state is State.SKIPPED:
            reached = State.ACKNOWLEDGED if checkpoint.entries else State.POSTED
            history = (*checkpoint.history, Change(state=reached, at=at, reason="taken up again"))
            checkpoint = replace(checkpoint, state=reached, history=history)
        return replace(checkpoint, start=planned.start)
    reason = "replaced" if planned is None else planned.reason.value
    return step(checkpoint, State.SKIPPED, at=at, reason=reason) or checkpoint


def carried(checkpoints: Sequence[Checkpoint]) -> tuple[Action, ...]:
    """The open actions of `checkpoints`, to be carried to the next; each keeps where it was agreed. A later record has the last word."""
    latest: dict[str, Action] = {}
    for checkpoint in sorted(checkpoints, key=lambda one: one.start):
        for action in checkpoint.actions:
            latest[action.id] = replace(action, carried_from=action.carried_from or checkpoint.id)
    return tuple(action for action in latest.values() if not action.done)

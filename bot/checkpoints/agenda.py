"""What a checkpoint is about: read from the engagement and from what the last one left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.checkpoints.checkpoint import Action
from bot.checkpoints.ports import AnswerLogged
from bot.engagements.engagement import Engagement, Milestone, Task, TaskState


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """The points of a checkpoint.

    assigned: open tasks that people have, by name. tasks: the other open ones of the engagement's phase, by party. overdue: those whose
    day has passed. reached: milestones since the last checkpoint; next: the first that is not. carried: actions left open. unanswered:
    questions since then that no record answered.
    """

    assigned: tuple[tuple[str, tuple[Task, ...]], ...] = ()
    tasks: tuple[tuple[str, tuple[Task, ...]], ...] = ()
    overdue: tuple[Task, ...] = ()
    reached: tuple[Milestone, ...] = ()
    next: Milestone | None = None
    carried: tuple[Action, ...] = ()
    unanswered: tuple[str, ...] = ()


def agenda(engagement: Engagement, *, carried: Sequence[Action], answers: Sequence[AnswerLogged], since: datetime, today: date) -> Agenda:
    """The points for a checkpoint on `today`. answers: those given since the last one, at `since`."""
    open_tasks = [task for task in engagement.tasks if task.state is TaskState.OPEN]
    overdue = tuple(task for task in open_tasks if task.due is not None and task.due < today)
    current = [task for task in open_tasks if task not in overdue and _is_current(task, engagement)]
    return Agenda(
        assigned=_grouped(current, lambda task: task.assignee.name if task.assignee else ""),
        tasks=_grouped([task for task in current if task.assignee is None], lambda task: task.party),
        overdue=overdue,
        reached=tuple(each for each in engagement.milestones if each.reached_at is not None and each.reached_at >= since),
        next=next((each for each in engagement.milestones if each.reached_at is None), None),
        carried=tuple(carried),
        unanswered=tuple(dict.fromkeys(answer.question for answer in answers if answer.kind == "abstain" and answer.question)),
    )


def _grouped(tasks: Sequence[Task], owner: Callable[[Task], str]) -> tuple[tuple[str, tuple[Task, ...]], ...]:
    """The tasks by their owner; those without one are left out."""
    owners = dict.fromkeys(name for task in tasks if (name := owner(task)))
    return tuple((name, tuple(task for task in tasks if owner(task) == name)) for name in owners)


def _is_current(task: Task, engagement: Engagement) -> bool:
    """Whether a task belongs on the table now: it is of the engagement's phase, someone is on it, or it has a day."""
    return not engagement.phase or task.phase == engagement.phase or task.assignee is not None or task.due is not None

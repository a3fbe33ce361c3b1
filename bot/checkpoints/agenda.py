"""What a checkpoint is about: read from the engagement and from what the last one left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.checkpoints.checkpoint import Action
from bot.checkpoints.ports import AnswerLogged
from bot.engagements.engagement import Engagement, Milestone, Task, TaskState


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """The points of a checkpoint.

    tasks: the open ones of the engagement's phase, by party. overdue: those whose day has passed. reached: milestones since the last
    checkpoint; next: the first that is not. carried: actions left open. unanswered: questions since then that no record answered.
    """

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
    parties = dict.fromkeys(task.party for task in current)
    return Agenda(
        tasks=tuple((party, tuple(task for task in current if task.party == party)) for party in parties),
        overdue=overdue,
        reached=tuple(each for each in engagement.milestones if each.reached_at is not None and each.reached_at >= since),
        next=next((each for each in engagement.milestones if each.reached_at is None), None),
        carried=tuple(carried),
        unanswered=tuple(dict.fromkeys(answer.question for answer in answers if answer.kind == "abstain" and answer.question)),
    )


def _is_current(task: Task, engagement: Engagement) -> bool:
    """Whether a task belongs on the table now: it is of the engagement's phase, someone is on it, or it has a day."""
    return not engagement.phase or task.phase == engagement.phase or task.assignee is not None or task.due is not None

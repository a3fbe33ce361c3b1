"""What buttons and forms on cards submit; each is checked before anything is done with it."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter

from bot.engagements.engagement import TaskState
from knowledge.models import Role
from knowledge.question import MAX_CHARACTERS

Question = Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]
Line = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
MAX_PLAN = 400  # characters of a wish for checkpoints
Answered = Annotated[str, StringConstraints(max_length=4000)]
Day = Annotated[date | None, BeforeValidator(lambda given: given or None)]  # an input that was cleared says ""
Clock = Annotated[time | None, BeforeValidator(lambda given: given or None)]
Listed = Annotated[str, StringConstraints(max_length=8000)]  # what a list of which several may be chosen says: ids, parted by commas
Page = Annotated[int, Field(ge=0, le=1000)]


class _Submission(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GiveFacts(_Submission):
    """A form's facts, each as typed, for the question that was held up by them. history: what was asked before it, oldest first."""

    do: Literal["facts"] = "facts"
    question: Question
    history: tuple[Question, ...] = Field(default=(), max_length=20)
    facts: dict[str, str] = Field(default_factory=dict, max_length=50)


class AskThis(_Submission):
    """A button that stands for a question."""

    do: Literal["ask"] = "ask"
    question: Question


class PickRole(_Submission):
    """A button by which people say who they are."""

    do: Literal["role"] = "role"
    role: Role


class ShowTeam(_Submission):
    """A button for the team's engagement, or the form that sets it up."""

    do: Literal["team"] = "team"


class SetUp(_Submission):
    """The form that sets an engagement up. workloads: ids of the pack."""

    do: Literal["set_up"] = "set_up"
    customer: Line = ""
    partner: Line = ""
    timezone: Line = ""
    start: Day = None
    country: Annotated[str, StringConstraints(max_length=10)] = ""
    workloads: Listed = ""
    facts: dict[str, str] = Field(default_factory=dict, max_length=50)


class Describe(_Submission):
    """The form by which an engagement is described anew. phase: an id of the pack; here: "yes" to post in this channel from now on."""

    do: Literal["describe"] = "describe"
    customer: Line = ""
    partner: Line = ""
    timezone: Line = ""
    country: Annotated[str, StringConstraints(max_length=10)] = ""
    phase: Line = ""
    here: Line = ""


class SetFacts(_Submission):
    """The form of the engagement's facts, each as typed; one that is left blank is not known."""

    do: Literal["set_facts"] = "set_facts"
    facts: dict[str, str] = Field(default_factory=dict, max_length=50)


class SetRoster(_Submission):
    """The form that says who holds which role. holders: by role the directory's ids, parted by commas; a role that is not named stays."""

    do: Literal["set_roster"] = "set_roster"
    holders: dict[str, Listed] = Field(default_factory=dict, max_length=20)


class SetTask(_Submission):
    """The button by which a task of the checklist is done, open again, or not needed. phase, page: of the list, to go on there."""

    do: Literal["set_task"] = "set_task"
    task: Line
    state: TaskState
    phase: Line = ""
    page: Page = 0


class EditTask(_Submission):
    """The form by which a task gets a note, an assignee (the directory's id) and a day."""

    do: Literal["edit_task"] = "edit_task"
    task: Line
    assignee: Line = ""
    due: Day = None
    note: Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True)] = ""
    phase: Line = ""
    page: Page = 0


class ShowTasks(_Submission):
    """A page of the checklist. phase: the one whose tasks are shown, ALL, or "" for that of the engagement."""

    ALL: ClassVar[str] = "all"
    do: Literal["tasks"] = "tasks"
    phase: Line = ""
    page: Page = 0


class SetMilestone(_Submission):
    """The form by which a milestone is aimed at a day, or reached."""

    do: Literal["set_milestone"] = "set_milestone"
    milestone: Line
    due: Day = None
    reached: Literal["yes", "no", ""] = ""


class ShowPlans(_Submission):
    """A button for the team's checkpoints, or for one series of them, or for the form that plans another."""

    do: Literal["plans"] = "plans"
    schedule: Line = ""
    another: bool = False


class PlanByForm(_Submission):
    """The form that plans checkpoints. rhythm: a rule's beginning, such as FREQ=WEEKLY or FREQ=MONTHLY;BYDAY=1; rule: for experts."""

    do: Literal["plan_form"] = "plan_form"
    rhythm: Line = ""
    weekday: Annotated[str, StringConstraints(max_length=2)] = ""
    at: Clock = None
    first: Day = None
    last: Day = None
    minutes: Annotated[str, StringConstraints(max_length=4)] = ""
    rule: Line = ""


class Plan(_Submission):
    """Checkpoints as asked for in `text`: previewed, or saved. replaces: the series that gets this rhythm, "" for a new one."""

    do: Literal["plan"] = "plan"
    text: Annotated[str, StringConstraints(max_length=MAX_PLAN)]
    save: bool = False
    replaces: Line = ""


class Change(_Submission):
    """A change of a schedule. on: the original local start of the date that is meant, or its day, "" for the next.

    day, at: where it is moved, or the day until which there is a pause, or the last one. person: who takes over, by the directory's id.
    """

    do: Literal["change"] = "change"
    schedule: Line
    what: Literal["skip", "move", "pause", "resume", "end", "hand_over", "undo"]
    on: Line = ""
    day: Day = None
    at: Clock = None
    person: Line = ""


class AnswerCheckpoint(_Submission):
    """A person's answers on a checkpoint's card. ticked: ids of actions that are done."""

    do: Literal["answer"] = "answer"
    checkpoint: Line
    done: Answered = ""
    blockers: Answered = ""
    next_steps: Answered = ""
    ticked: Listed = ""


class WriteMinutes(_Submission):
    """The button for the minutes of a checkpoint, and the form that closes it with them."""

    do: Literal["minutes"] = "minutes"
    checkpoint: Line
    minutes: Annotated[str, StringConstraints(max_length=20_000)] = ""


class ShowLog(_Submission):
    """A button for the log of the team's checkpoints."""

    do: Literal["log"] = "log"


ToTeam = (
    ShowTeam | SetUp | Describe | SetFacts | SetRoster | SetTask | EditTask | ShowTasks | SetMilestone | ShowPlans | PlanByForm | Plan
    | Change | AnswerCheckpoint | WriteMinutes | ShowLog
)  # fmt: skip
Submitted = GiveFacts | AskThis | PickRole | ToTeam
SUBMISSION: TypeAdapter[Submitted] = TypeAdapter(Annotated[Submitted, Field(discriminator="do")])

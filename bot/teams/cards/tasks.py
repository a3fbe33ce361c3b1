"""The checklist of an engagement, a page at a time."""

from __future__ import annotations

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Choice,
    ChoiceSetInput,
    DateInput,
    ShowCardAction,
    TextInput,
)

from bot.conversation.replies import TasksShown
from bot.conversation.submissions import EditTask, SetTask, ShowTasks
from bot.engagements.engagement import Task, TaskState
from bot.teams.cards.notices import noticed
from bot.teams.cards.parts import button, capitalised, card, cut, heading, own, plain
from bot.teams.cards.roster import people
from knowledge.models import PackManifest
from knowledge.wording import Wording

_PAGE = 6


def tasks_card(shown: TasksShown, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    """A page of the checklist with a button for each task, and a form for its note, its assignee and its day."""
    say = wording.say
    listed = [task for task in shown.engagement.tasks if shown.phase in ("", task.phase)]
    pages = max(1, -(-len(listed) // _PAGE))
    page = min(shown.page, pages - 1)
    here = listed[page * _PAGE : (page + 1) * _PAGE]
    phase = next((each.name for each in pack.phases if each.id == shown.phase), say("team.all_phases"))
    body: list[CardElement] = [heading(say("team.see_tasks")), plain(say("team.page", phase=phase, page=str(page + 1), pages=str(pages)))]
    body += noticed(shown.notices, wording)
    if not here:
        body.append(own(say("team.no_tasks")))
    for task in here:
        body += [plain(task.text, bold=task.state is TaskState.OPEN, limit=300), plain(_below(task, wording, pack), subtle=True)]
        following = [TaskState.DONE, TaskState.NOT_NEEDED] if task.state is TaskState.OPEN else [TaskState.OPEN]
        changes = [(state, SetTask(task=task.docid, state=state, page=page, phase=_given(shown.phase))) for state in following]
        marks: list[Action] = [button(say(f"team.mark_{state.value}"), change, with_inputs=False) for state, change in changes]
        body.append(ActionSet(actions=marks))
    actions: list[Action] = []
    if page > 0:
        actions.append(button(say("team.back"), ShowTasks(page=page - 1, phase=_given(shown.phase)), with_inputs=False))
    if page + 1 < pages:
        actions.append(button(say("team.more"), ShowTasks(page=page + 1, phase=_given(shown.phase)), with_inputs=False))
    if here:
        actions.append(ShowCardAction(title=say("team.edit_task"), card=_form(shown, here, page, wording)))
    actions.append(ShowCardAction(title=say("team.pick_phase"), card=_phases(shown, wording, pack)))
    return card(body, spoken=say("team.see_tasks"), actions=actions)


def _given(phase: str) -> str:
    """A phase as a submission names it."""
    return phase or ShowTasks.ALL


def _below(task: Task, wording: Wording, pack: PackManifest) -> str:
    """Who does a task, how it stands, and what was noted of it."""
    say, parties = wording.say, {party.id: party.name for party in pack.parties}
    parts = [capitalised(parties.get(task.party, task.party)), say(f"team.task_state_{task.state.value}")]
    parts += [task.assignee.name] if task.assignee else []
    parts += [say("team.task_due", date=f"{task.due:%Y-%m-%d}")] if task.due else []
    return " · ".join([*parts, *([cut(task.note, 200)] if task.note else [])])


def _form(shown: TasksShown, here: list[Task], page: int, wording: Wording) -> AdaptiveCard:
    say = wording.say
    held = shown.engagement.roster.held
    body: list[CardElement] = [
        ChoiceSetInput(
            id="task", label=say("team.task"), value=here[0].docid,
            choices=[Choice(title=cut(task.text, 80), value=task.docid) for task in here],
        ),
        ChoiceSetInput(
            id="assignee", label=say("team.assignee"),
            choices=[Choice(title=say("team.nobody"), value=""), *people((*(member for _, member in held), *shown.members))],
        ),
        DateInput(id="due", label=say("team.due")),
        TextInput(id="note", label=say("team.note"), is_multiline=True, max_length=1000),
        ActionSet(
            actions=[
                button(
                    say("team.save"), EditTask(task=here[0].docid, page=page, phase=_given(shown.phase)),
                    leave_out=("task", "assignee", "due", "note"),
                )
            ]
        ),
    ]  # fmt: skip
    return card(body, spoken="")


def _phases(shown: TasksShown, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    present = {task.phase for task in shown.engagement.tasks}
    phases = [Choice(title=each.name, value=each.id) for each in pack.phases if each.id in present]
    choices = [Choice(title=wording.say("team.all_phases"), value=ShowTasks.ALL), *phases]
    listed = ChoiceSetInput(id="phase", label=wording.say("team.phase"), choices=choices, value=_given(shown.phase))
    return card([listed, ActionSet(actions=[button(wording.say("team.show"), ShowTasks(), leave_out=("phase",))])], spoken="")

"""Cards of a team's engagement: the form that sets it up, how it stands, and its checklist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Choice,
    ChoiceSetInput,
    DateInput,
    ShowCardAction,
    TextBlock,
    TextInput,
)

from bot.conversation.events import SetFacts, SetRole, SetTask, SetUp, ShowTasks
from bot.conversation.replies import Said, SetUpForm, TasksShown, TeamShown
from bot.engagements.engagement import TaskState
from bot.engagements.roster import RosterRole
from bot.teams.cards.fact_form import inputs
from bot.teams.cards.parts import banner, bullets, button, card, heading, label, own, plain, section
from bot.teams.cards.plan import rhythm
from knowledge.models import PackManifest
from knowledge.wording import Wording

_PAGE = 6
_MILESTONES = 8
_FACTS = 6  # the first facts of a pack are those that decide most


def set_up_form(form: SetUpForm, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    """The form that sets an engagement up."""
    say = wording.say
    given = [
        TextInput(id="customer", label=say("team.customer"), value=form.customer or None, max_length=200, is_required=True),
        TextInput(id="partner", label=say("team.partner_name"), value=form.partner or None, max_length=200),
        TextInput(id="timezone", label=say("team.timezone"), value=form.timezone or None, max_length=60),
        TextInput(id="country", label=say("team.country"), value=form.country or None, max_length=10),
        DateInput(id="start", label=say("team.start"), value=form.start.isoformat() if form.start else None),
    ]
    body: list[CardElement] = [heading(say("team.form")), own(say("team.form_below")), *noticed(form.notices, wording), *given]
    body += [label(say("team.facts")), *inputs(pack.facts[:_FACTS], wording)]
    return card([*body, ActionSet(actions=[button(say("team.create"), SetUp())])], spoken=say("team.form"))


def team_card(shown: TeamShown, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    """How the engagement stands, with what can be changed."""
    say, held = wording.say, shown.engagement
    phase = next((each.name for each in pack.phases if each.id == held.phase), "")
    start = f"{held.start:%Y-%m-%d}"
    below = say("team.below" if phase else "team.below_plain", phase=phase, start=start, timezone=held.timezone)
    body: list[CardElement] = [banner(say("card.engagement"), "", "emphasis"), plain(held.customer, bold=True), plain(below, subtle=True)]
    body += noticed(shown.notices, wording)
    turns = [say("team.turn", question=each.question, before=say(each.before.key), after=say(each.after.key)) for each in shown.turned]
    body += section(say("team.turned"), bullets(turns))
    if held.partner:
        body.append(plain(say("team.partner", partner=held.partner)))
    body += section(say("team.facts"), bullets(_facts(shown, wording, pack)) or [own(say("team.no_facts"), subtle=True)])
    body += section(say("team.roster"), bullets(_roster(shown, wording)))
    runs = [rhythm(each, wording) for each in shown.planned]
    body += section(say("team.checkpoints"), bullets(runs) or [own(say("team.no_checkpoints"), subtle=True)])
    reached = [say("team.reached" if each.reached_at else "team.ahead", name=each.name) for each in held.milestones[:_MILESTONES]]
    body += section(say("team.milestones"), bullets(reached, subtle=True))
    states = Counter(task.state.value for task in held.tasks)
    body.append(own(say("team.tasks", **{state.value: str(states[state.value]) for state in TaskState})))
    return card(body, spoken=held.customer, actions=_actions(shown, wording, pack))


def tasks_card(shown: TasksShown, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    """A page of the checklist with a button for each task."""
    say, tasks = wording.say, shown.engagement.tasks
    pages = max(1, -(-len(tasks) // _PAGE))
    page = min(shown.page, pages - 1)
    parties = {party.id: party.name for party in pack.parties}
    body: list[CardElement] = [heading(say("team.see_tasks")), own(say("team.page", page=str(page + 1), pages=str(pages)), subtle=True)]
    for task in tasks[page * _PAGE : (page + 1) * _PAGE]:
        body.append(plain(task.text, bold=task.state is TaskState.OPEN, limit=300))
        body.append(
            plain(f"{parties.get(task.party, task.party)} · {say(f'team.task_state_{task.state.value}')}", subtle=True, spacing="None")
        )
        following = [TaskState.DONE, TaskState.NOT_NEEDED] if task.state is TaskState.OPEN else [TaskState.OPEN]
        changes = [(state, SetTask(task=task.docid, state=state, page=page)) for state in following]
        marks: list[Action] = [button(say(f"team.mark_{state.value}"), change, with_inputs=False) for state, change in changes]
        body.append(ActionSet(actions=marks))
    turning: list[Action] = []
    if page > 0:
        turning.append(button(say("team.back"), ShowTasks(page=page - 1), with_inputs=False))
    if page + 1 < pages:
        turning.append(button(say("team.more"), ShowTasks(page=page + 1), with_inputs=False))
    return card(body, spoken=say("team.see_tasks"), actions=turning)


def noticed(notices: Sequence[Said], wording: Wording) -> list[CardElement]:
    """A line for each of what was done or was wrong."""
    return [TextBlock(text=wording.say(each.key, **dict(each.values)), wrap=True, weight="Bolder", color="Accent") for each in notices]


def _facts(shown: TeamShown, wording: Wording, pack: PackManifest) -> list[str]:
    labels = {spec.id: spec for spec in pack.facts}
    lines = []
    for name, said in shown.engagement.facts.items():
        spec = labels.get(name)
        if spec is None:
            continue
        value = next((option.name for option in spec.options if option.id == said.value), str(said.value))
        if isinstance(said.value, bool):
            value = wording.say("card.yes" if said.value else "card.no")
        lines.append(wording.say("team.fact", label=spec.label, value=value, name=said.by.name, date=f"{said.at:%Y-%m-%d}"))
    return lines


def _roster(shown: TeamShown, wording: Wording) -> list[str]:
    roster = shown.engagement.roster
    held = [(role, ", ".join(member.name for member in roster.holders(role))) for role in RosterRole if roster.holders(role)]
    return [wording.say("team.holder", role=wording.say(f"roster.{role.value}"), people=people) for role, people in held]


def _actions(shown: TeamShown, wording: Wording, pack: PackManifest) -> list[Action]:
    say = wording.say
    facts = card([*inputs(pack.facts[:_FACTS], wording), ActionSet(actions=[button(say("team.save"), SetFacts())])], spoken="")
    roles = [Choice(title=say(f"roster.{role.value}"), value=role.value) for role in RosterRole]
    people = [Choice(title=say("team.nobody"), value=""), *(Choice(title=each.name, value=each.person) for each in shown.members)]
    roster = card(
        [
            ChoiceSetInput(id="role", label=say("team.role"), choices=roles, value=roles[0].value),
            ChoiceSetInput(id="person", label=say("team.person"), choices=people, value=people[-1].value),
            ActionSet(actions=[button(say("team.save"), SetRole(role=RosterRole.SPECIALIST), leave_out=("role", "person"))]),
        ],
        spoken="",
    )
    return [
        ShowCardAction(title=say("team.edit_facts"), card=facts),
        ShowCardAction(title=say("team.edit_roster"), card=roster),
        button(say("team.see_tasks"), ShowTasks(), with_inputs=False),
    ]

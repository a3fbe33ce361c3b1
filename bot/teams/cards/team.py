"""Cards of a team's engagement: the form that sets it up, and how it stands, with what can be changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

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
    ToggleInput,
)

from bot.conversation.replies import SetUpForm, TeamShown
from bot.conversation.submissions import Describe, SetFacts, SetMilestone, SetUp, ShowPlans, ShowTasks
from bot.engagements.engagement import Milestone, TaskState
from bot.engagements.roster import RosterRole
from bot.teams.cards.fact_form import inputs
from bot.teams.cards.notices import noticed
from bot.teams.cards.parts import banner, bullets, button, card, cut, heading, label, own, plain, section
from bot.teams.cards.plan import rhythm
from bot.teams.cards.roster import roster_form
from knowledge.models import FactSpec, PackManifest
from knowledge.wording import Wording

_MILESTONES = 8
_FACTS = 6  # the first facts of a pack are those that decide most
_ONBOARDED = ("product", "source_platform")


def set_up_form(form: SetUpForm, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    """The form that sets an engagement up."""
    say = wording.say
    given = [
        _customer(form.customer, wording),
        TextInput(id="partner", label=say("team.partner_name"), value=form.partner or None, max_length=200),
        TextInput(id="timezone", label=say("team.timezone"), value=form.timezone or None, max_length=60),
        TextInput(id="country", label=say("team.country"), value=form.country or None, max_length=10),
        DateInput(id="start", label=say("team.start"), value=form.start.isoformat() if form.start else None),
    ]
    body: list[CardElement] = [heading(say("team.form")), own(say("team.form_below")), *noticed(form.notices, wording), *given]
    workloads = [Choice(title=each.name, value=each.id) for each in pack.workloads if each.kind in _ONBOARDED]
    if workloads:
        chosen = ",".join(form.workloads) or None
        body.append(ChoiceSetInput(id="workloads", label=say("team.workloads"), choices=workloads, value=chosen, is_multi_select=True))
    body += [label(say("team.facts")), *inputs(pack.facts[:_FACTS], wording, form.facts)]
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
    if held.workloads:
        names = [each.name for each in pack.workloads if each.id in held.workloads]
        body.append(plain(say("team.workloads_are", names=", ".join(names))))
    body += section(say("team.facts"), bullets(_facts(shown, wording, pack)) or [own(say("team.no_facts"), subtle=True)])
    body += section(say("team.roster"), bullets(_roster(shown, wording)))
    runs = [rhythm(each, wording) for each in shown.planned]
    body += section(say("team.checkpoints"), bullets(runs) or [own(say("team.no_checkpoints"), subtle=True)])
    milestones = [_milestone(each, wording) for each in held.milestones[:_MILESTONES]]
    body += section(say("team.milestones"), bullets(milestones, subtle=True))
    states = Counter(task.state.value for task in held.tasks)
    body.append(own(say("team.tasks", **{state.value: str(states[state.value]) for state in TaskState})))
    return card(body, spoken=held.customer, actions=_actions(shown, wording, pack))


def _customer(name: str, wording: Wording) -> TextInput:
    """The field that must not be blank; without its message a client would not say why the button does nothing."""
    missing = wording.say("refused.no_customer")
    return TextInput(
        id="customer", label=wording.say("team.customer"), value=name or None, max_length=200, is_required=True, error_message=missing
    )


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
    say, known = wording.say, shown.engagement.known
    facts = card([*inputs(_specs(pack, known), wording, known), ActionSet(actions=[button(say("team.save"), SetFacts())])], spoken="")
    forms = [("facts", facts), ("roster", roster_form(shown, wording)), ("engagement", _description(shown, wording, pack))]
    if shown.engagement.milestones:
        forms.append(("milestones", _milestones(shown, wording)))
    return [
        *(ShowCardAction(title=say(f"team.edit_{name}"), card=form) for name, form in forms),
        button(say("team.see_tasks"), ShowTasks(), with_inputs=False),
        button(say("team.checkpoints"), ShowPlans(), with_inputs=False),
    ]


def _specs(pack: PackManifest, known: Mapping[str, object]) -> list[FactSpec]:
    """The facts of the form: those that decide most, and those that are known."""
    return [spec for place, spec in enumerate(pack.facts) if place < _FACTS or spec.id in known]


def _description(shown: TeamShown, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    say, held = wording.say, shown.engagement
    phases = [Choice(title=each.name, value=each.id) for each in pack.phases]
    body: list[CardElement] = [
        _customer(held.customer, wording),
        TextInput(id="partner", label=say("team.partner_name"), value=held.partner or None, max_length=200),
        ChoiceSetInput(id="phase", label=say("team.phase"), choices=phases, value=held.phase or None),
        TextInput(id="timezone", label=say("team.timezone"), value=held.timezone, max_length=60),
        TextInput(id="country", label=say("team.country"), value=held.country or None, max_length=10),
        ToggleInput(id="here", title=say("team.here"), value_on="yes", value_off="", value=""),
        ActionSet(actions=[button(say("team.save"), Describe())]),
    ]
    return card(body, spoken="")


def _milestones(shown: TeamShown, wording: Wording) -> AdaptiveCard:
    say, held = wording.say, shown.engagement.milestones
    following = next((each for each in held if each.reached_at is None), held[0])
    body: list[CardElement] = [
        ChoiceSetInput(
            id="milestone", label=say("team.milestone"), value=following.docid,
            choices=[Choice(title=cut(each.name, 80), value=each.docid) for each in held],
        ),
        DateInput(id="due", label=say("team.aimed_at")),
        ChoiceSetInput(
            id="reached", label=say("team.is_reached"), style="expanded",
            choices=[Choice(title=say("card.yes"), value="yes"), Choice(title=say("card.no"), value="no")],
        ),
        ActionSet(actions=[button(say("team.save"), SetMilestone(milestone=following.docid), leave_out=("milestone", "due", "reached"))]),
    ]  # fmt: skip
    return card(body, spoken="")


def _milestone(each: Milestone, wording: Wording) -> str:
    if each.reached_at:
        return wording.say("team.reached", name=each.name, date=f"{each.reached_at:%Y-%m-%d}")
    return wording.say("team.aimed", name=each.name, date=f"{each.due:%Y-%m-%d}") if each.due else each.name

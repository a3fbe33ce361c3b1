"""The card of a checkpoint, of its minutes, and of the log of all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from microsoft_teams.cards import ActionSet, AdaptiveCard, CardElement, Choice, ChoiceSetInput, TextInput

from bot.checkpoints.checkpoint import Action, Checkpoint, Entry, State
from bot.conversation.replies import Asked, LogShown, MinutesShown
from bot.conversation.submissions import AnswerCheckpoint, WriteMinutes
from bot.engagements.engagement import Milestone, Task
from bot.teams.cards.notices import noticed
from bot.teams.cards.parts import banner, bullets, button, capitalised, card, cut, heading, own, plain, section, titled
from knowledge.models import PackManifest
from knowledge.wording import Wording

_MOST = 8
_LOGGED = 20
_EXAMPLES = 2
_ASKED = ("done", "blockers", "next_steps")
_ESCAPED = re.compile(r"\\(.)")
_BOXES = {"[ ]": "☐", "[x]": "☑"}


def checkpoint_card(asked: Asked, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    """What the meeting is about, what people answered, and the form to answer in while it is open."""
    say, held = wording.say, asked.prompt.checkpoint
    when = f"{held.local(asked.prompt.engagement.timezone):%a %Y-%m-%d %H:%M}"
    state = capitalised(say(f"checkpoint.state_{held.state.value}"))
    body: list[CardElement] = [
        banner(say("checkpoint.title"), state, "good" if held.state.is_closed else "accent"),
        plain(say("checkpoint.below", customer=asked.prompt.engagement.customer, date=when), bold=True),
        *noticed(asked.notices, wording),
        *_agenda(asked, wording, pack),
    ]
    for entry in held.entries:
        body += _entry(entry, wording)
    agreed = [step_line(each, wording) for each in held.actions if not each.carried_from and (each.done or held.state.is_closed)]
    body += section(say("checkpoint.actions"), bullets(agreed[:20]))
    spoken = say("checkpoint.below", customer=asked.prompt.engagement.customer, date=when)
    if held.state.is_closed:
        minutes = button(say("checkpoint.minutes"), WriteMinutes(checkpoint=held.id), with_inputs=False, in_place=False)
        return card(body, spoken=spoken, actions=[minutes] if held.state is State.HELD else ())
    pending = [Choice(title=cut(step_line(each, wording), 200), value=each.id) for each in held.actions if not each.done][:_MOST]
    if pending:
        body.append(ChoiceSetInput(id="ticked", label=say("checkpoint.tick"), choices=pending, style="expanded", is_multi_select=True))
    body.append(own(say("checkpoint.mine"), subtle=True))
    body += [TextInput(id=name, label=say(f"checkpoint.{name}"), is_multiline=True, max_length=4000) for name in _ASKED]
    sending = [
        button(say("checkpoint.send"), AnswerCheckpoint(checkpoint=held.id), leave_out=(*_ASKED, "ticked")),
        button(say("checkpoint.minutes"), WriteMinutes(checkpoint=held.id), with_inputs=False, in_place=False),
    ]
    return card([*body, ActionSet(actions=list(sending))], spoken=spoken)


def minutes_card(shown: MinutesShown, wording: Wording) -> AdaptiveCard:
    """The minutes: in a field to edit, or as they were posted, to be copied."""
    say = wording.say
    body: list[CardElement] = [heading(say("minutes.heading"))]
    if not shown.is_draft:
        again = button(say("minutes.again"), WriteMinutes(checkpoint=shown.checkpoint.id), with_inputs=False, in_place=False)
        return card([_line(line) for line in shown.text.splitlines() if line.strip()], spoken=say("minutes.heading"), actions=[again])
    body += [
        own(say("minutes.edit")),
        TextInput(id="minutes", label=say("minutes.heading"), value=shown.text, is_multiline=True, max_length=20_000),
    ]
    close = button(say("minutes.close"), WriteMinutes(checkpoint=shown.checkpoint.id), leave_out=("minutes",))
    return card([*body, ActionSet(actions=[close])], spoken=say("minutes.heading"))


def log_card(shown: LogShown, wording: Wording) -> AdaptiveCard:
    """A line for each of the latest checkpoints, and how to have them as files."""
    say, scope = wording.say, shown.engagement.scope
    lines = [_logged(each, shown.engagement.timezone, wording) for each in shown.checkpoints[-_LOGGED:]]
    body: list[CardElement] = [heading(say("log.title")), plain(shown.engagement.customer, bold=True)]
    body += bullets(lines) or [own(say("log.empty"), subtle=True)]
    body += [own(say("log.files"), subtle=True), plain(say("log.command", tenant=scope.tenant, team=scope.team), subtle=True)]
    return card(body, spoken=say("log.title"))


def step_line(action: Action, wording: Wording) -> str:
    """A next step in a line, with a tick when it is done."""
    due = f"{action.due:%Y-%m-%d}" if action.due else ""
    line = wording.say("checkpoint.action_due" if due else "checkpoint.action", owner=action.owner, text=action.text, due=due)
    return f"✓ {line}" if action.done else line


def _logged(held: Checkpoint, timezone: str, wording: Wording) -> str:
    state, steps = wording.say(f"checkpoint.state_{held.state.value}"), sum(1 for action in held.actions if not action.done)
    date = f"{held.local(timezone):%a %Y-%m-%d %H:%M}"
    return wording.say("log.line", date=date, state=state, answers=str(len(held.entries)), steps=str(steps))


def _line(line: str) -> CardElement:
    """A line of Markdown, as `minutes.draft` and `documents.as_docx` know it."""
    text = _ESCAPED.sub(r"\1", line.strip())
    if text.startswith("#"):
        return plain(text.lstrip("#").strip(), bold=True)
    if text.startswith(("- ", "* ")):
        text = text[2:]
        box = _BOXES.get(text[:3])
        text = f"{box}{text[3:]}" if box else f"• {text}"
    return plain(text, spacing="Small")


def _agenda(asked: Asked, wording: Wording, pack: PackManifest) -> list[CardElement]:
    say, points = wording.say, asked.prompt.agenda
    parties = {party.id: party.name for party in pack.parties}
    body = section(say("checkpoint.overdue"), bullets(_task(task, wording, parties) for task in points.overdue[:_MOST]))
    mine = [_task(task, wording, parties) for _, tasks in points.assigned for task in tasks]
    counts = [_count(capitalised(parties.get(party, party)), tasks, wording) for party, tasks in points.tasks]
    body += section(say("checkpoint.open"), bullets([*mine[:_MOST], *counts]))
    body += section(say("checkpoint.reached"), bullets(each.name for each in points.reached[:_MOST]))
    if points.next is not None:
        body.append(titled(say("checkpoint.next"), _aim(points.next, wording)))
    body += section(say("checkpoint.carried"), bullets(step_line(each, wording) for each in points.carried[:_MOST]))
    body += section(say("checkpoint.unanswered"), bullets(points.unanswered[:_MOST]))
    return body


def _count(owner: str, tasks: Sequence[Task], wording: Wording) -> str:
    """How many open tasks a party has, with the first of them."""
    first = "; ".join(cut(task.text.rstrip("."), 90) for task in tasks[:_EXAMPLES])
    return wording.say("checkpoint.open_of", party=owner, count=str(len(tasks)), first=f"{first}; …" if len(tasks) > _EXAMPLES else first)


def _aim(each: Milestone, wording: Wording) -> str:
    return wording.say("team.aimed", name=each.name, date=f"{each.due:%Y-%m-%d}") if each.due else each.name


def _task(task: Task, wording: Wording, parties: Mapping[str, str]) -> str:
    owner, due = task.assignee.name if task.assignee else capitalised(parties.get(task.party, task.party)), task.due
    key = "checkpoint.action_due" if due else "checkpoint.action"
    return wording.say(key, owner=owner, text=cut(task.text, 160), due=f"{due:%Y-%m-%d}" if due else "")


def _entry(entry: Entry, wording: Wording) -> list[CardElement]:
    said = [(name, getattr(entry, name)) for name in ("done", "blockers") if getattr(entry, name).strip()]
    return [plain(entry.author.name, bold=True), *(titled(wording.say(f"minutes.{name}"), text, limit=1000) for name, text in said)]

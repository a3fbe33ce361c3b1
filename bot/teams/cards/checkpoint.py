"""The card of a checkpoint, and of its minutes."""

from __future__ import annotations

from microsoft_teams.cards import ActionSet, AdaptiveCard, CardElement, TextInput

from bot.checkpoints.checkpoint import Action, Entry
from bot.conversation.events import AnswerCheckpoint, WriteMinutes
from bot.conversation.replies import Asked, MinutesShown
from bot.teams.cards.parts import banner, bullets, button, card, heading, own, plain, section, titled
from bot.teams.cards.team import noticed
from knowledge.models import PackManifest
from knowledge.wording import Wording

_MOST = 8
_ASKED = ("done", "blockers", "next_steps")


def checkpoint_card(asked: Asked, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    """What the meeting is about, what people answered, and the form to answer in while it is open."""
    say, held = wording.say, asked.prompt.checkpoint
    when = f"{held.original:%a %Y-%m-%d %H:%M}"
    body: list[CardElement] = [
        banner(say("checkpoint.title"), say(f"checkpoint.state_{held.state.value}"), "good" if held.state.is_closed else "accent"),
        plain(say("checkpoint.below", customer=asked.prompt.engagement.customer, date=when), bold=True),
        *noticed(asked.notices, wording),
        *_agenda(asked, wording, pack),
    ]
    for entry in held.entries:
        body += _entry(entry, wording)
    agreed = [action_line(each, wording) for each in held.actions if not each.carried_from]
    body += section(say("checkpoint.actions"), bullets(agreed[:20]))
    spoken = say("checkpoint.below", customer=asked.prompt.engagement.customer, date=when)
    if held.state.is_closed:
        return card(body, spoken=spoken)
    body.append(own(say("checkpoint.mine"), subtle=True))
    body += [TextInput(id=name, label=say(f"checkpoint.{name}"), is_multiline=True, max_length=4000) for name in _ASKED]
    sending = [
        button(say("checkpoint.send"), AnswerCheckpoint(checkpoint=held.id), leave_out=_ASKED),
        button(say("checkpoint.minutes"), WriteMinutes(checkpoint=held.id), with_inputs=False, in_place=False),
    ]
    return card([*body, ActionSet(actions=list(sending))], spoken=spoken)


def minutes_card(shown: MinutesShown, wording: Wording) -> AdaptiveCard:
    """The minutes: in a field to edit, or as they were posted, to be copied."""
    say = wording.say
    body: list[CardElement] = [heading(say("minutes.heading"))]
    if not shown.is_draft:
        lines = [plain(line, spacing="Small") for line in shown.text.splitlines() if line.strip()]
        return card([*body, *lines], spoken=say("minutes.heading"))
    body += [own(say("minutes.edit")), TextInput(id="minutes", value=shown.text, is_multiline=True, max_length=20_000)]
    close = button(say("minutes.close"), WriteMinutes(checkpoint=shown.checkpoint.id), leave_out=("minutes",))
    return card([*body, ActionSet(actions=[close])], spoken=say("minutes.heading"))


def action_line(action: Action, wording: Wording) -> str:
    """A next step in a line."""
    if action.due is None:
        return wording.say("checkpoint.action", owner=action.owner, text=action.text)
    return wording.say("checkpoint.action_due", owner=action.owner, text=action.text, due=f"{action.due:%Y-%m-%d}")


def _agenda(asked: Asked, wording: Wording, pack: PackManifest) -> list[CardElement]:
    say, points = wording.say, asked.prompt.agenda
    parties = {party.id: party.name for party in pack.parties}
    body = section(say("checkpoint.overdue"), bullets(task.text for task in points.overdue[:_MOST]))
    counts = [say("checkpoint.open_of", party=parties.get(party, party), count=str(len(tasks))) for party, tasks in points.tasks]
    body += section(say("checkpoint.open"), bullets(counts))
    body += section(say("checkpoint.reached"), bullets(each.name for each in points.reached[:_MOST]))
    if points.next is not None:
        body.append(titled(say("checkpoint.next"), points.next.name))
    body += section(say("checkpoint.carried"), bullets(action_line(each, wording) for each in points.carried[:_MOST]))
    body += section(say("checkpoint.unanswered"), bullets(points.unanswered[:_MOST]))
    return body


def _entry(entry: Entry, wording: Wording) -> list[CardElement]:
    said = [(name, getattr(entry, name)) for name in ("done", "blockers") if getattr(entry, name).strip()]
    return [plain(entry.author.name, bold=True), *(titled(wording.say(f"minutes.{name}"), text, limit=1000) for name, text in said)]

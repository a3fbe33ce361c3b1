"""Help and welcome cards, with questions to start from. Their buttons answer in new messages, so the card can be used again."""

from __future__ import annotations

from collections.abc import Sequence

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Mention,
    MentionedEntity,
    TeamsCardProperties,
    TextBlock,
)

from bot.conversation.events import Person, Scope
from bot.conversation.replies import Helped, Welcomed
from bot.conversation.submissions import AskThis, PickRole
from bot.teams.cards.parts import as_message, bullets, card, cut, heading, label, own, plain, unmarked
from knowledge.models import PackManifest, Role
from knowledge.wording import Wording

_STARTERS = 3


def help_card(helped: Helped, wording: Wording) -> AdaptiveCard:
    """What can be asked, the pack's questions to start from, and who the person is taken to be."""
    say = wording.say
    roles: list[Action] = [as_message(say(f"help.pick_{role.value}"), PickRole(role=role)) for role in Role if role is not helped.role]
    body: list[CardElement] = [heading(say("help.title"))]
    body += bullets(
        say(f"help.{name}") for name in ("scope", "owner", "guidance", "sources", "follow_up", "team", "checkpoints", "changes", "rate")
    )
    body += [label(say("help.role", role=say(f"help.{helped.role.value}"))), ActionSet(actions=roles)]
    if helped.starters:
        body.append(label(say("help.starters")))
    return card(body, spoken=say("smalltalk.help"), actions=_start(helped.starters))


def welcome_card(welcomed: Welcomed, wording: Wording, pack: PackManifest) -> AdaptiveCard:
    """What the bot is for, who brought it, what it needs and what it cannot do."""
    say = wording.say
    hello = say(f"welcome.{welcomed.scope.value}", programme=pack.programme)
    body: list[CardElement] = [heading(say("welcome.title", programme=pack.programme)), plain(hello)]
    mention = None
    if welcomed.scope is not Scope.PERSONAL:
        if welcomed.installer.name:
            mention, line = _mention(welcomed.installer, wording)
            body.append(line)
        body.append(own(say("welcome.set_up")))
    body.append(plain(say("welcome.limits", contact=pack.contact) if pack.contact else say("welcome.limits_alone")))
    body.append(label(say("help.starters")))
    made = card(body, spoken=hello, actions=_start(welcomed.starters))
    if mention is not None:
        made.msteams = TeamsCardProperties(entities=[mention])
    return made


def _start(starters: Sequence[str]) -> list[Action]:
    return [as_message(question, AskThis(question=question)) for question in starters[:_STARTERS]]


def _mention(person: Person, wording: Wording) -> tuple[Mention, TextBlock]:
    """A mention of `person`: the one place where a person's name stands in a text block, so what could be markup is taken out of it."""
    name = cut(unmarked(person.name), 80)
    tag = f"<at>{name}</at>"
    mention = Mention(text=tag, mentioned=MentionedEntity(id=person.id, name=name))
    return mention, TextBlock(text=wording.say("welcome.installer", name=tag), wrap=True)

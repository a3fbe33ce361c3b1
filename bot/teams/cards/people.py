"""What a team's records add to an answer: the people who hold the owner's roles, and who told the facts that it rests on."""

from __future__ import annotations

from microsoft_teams.cards import AdaptiveCard, CardElement, Mention, MentionedEntity, TeamsCardProperties, TextBlock

from bot.conversation.replies import Answered
from bot.engagements.roster import Member
from bot.teams.cards.parts import bullets, cut, section, unmarked
from knowledge.models import PackManifest
from knowledge.wording import Wording

_MOST = 3


def add_team(made: AdaptiveCard, reply: Answered, wording: Wording, pack: PackManifest) -> None:
    """Put the people, the first of each party mentioned, and the origin of the facts on the card `made`."""
    say, parties = wording.say, {party.id: party.name for party in pack.parties}
    labels = {spec.id: spec.label for spec in pack.facts}
    lines: list[CardElement] = []
    mentions: list[Mention] = []
    for named in reply.people:
        first, *others = named.members[:_MOST]
        spoken = ", ".join([_at(first), *(_plain(each) for each in others)])
        lines.append(TextBlock(text=say("team.named", party=parties.get(named.party, named.party), people=spoken), wrap=True))
        if first.account:
            mentions.append(Mention(text=_at(first), mentioned=MentionedEntity(id=first.account, name=_plain(first))))
    told = [say(each.key, **(dict(each.values) | {"label": labels.get(dict(each.values)["label"], "")})) for each in reply.said_by]
    made.body = [*(made.body or []), *section(say("team.who"), lines), *bullets(told, subtle=True)]
    if mentions:
        made.msteams = TeamsCardProperties(entities=mentions)


def _at(member: Member) -> str:
    return f"<at>{_plain(member)}</at>" if member.account else _plain(member)


def _plain(member: Member) -> str:
    return cut(unmarked(member.name), 80)

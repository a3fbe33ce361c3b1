"""The form that says who holds which role."""

from __future__ import annotations

from microsoft_teams.cards import ActionSet, AdaptiveCard, CardElement, Choice, ChoiceSetInput

from bot.conversation.replies import TeamShown
from bot.conversation.submissions import SetRoster
from bot.engagements.roster import Member, RosterRole
from bot.teams.cards.parts import button, card, cut
from knowledge.wording import Wording

PREFIX = "role."  # an input's id is this and the role's
_MOST = 40  # people offered for each role: more would not fit into a message


def roster_form(shown: TeamShown, wording: Wording) -> AdaptiveCard:
    """For each role the people of the team, several of whom may hold it; who holds it now is marked."""
    roster, body = shown.engagement.roster, list[CardElement]()
    choices = people((*(member for _, member in roster.held), *shown.members))
    for role in RosterRole:
        held = ",".join(member.person for member in roster.holders(role))
        name = wording.say(f"roster.{role.value}")
        body.append(ChoiceSetInput(id=f"{PREFIX}{role.value}", label=name, choices=choices, value=held or None, is_multi_select=True))
    return card([*body, ActionSet(actions=[button(wording.say("team.save"), SetRoster())])], spoken="")


def people(members: tuple[Member, ...]) -> list[Choice]:
    """A choice for each of `members`, once."""
    once = {member.person: member for member in members}
    return [Choice(title=cut(each.name, 80), value=each.person) for each in list(once.values())[:_MOST]]

"""The card for a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from microsoft_teams.cards import AdaptiveCard, CardElement

from bot.conversation.replies import (
    Answered,
    Asked,
    Helped,
    LogShown,
    MinutesShown,
    PlanForm,
    PlanShown,
    PlansShown,
    Result,
    Said,
    SetUpForm,
    TasksShown,
    TeamShown,
    Welcomed,
)
from bot.conversation.submissions import GiveFacts
from bot.teams.cards.abstain import abstain
from bot.teams.cards.checkpoint import checkpoint_card, log_card, minutes_card
from bot.teams.cards.clarify import clarify
from bot.teams.cards.guidance import guidance
from bot.teams.cards.introductions import help_card, welcome_card
from bot.teams.cards.ownership import ownership
from bot.teams.cards.parts import notice, plain
from bot.teams.cards.people import add_team
from bot.teams.cards.plan import plan_card, plan_form, plans_card
from bot.teams.cards.smalltalk import smalltalk
from bot.teams.cards.tasks import tasks_card
from bot.teams.cards.team import set_up_form, team_card
from bot.teams.cards.verdict import verdict
from knowledge.answers import Abstain, Answer, Clarify, Guidance, Ownership, Smalltalk, Verdict
from knowledge.models import PackManifest
from knowledge.wording import Wording

OfTeam = SetUpForm | TeamShown | TasksShown | PlanShown | PlansShown | PlanForm | Asked | MinutesShown | LogShown
OnCard = Answered | Helped | Welcomed | Result | OfTeam


@dataclass(frozen=True, kw_only=True)
class Deck:
    """Makes the cards of one pack in one language."""

    wording: Wording
    pack: PackManifest

    def card_for(self, reply: OnCard) -> AdaptiveCard | None:
        """The card for `reply`; None when a line of text is all there is to say."""
        match reply:
            case Answered():
                return self._answered(reply)
            case Helped():
                return help_card(reply, self.wording)
            case Welcomed():
                return welcome_card(reply, self.wording, self.pack)
            case Result():
                return self._inserted(reply)
            case _:
                return self._for_team(reply)

    def _for_team(self, reply: OfTeam) -> AdaptiveCard:
        match reply:
            case SetUpForm():
                return set_up_form(reply, self.wording, self.pack)
            case TeamShown():
                return team_card(reply, self.wording, self.pack)
            case TasksShown():
                return tasks_card(reply, self.wording, self.pack)
            case PlanShown():
                return plan_card(reply, self.wording)
            case PlansShown():
                return plans_card(reply, self.wording)
            case PlanForm():
                return plan_form(reply, self.wording)
            case Asked():
                return checkpoint_card(reply, self.wording, self.pack)
            case MinutesShown():
                return minutes_card(reply, self.wording)
            case LogShown():
                return log_card(reply, self.wording)
            case _:
                assert_never(reply)

    def text(self, said: Said) -> str:
        """The sentence of `said`."""
        return self.wording.say(said.key, **dict(said.values))

    def spoken(self, answer: Answer) -> str:
        """`answer` in plain words."""
        return self.wording.answer(answer, programme=self.pack.programme, contact=self.pack.contact)

    def _answered(self, reply: Answered) -> AdaptiveCard | None:
        made = self._for_answer(reply)
        if made is not None and (reply.people or reply.said_by):
            add_team(made, reply, self.wording, self.pack)
        return made

    def _for_answer(self, reply: Answered) -> AdaptiveCard | None:
        spoken, above = self.spoken(reply.answer), self._above(reply)
        match reply.answer:
            case Verdict() as answer:
                return verdict(answer, self.wording, spoken=spoken, form=_form(reply), above=above)
            case Ownership() as answer:
                return ownership(answer, self.wording, spoken=spoken, form=_form(reply), above=above)
            case Guidance() as answer:
                return guidance(answer, self.wording, spoken=spoken, above=above)
            case Clarify() as answer:
                return clarify(answer, self.wording, spoken=spoken, form=_form(reply), above=above)
            case Abstain() as answer:
                return abstain(answer, self.wording, spoken=spoken, contact=self.pack.contact, above=above)
            case Smalltalk() as answer:
                return smalltalk(spoken, self.pack.starters) if answer.topic in ("greeting", "who_are_you") else None

    def _inserted(self, result: Result) -> AdaptiveCard:
        """A card for a message that a person sends: without inputs, for the bot may not be in that conversation."""
        spoken = self.spoken(result.answer)
        match result.answer:
            case Verdict() as answer:
                return verdict(answer, self.wording, spoken=spoken, form=None, above=[])
            case Ownership() as answer:
                return ownership(answer, self.wording, spoken=spoken, form=None, above=[])
            case Guidance() as answer:
                return guidance(answer, self.wording, spoken=spoken, above=[])

    def _above(self, reply: Answered) -> list[CardElement]:
        """What stands under the head: the question, when it was not typed, and what was wrong with a form."""
        asked = [plain(self.wording.say("card.asked", question=reply.question), subtle=True)] if reply.restate else []
        return [*asked, *(notice(each, self.wording, color="Attention") for each in reply.notices)]


def _form(reply: Answered) -> GiveFacts:
    """What a form on the card goes with: all that is needed to ask again, so that it works for anyone and after a restart."""
    return GiveFacts(question=reply.question, history=reply.history)

"""One activity through the conversation and back: the turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, get_args

from botbuilder.core import BotAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot.conversation import router
from bot.conversation.events import Arrival, Event, Message, Scope
from bot.conversation.ports import AnswerGiven
from bot.conversation.replies import Answered, Listed, MinutesShown, Reply, Said
from bot.conversation.services import Services
from bot.conversation.submissions import GiveFacts, ToTeam
from bot.conversation.team import scope_of
from bot.delivery.ports import References
from bot.errors import StoreUnavailable
from bot.observability import correlation, event
from bot.teams import render
from bot.teams.cards.deck import Deck
from bot.teams.proactive import reference_of
from bot.teams.recent_ids import RecentIds
from bot.teams.translate import Invoke, event_of, person_of, place_of
from knowledge.answers import Abstain, Answer, Smalltalk, Verdict
from knowledge.errors import VectorsAway
from knowledge.ports import Stages

_FORMS = (GiveFacts, *get_args(ToTeam))  # whose answer takes the place of their card, where the client sends a message for a button
_NAME_WITHIN_S = 3.0  # the installer's name is a courtesy, not worth a longer wait


@dataclass(frozen=True, kw_only=True)
class Turns:
    """Runs turns.

    typing_after_s: how long an answer may take before the bot shows that it types. clock: seconds that never run backwards.
    answered: is told of each answer, once it was given, and of the seconds that it took. stages: watches the stages of a turn.
    """

    services: Services
    deck: Deck
    references: References
    typing_after_s: float
    clock: Callable[[], float]
    answered: Callable[[Answer, float], None]
    stages: Stages
    _welcomed: RecentIds = field(default_factory=lambda: RecentIds(time_to_live_s=600.0))

    async def run(self, context: TurnContext) -> None:
        """Answer the activity of `context`. A fault is told to the person with its correlation id, and logged under it.

        Raises what went wrong when the person cannot even be told.
        """
        began = self.clock()
        try:
            with self.stages("translate"):
                done = event_of(context.activity)
            blocked, repeated = await asyncio.gather(self._keep_reference(context), self._answered_before(context))
            if isinstance(done, Arrival):
                done = await self._arrival(context, done)
            if isinstance(done, Message) and repeated:
                event("activity_repeated", activity=context.activity.type)
                return
            if done is not None:
                reply = await self._reply(context, done)
                await self._deliver(context, done, reply)
                if isinstance(reply, Answered):
                    self.answered(reply.answer, self.clock() - began)
                if blocked and context.activity.type == ActivityTypes.message:  # the channel took the reply
                    await self._unblock(context)
            elif context.activity.name == Invoke.FEEDBACK:
                await _respond(context, {})  # feedback without a thumb: taken, and nothing to store
        except StoreUnavailable as fault:
            event("write_refused", fault=fault, activity=context.activity.type, invoke=context.activity.name)
            await self._instead(context, Said(key="error.not_kept"), status=HTTPStatus.SERVICE_UNAVAILABLE)
        except VectorsAway as fault:
            event("knowledge_unavailable", fault=fault, activity=context.activity.type, invoke=context.activity.name)
            contact = self.services.pack.contact
            said = Said(key="error.out_of_reach", values=(("contact", contact),)) if contact else Said(key="error.out_of_reach_alone")
            await self._instead(context, said, status=HTTPStatus.SERVICE_UNAVAILABLE)
        except Exception as fault:  # the boundary: whatever it is, the person is told
            event("turn_failed", fault=fault, activity=context.activity.type, invoke=context.activity.name)
            said = Said(key="error.failed", values=(("correlation", correlation.get()),))
            await self._instead(context, said, status=HTTPStatus.INTERNAL_SERVER_ERROR)

    async def refuse(self, context: TurnContext) -> None:
        """Tell the person that they sent too much."""
        event("person_limited", activity=context.activity.type)
        await self._instead(context, Said(key="error.too_many"), status=HTTPStatus.TOO_MANY_REQUESTS)

    async def _keep_reference(self, context: TurnContext) -> bool:
        """Keep how to reach the conversation, for what is owed there later; whether the channel refused the bot there.

        The answer does not wait for a database that is away.
        """
        claims = context.turn_state[BotAdapter.BOT_IDENTITY_KEY].claims
        proven = claims.get("serviceurl") == context.activity.service_url
        try:
            return await self.references.keep(reference_of(context.activity, proven=proven), self.services.now())
        except StoreUnavailable as fault:
            event("reference_not_kept", fault=fault)
            return False

    async def _unblock(self, context: TurnContext) -> None:
        """Note that the channel takes what the bot says there; the person has the answer already, whatever becomes of the note."""
        try:
            await self.references.block(person_of(context.activity).tenant, place_of(context.activity).conversation, blocked=False)
        except StoreUnavailable as fault:
            event("reference_not_kept", fault=fault)

    async def _answered_before(self, context: TurnContext) -> bool:
        """Whether this was answered by a process that could not say so any more, so that the channel delivers it again."""
        if not context.activity.id or context.activity.type != ActivityTypes.message:
            return False
        tenant, conversation = person_of(context.activity).tenant, place_of(context.activity).address
        try:
            return await self.services.feedback.answered(tenant, conversation, context.activity.id)
        except StoreUnavailable:  # rather answered twice than not at all
            return False

    async def _arrival(self, context: TurnContext, arrival: Arrival) -> Arrival | None:
        """The arrival with its installer's name, once: installing the app sends several activities."""
        place = arrival.place
        if not self._welcomed.first(arrival.person.tenant, place.team or place.conversation, now=self.clock()):
            return None
        if place.scope is Scope.PERSONAL or arrival.person.name:
            return arrival
        try:
            async with asyncio.timeout(_NAME_WITHIN_S):
                connector = context.turn_state[BotAdapter.BOT_CONNECTOR_CLIENT_KEY]
                home = place.team or context.activity.conversation.id
                member = await connector.conversations.get_conversation_member(home, context.activity.from_property.id)
        except Exception as fault:  # the roster may be closed to the bot; the welcome does without a name
            event("installer_unknown", fault=fault)
            return arrival
        return replace(arrival, person=replace(arrival.person, name=member.name or ""))

    async def _reply(self, context: TurnContext, done: Event) -> Reply:
        """What the conversation replies; the bot shows that it types when that takes a while."""
        work = asyncio.ensure_future(router.handle(done, self.services))
        try:
            finished, _ = await asyncio.wait({work}, timeout=self.typing_after_s)
            if not finished and isinstance(done, Message) and context.activity.type == ActivityTypes.message:
                await self._show_typing(context)
            return await work
        finally:
            work.cancel()

    async def _show_typing(self, context: TurnContext) -> None:
        try:
            await context.send_activity(Activity(type=ActivityTypes.typing))
        except Exception as fault:  # the answer matters, the dots do not
            event("typing_not_shown", fault=fault)

    async def _deliver(self, context: TurnContext, done: Event, reply: Reply) -> None:
        match context.activity.name if context.activity.type == ActivityTypes.invoke else None:
            case Invoke.FEEDBACK:
                await _respond(context, {})
            case Invoke.QUERY if isinstance(reply, Listed):
                with self.stages("render"):
                    found = render.results(reply, self.deck)
                await _respond(context, found)
            case Invoke.CARD_ACTION:
                shown = self._render(reply)
                if shown is not None:
                    await _respond(context, render.in_place(shown))
                    await self._replace(context, shown, reply)
            case _:
                shown = self._render(reply)
                if shown is None:
                    return
                form = isinstance(done, Message) and isinstance(done.submitted, _FORMS) and not isinstance(reply, MinutesShown)
                if not (form and await self._replace(context, shown, reply)):
                    with self.stages("send"):
                        sent = await context.send_activity(shown)
                    await self._keep(context, reply, sent.id if sent else None)

    def _render(self, reply: Reply) -> Activity | None:
        with self.stages("render"):
            return render.message(reply, self.deck)

    async def _replace(self, context: TurnContext, shown: Activity, reply: Reply) -> bool:
        """Put the card `shown` where the one stands whose button was pressed, for everyone to see; whether that could be done."""
        if not context.activity.reply_to_id or not shown.attachments:
            return False
        shown.id = context.activity.reply_to_id
        try:
            with self.stages("send"):
                await context.update_activity(shown)
        except Exception as fault:  # an old card may be out of the channel's reach; the one who pressed still gets the answer
            event("card_not_replaced", fault=fault)
            return False
        await self._keep(context, reply, context.activity.reply_to_id)
        return True

    async def _keep(self, context: TurnContext, reply: Reply, message_id: str | None) -> None:
        """Keep what was answered in which message, so that a rating can be tied to it."""
        if not message_id or not isinstance(reply, Answered) or isinstance(reply.answer, Smalltalk):
            return
        unread = isinstance(reply.answer, Abstain) and reply.answer.unread  # no gap of the records, and nothing for the agenda
        given = AnswerGiven(
            tenant=person_of(context.activity).tenant, conversation=place_of(context.activity).address, message_id=message_id,
            at=self.services.now(), question=reply.question, kind="unread" if unread else reply.answer.kind,
            docids=tuple(cited.docid for cited in reply.answer.citations), person=person_of(context.activity).id, team=self._team(context),
            verdict=reply.answer.verdict if isinstance(reply.answer, Verdict) else "", activity_id=context.activity.id or "",
        )  # fmt: skip
        event("answered", kind=given.kind, message_id=message_id, scope=place_of(context.activity).scope.value)
        try:
            await self.services.feedback.keep(given)
        except StoreUnavailable as fault:
            event("answer_not_kept", fault=fault)

    def _team(self, context: TurnContext) -> str:
        scope = scope_of(person_of(context.activity), place_of(context.activity))
        return "" if scope is None else scope.team

    async def _instead(self, context: TurnContext, said: Said, *, status: HTTPStatus) -> None:
        """Say `said` in the place of an answer, or `status` where the client shows no words of the bot's."""
        text = self.deck.text(said)
        match context.activity.name if context.activity.type == ActivityTypes.invoke else None:
            case Invoke.CARD_ACTION:
                await _respond(context, render.failed_in_place(text))
            case Invoke.QUERY:
                await _respond(context, render.hint(text))
            case None:
                await context.send_activity(Activity(type=ActivityTypes.message, text=text, text_format="plain"))
            case _:
                await _respond(context, {}, status=status)


async def _respond(context: TurnContext, body: dict[str, Any], *, status: int = 200) -> None:
    """Answer an invoke."""
    response = InvokeResponse(status=status, body=body)
    await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))

"""Activity → event: what a person did, read from what the channel sent."""

from __future__ import annotations

import html
import json
import re
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from botbuilder.schema import Activity, ActivityTypes
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.conversation.events import Arrival, Event, Message, Person, Place, Rating, Scope, Search, Unreadable
from bot.conversation.submissions import SUBMISSION, Submitted
from bot.errors import NotAnActivity
from bot.teams.cards.fact_form import PREFIX
from bot.teams.cards.roster import PREFIX as OF_ROLE


class Invoke(StrEnum):
    """The invokes that the bot answers; the values are the protocol's names."""

    CARD_ACTION = "adaptiveCard/action"
    FEEDBACK = "message/submitAction"
    QUERY = "composeExtension/query"


_SCOPES = {"personal": Scope.PERSONAL, "groupChat": Scope.GROUP, "channel": Scope.CHANNEL}
_THREAD = ";messageid="
_WITH_FACTS = ("facts", "set_up", "set_facts")
_MENTION = re.compile(r"</?at(?: [^<>]*)?>")


def _address(url: str) -> str:
    """`url`, when its host and port can be read. Raises ValueError."""
    parts = urlsplit(url)
    if not parts.hostname or parts.port == 0:
        raise ValueError("there is no host, or no port that could be called")
    return url


class _Account(BaseModel):
    id: Annotated[str, Field(min_length=1, max_length=2000)]


class _Envelope(BaseModel):
    """What every activity must have before anything is done with it. The rest is the SDK's to read."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(min_length=1, max_length=100)]
    channelId: Annotated[str, Field(min_length=1, max_length=100)]  # noqa: N815  # the protocol's spelling
    serviceUrl: Annotated[str, Field(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$", max_length=2000), AfterValidator(_address)]  # noqa: N815
    conversation: _Account
    recipient: _Account
    from_: _Account = Field(alias="from")
    id: Annotated[str, Field(max_length=2000)] | None = None
    text: str | None = None


def read(body: object) -> Activity:
    """`body`, parsed JSON, as an activity. Raises NotAnActivity, which says what is wrong."""
    try:
        _Envelope.model_validate(body)
        return Activity().deserialize(body)
    except ValidationError as fault:
        first = fault.errors()[0]
        raise NotAnActivity(f"{'.'.join(str(part) for part in first['loc']) or 'the body'}: {first['msg']}") from None
    except Exception as fault:  # the SDK's deserialiser raises whatever it stumbles over
        raise NotAnActivity(f"the SDK cannot read it ({type(fault).__name__})") from None


def event_of(activity: Activity) -> Event | None:
    """What the person did; None for what the bot has nothing to do with."""
    match activity.type:
        case ActivityTypes.message:
            return _message(activity, activity.value)
        case ActivityTypes.invoke:
            return _invoked(activity)
        case ActivityTypes.installation_update if activity.action == "add":
            return Arrival(person=person_of(activity), place=place_of(activity))
        case ActivityTypes.conversation_update:
            came = any(member.id == activity.recipient.id for member in activity.members_added or [] if member)
            return Arrival(person=person_of(activity), place=place_of(activity)) if came else None
        case _:
            return None


def person_of(activity: Activity) -> Person:
    """Who sent the activity. The directory's id is the same in every conversation; the channel's own may not be."""
    sender, client = activity.from_property, _client(activity)
    return Person(
        id=sender.aad_object_id or sender.id, tenant=tenant_of(activity), name=sender.name or "", account=sender.id,
        locale=str(activity.locale or client.get("locale") or ""),
        timezone=str(activity.local_timezone or client.get("timezone") or ""), country=str(client.get("country") or "").upper()[:10],
    )  # fmt: skip


def _client(activity: Activity) -> dict[str, Any]:
    """What the person's client tells of itself."""
    told = (each.additional_properties for each in activity.entities or [] if each and each.type == "clientInfo")
    return next((each for each in told if isinstance(each, dict)), {})


def place_of(activity: Activity) -> Place:
    """Where the activity was sent. A channel's thread is named at the end of the conversation's id."""
    conversation, _, thread = str(activity.conversation.id).partition(_THREAD)
    scope = _SCOPES.get(activity.conversation.conversation_type or "", Scope.GROUP if activity.conversation.is_group else Scope.PERSONAL)
    return Place(scope=scope, conversation=conversation, thread=thread, team=_from_channel_data(activity, "team"))


def text_of(activity: Activity) -> str:
    """What was typed, without the bot's mention; other people's mentions leave their names."""
    text = str(activity.text or "")
    for entity in filter(None, activity.entities or []):
        mentioned, shown = (entity.additional_properties.get(name) for name in ("mentioned", "text"))
        if isinstance(mentioned, dict) and mentioned.get("id") == activity.recipient.id and isinstance(shown, str) and shown:
            text = text.replace(shown, " ")
    return " ".join(html.unescape(_MENTION.sub(" ", text)).split())


def _message(activity: Activity, value: object) -> Message:
    submitted = None if value is None or (value == {} and activity.text) else _submission(value)
    return Message(person=person_of(activity), place=place_of(activity), text=text_of(activity), submitted=submitted)


def _submission(value: object) -> Submitted | Unreadable:
    """A card's values. Inputs that stand beside a button that is no form are left out."""
    if not isinstance(value, dict):
        return Unreadable()
    facts = {name.removeprefix(PREFIX): _typed(given) for name, given in value.items() if name.startswith(PREFIX)}
    holders = {name.removeprefix(OF_ROLE): given for name, given in value.items() if name.startswith(OF_ROLE)}
    rest = {name: given for name, given in value.items() if not name.startswith((PREFIX, OF_ROLE)) and name != "msteams"}
    if rest.get("do") in _WITH_FACTS:
        rest["facts"] = facts
    elif rest.get("do") == "set_roster":
        rest["holders"] = holders
    try:
        return SUBMISSION.validate_python(rest)
    except ValidationError:
        return Unreadable()


def _typed(given: object) -> str:
    """An input's value as a person would have typed it: clients send numbers as numbers or as text."""
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return str(given if given is not None else "")[:200]


def _invoked(activity: Activity) -> Event | None:
    value = activity.value if isinstance(activity.value, dict) else {}
    match activity.name:
        case Invoke.CARD_ACTION:
            action = value.get("action")
            return _message(activity, (action.get("data") if isinstance(action, dict) else None) or {"do": None})
        case Invoke.FEEDBACK:
            return _rating(activity, value.get("actionValue"))
        case Invoke.QUERY:
            return _search(activity, value)
        case _:
            return None


def _rating(activity: Activity, value: object) -> Rating | None:
    given = value if isinstance(value, dict) else {}
    reaction: Literal["like", "dislike"] | None = {"like": "like", "dislike": "dislike"}.get(str(given.get("reaction")))  # type: ignore[assignment]
    if reaction is None:
        return None
    return Rating(
        person=person_of(activity), place=place_of(activity), reaction=reaction, message_id=activity.reply_to_id,
        comment=_comment(given.get("feedback")),
    )  # fmt: skip


def _comment(feedback: object) -> str:
    """What a person wrote with a thumb: Teams sends it as JSON in a text, other clients as the text alone."""
    if not isinstance(feedback, str):
        return ""
    try:
        inner = json.loads(feedback)
    except (ValueError, RecursionError):
        return feedback
    return str(inner.get("feedbackText", "")) if isinstance(inner, dict) else feedback


def _search(activity: Activity, value: dict[str, Any]) -> Search:
    parameters = value.get("parameters")
    named = {str(p.get("name")): p.get("value") for p in parameters if isinstance(p, dict)} if isinstance(parameters, list) else {}
    query = "" if "initialRun" in named else next((str(given) for given in named.values() if given), "")
    options = value.get("queryOptions") if isinstance(value.get("queryOptions"), dict) else {}
    skip, count = _count(options, "skip", 0), _count(options, "count", 25)
    return Search(person=person_of(activity), place=place_of(activity), query=query, skip=skip, count=count)


def _count(options: object, name: str, otherwise: int) -> int:
    given = options.get(name) if isinstance(options, dict) else None
    return min(given, 100) if isinstance(given, int) and given >= 0 else otherwise


def tenants_of(activity: Activity) -> frozenset[str]:
    """Every tenant that the activity names, in lower case; {""} when it names none."""
    named = {_from_channel_data(activity, "tenant"), str(activity.conversation.additional_properties.get("tenantId") or "")}
    return frozenset(tenant.strip().lower() for tenant in named if tenant) or frozenset({""})


def tenant_of(activity: Activity) -> str:
    """The tenant's id. Not every invoke has it in the channel's data, and the SDK misses it in the conversation ("tenantId")."""
    return _from_channel_data(activity, "tenant") or str(activity.conversation.additional_properties.get("tenantId") or "")


def _from_channel_data(activity: Activity, name: str) -> str:
    """The id of the tenant, team or channel that the channel's data names."""
    data = activity.channel_data if isinstance(activity.channel_data, dict) else {}
    named = data.get(name)
    return str(named.get("id") or "") if isinstance(named, dict) else ""

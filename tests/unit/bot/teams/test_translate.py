"""Activities as the channel sends them, read as what a person did."""

from typing import Any

import pytest

from bot.conversation.events import Arrival, Message, Person, Place, Rating, Scope, Search, Unreadable
from bot.conversation.submissions import AskThis, GiveFacts
from bot.errors import NotAnActivity
from bot.teams.translate import event_of, read
from tests import channel

ADELE = Person(id="aad-adele", tenant="contoso-tenant", name="Adele Vance", account="29:adele", locale="en-US")


def done(activity: dict[str, Any]) -> Any:
    """What the person did."""
    return event_of(read(activity))


@pytest.mark.parametrize(
    ("scope", "place"),
    [
        ("personal", Place(scope=Scope.PERSONAL, conversation="conversation-personal")),
        ("groupChat", Place(scope=Scope.GROUP, conversation="conversation-groupChat")),
        ("channel", Place(scope=Scope.CHANNEL, conversation="channel-1", thread="1700000000000", team="team-1")),
    ],
)
def test_a_message_tells_who_where_and_what(scope: str, place: Place) -> None:
    """In each kind of conversation; a channel's thread and team are told apart from the channel."""
    assert done(channel.message("who labels shelves?", scope=scope)) == Message(person=ADELE, place=place, text="who labels shelves?")


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("<at>Onramp</at> help", "help"),
        ("please <at>Onramp</at>&nbsp;help", "please help"),
        ("<at>Onramp</at>\n\n  who   does it?\n", "who does it?"),
        ("<at>Onramp</at> does <at>Megan Bowen</at> do it?", "does Megan Bowen do it?"),
        ('<at id="0">Onramp</at> 5 &gt; 3 seats', "Onramp 5 > 3 seats"),
        ("<at>Onramp</at>", ""),
    ],
)
def test_the_bot_s_mention_is_no_part_of_the_text(text: str, read_as: str) -> None:
    """Other people's mentions leave their names; entities and spaces are made plain."""
    activity = channel.message("", scope="channel") | {"text": text}

    assert done(activity).text == read_as


def test_a_bot_whose_name_holds_a_pattern_s_signs_is_recognised() -> None:
    """A mention is text, not a pattern."""
    bot = {"id": "28:bot", "name": "Onramp (beta) [1]+"}
    mention = {"type": "mention", "mentioned": bot, "text": "<at>Onramp (beta) [1]+</at>"}

    assert done(channel.activity("message", text="<at>Onramp (beta) [1]+</at> help", entities=[mention])).text == "help"


def test_a_person_without_a_directory_id_is_known_by_the_channel_s() -> None:
    """Guests may have none."""
    assert done(channel.message("x") | {"from": {"id": "29:guest"}}).person.id == "29:guest"


def test_a_tenant_that_the_channel_s_data_lack_stands_in_the_conversation() -> None:
    """As in the invoke of a thumb."""
    assert done(channel.thumb("like") | {"channelData": {"source": {"name": "message"}}}).person.tenant == "contoso-tenant"


def test_a_form_s_inputs_are_its_facts() -> None:
    """Numbers come as numbers or as text, and what was left blank comes blank."""
    values = {"do": "facts", "question": "q", "history": ["p"], "fact.seats": 220.0, "fact.plan": "pro", "fact.island": "", "fact.x": None}

    assert done(channel.pressed(values)).submitted == GiveFacts(
        question="q", history=("p",), facts={"seats": "220", "plan": "pro", "island": "", "x": ""}
    )


def test_a_submitted_card_is_read_like_a_pressed_one() -> None:
    """Action.Submit comes as a message with a value."""
    assert done(channel.submitted({"do": "ask", "question": "q", "fact.seats": 1, "msteams": {"type": "x"}})).submitted == AskThis(
        question="q"
    )


@pytest.mark.parametrize("value", [{"do": "dance"}, {"do": "ask"}, {"do": "ask", "question": "q", "more": 1}, ["do"], "ask", {}])
def test_values_of_no_card_of_this_version_are_unreadable(value: object) -> None:
    """They are never taken for something else."""
    assert done(channel.pressed(value)).submitted == Unreadable()


@pytest.mark.parametrize(
    ("feedback", "comment"),
    [('{"feedbackText":"nice"}', "nice"), ("nice", "nice"), ("", ""), (None, ""), ('["x"]', '["x"]'), ("{}", ""), (7, "")],
)
def test_a_thumb_s_words_are_read_in_either_form(feedback: Any, comment: str) -> None:
    """Teams sends JSON in a text, other clients the text alone."""
    found = done(
        channel.thumb("dislike", replyToId="message-1") | {"value": {"actionValue": {"reaction": "dislike", "feedback": feedback}}}
    )

    assert found == Rating(
        person=ADELE, place=Place(scope=Scope.PERSONAL, conversation="conversation-personal"), reaction="dislike", message_id="message-1",
        comment=comment,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "skip", "count"),
    [({"skip": 5, "count": 10}, 5, 10), ({}, 0, 25), (None, 0, 25), ({"skip": -1, "count": "many"}, 0, 25), ({"count": 10_000}, 0, 100)],
)
def test_a_search_s_page_is_bounded(options: Any, skip: int, count: int) -> None:
    """Whatever the client asks for."""
    value = {"parameters": [{"name": "query", "value": "stock"}], "queryOptions": options}

    assert done(channel.search("x") | {"value": value}) == Search(
        person=ADELE, place=Place(scope=Scope.PERSONAL, conversation="conversation-personal"), query="stock", skip=skip, count=count
    )


@pytest.mark.parametrize("value", [None, {}, {"parameters": None}, {"parameters": "x"}, {"parameters": ["x", {"name": "query"}]}])
def test_a_search_without_words_is_empty(value: Any) -> None:
    """And not a fault."""
    assert done(channel.search("x") | {"value": value}).query == ""


@pytest.mark.parametrize("activity", [channel.installed(), channel.members_added("29:x", "28:bot")], ids=["installation", "member"])
def test_the_bot_s_coming_is_an_arrival(activity: dict[str, Any]) -> None:
    """Whichever way the channel tells of it."""
    assert isinstance(done(activity), Arrival)


@pytest.mark.parametrize(
    "activity",
    [
        channel.members_added("29:megan"),
        channel.activity("conversationUpdate"),
        channel.activity("conversationUpdate", channelData={"eventType": "channelCreated"}),
        channel.installed() | {"action": "remove"},
        channel.activity("messageReaction"),
        channel.activity("invoke", name="task/fetch"),
        channel.activity("invoke"),
    ],
    ids=range(7),
)
def test_what_does_not_concern_the_bot_is_nothing(activity: dict[str, Any]) -> None:
    """New members and channels, removal, reactions and other invokes."""
    assert done(activity) is None


def test_a_body_that_is_no_activity_says_what_is_wrong() -> None:
    """The key and the fault."""
    with pytest.raises(NotAnActivity, match="conversation"):
        read({"type": "message"} | {key: value for key, value in channel.message("x").items() if key != "conversation"})

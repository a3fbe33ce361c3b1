"""Searching from the compose box, over HTTP."""

import json

from tests import samples
from tests.channel import message, search
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Start

LARGEST = 28 * 1024  # bytes that Teams takes for a card


async def test_a_search_lists_guides_each_with_a_card_to_insert(start: Start) -> None:
    """One result a guide, with a preview that has no tap action, and a card without buttons."""
    bot = await start(ScriptedDesk({"stock": samples.guidance(3)}))

    response = await bot.send(search("stock"))

    extension = (await response.json())["composeExtension"]
    assert (extension["type"], extension["attachmentLayout"], len(extension["attachments"])) == ("result", "list", 3)
    first = extension["attachments"][0]
    assert first["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert "actions" not in first["content"]
    assert first["preview"]["content"] == {"title": "Guide 0", "text": "How to count stock."}


async def test_results_are_given_a_page_at_a_time(start: Start) -> None:
    """skip and count choose among the results."""
    bot = await start(ScriptedDesk({"stock": samples.guidance(5)}))

    response = await bot.send(search("stock", skip=3, count=1))

    (only,) = (await response.json())["composeExtension"]["attachments"]
    assert only["preview"]["content"]["title"] == "Guide 3"


async def test_a_verdict_that_is_inserted_asks_for_nothing(start: Start) -> None:
    """The bot may not be where the card is posted, so what is missing is told and not asked."""
    bot = await start(ScriptedDesk({"balances": samples.conditional(samples.SEATS)}))

    response = await bot.send(search("balances"))

    card = json.dumps((await response.json())["composeExtension"]["attachments"][0]["content"])
    assert "Input." not in card
    assert "How many seats were bought?" in card


async def test_an_owner_can_be_inserted(start: Start) -> None:
    """Who does a task is a result as well."""
    bot = await start(ScriptedDesk({"who labels the shelves": samples.ownership()}))

    response = await bot.send(search("who labels the shelves"))

    assert (await response.json())["composeExtension"]["attachments"][0]["preview"]["content"]["title"] == "Label the shelves"


async def test_nothing_found_and_nothing_asked_are_said(start: Start) -> None:
    """A sentence stands where results would."""
    bot = await start()

    nothing = await (await bot.send(search("wall paint"))).json()
    empty = await (await bot.send(search("  "))).json()

    assert nothing["composeExtension"]["type"] == empty["composeExtension"]["type"] == "message"
    assert nothing["composeExtension"]["text"] != empty["composeExtension"]["text"]


async def test_the_first_run_asks_for_words(start: Start) -> None:
    """What the client sends before anything is typed is not taken for a query."""
    bot = await start()
    value = {"commandId": "searchGuidance", "parameters": [{"name": "initialRun", "value": "true"}]}

    response = await bot.send(search("") | {"value": value})

    assert (await response.json())["composeExtension"]["type"] == "message"
    assert bot.desk.asked == []


async def test_results_stay_within_what_teams_takes(start: Start) -> None:
    """However long the documents' texts are."""
    long = "word " * 20_000
    answer = samples.verdict(
        clause=long, subject=long, conditions=(long,) * 3, citations=tuple(samples.cited(quote=long) for _ in range(9))
    )
    bot = await start(ScriptedDesk({"long": answer}))

    response = await bot.send(search("long"))

    assert len(json.dumps((await response.json())["composeExtension"]["attachments"][0])) <= LARGEST


async def test_markup_in_a_preview_is_shown_as_it_is(start: Start) -> None:
    """Previews are read as HTML."""
    bot = await start(ScriptedDesk({"x": samples.verdict(subject="<b>Import</b> & more")}))

    response = await bot.send(search("x"))

    assert (await response.json())["composeExtension"]["attachments"][0]["preview"]["content"][
        "title"
    ] == "&lt;b&gt;Import&lt;/b&gt; &amp; more"


async def test_a_long_title_is_cut_to_what_a_list_shows(start: Start) -> None:
    """More than two lines would lie over the text beneath; the card has the whole title."""
    title = "Schedule the technical talks, workshops and checkpoint meetings, and run them"
    bot = await start(ScriptedDesk({"x": samples.verdict(subject=title)}))

    response = await bot.send(search("x"))

    result = (await response.json())["composeExtension"]["attachments"][0]
    assert result["preview"]["content"]["title"] == "Schedule the technical talks…"
    assert title in json.dumps(result["content"])


async def test_a_search_is_no_history(start: Start) -> None:
    """What is looked up from the compose box does not bear on the next question."""
    bot = await start()
    await bot.send(search("stock"))

    await bot.send(message("and for Depot?"))

    assert bot.desk.asked[-1][1].history == ()


async def test_a_fault_is_said_in_the_list(start: Start) -> None:
    """With the correlation id."""
    bot = await start()
    bot.desk.fault = RuntimeError("lost")

    response = await bot.send(search("stock"))

    extension = (await response.json())["composeExtension"]
    assert extension["type"] == "message"
    assert "correlation-1" in extension["text"]

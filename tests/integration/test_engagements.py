"""A team's engagement and its checkpoints, over HTTP: set up, planned, posted, answered, and closed with minutes."""

import asyncio

import pytest

from knowledge.answers import Abstain
from tests import samples
from tests.channel import ADELE, ALEX, BOT, TENANT, Posted, activity, message, pressed, submitted
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Bot, Start
from tests.team import FORM, WISH, buttons, press, said, text, with_engagement

QUESTION = "Is the import of opening balances in scope?"


async def test_an_engagement_is_set_up_on_a_form(start: Start) -> None:
    """It asks only for what the team does not tell, and whoever sets it up is its specialist."""
    bot = await start()
    told = {"type": "clientInfo", "locale": "de-DE", "country": "DE", "timezone": "Europe/Berlin"}
    mention = {"type": "mention", "mentioned": BOT, "text": "<at>Onramp</at>"}
    form = await said(bot, "set up", entities=[mention, told])
    shown = await press(bot, {**buttons(form.card)["Set up"], **FORM})

    assert [f'"value": "{known}"' in text(form.card) for known in ("Contoso Onboarding", "Europe/Berlin", "DE", "2024-10-01")] == [True] * 4
    assert "Contoso" in text(shown)
    assert "seats: 220 (told by Adele Vance on 2024-10-01)" in text(shown)
    assert "Specialist: Adele Vance" in text(shown)


async def test_a_form_with_a_fault_comes_back_filled(start: Start) -> None:
    """With a sentence that says what is wrong; nothing is stored."""
    bot = await start()
    again = await press(bot, {**FORM, "timezone": "Berlin"})
    later = await said(bot, "engagement")

    assert "I do not know the time zone Berlin" in text(again)
    assert '"value": "Contoso"' in text(again)
    assert "Set up" in buttons(later.card)


async def test_a_personal_chat_has_no_engagement(start: Start) -> None:
    """It says where to set one up."""
    bot = await start()
    await bot.send(message("set up"))

    assert "in its channel" in bot.channel.messages[-1].body["text"]


async def test_answers_take_the_team_s_facts_into_account(start: Start) -> None:
    """In the team's channel, and nowhere else."""
    bot = await with_engagement(start, ScriptedDesk({QUESTION: samples.verdict()}))
    await said(bot, QUESTION)
    await bot.send(message(QUESTION))

    assert [context.facts for _, context in bot.desk.asked] == [{"seats": 220}, {}]


async def test_an_owner_is_named_and_mentioned(start: Start) -> None:
    """The person who holds the role on the roster."""
    bot = await with_engagement(start, ScriptedDesk({QUESTION: samples.ownership()}))
    owner = samples.ownership().owners[0]
    role = {"bookkeeper": "specialist"}.get(owner, "technical_lead")
    await press(bot, {"do": "set_roster", f"role.{role}": "aad-alex"})
    answer = await said(bot, QUESTION)

    assert "<at>Alex Wilber</at>" in text(answer.card)
    assert [one["mentioned"]["id"] for one in answer.card["msteams"]["entities"]] == ["29:alex"]


async def test_where_no_record_answers_the_team_s_specialist_is_named(start: Start) -> None:
    """As whom to ask instead, and without calling them for each such question."""
    bot = await with_engagement(start, ScriptedDesk({QUESTION: samples.abstain()}))
    answer = await said(bot, QUESTION)

    assert "Adele Vance" in text(answer.card)
    assert "<at>" not in text(answer.card)


async def test_a_changed_fact_tells_which_answers_turn(start: Start) -> None:
    """The question, before and after."""
    bot = await with_engagement(start, ScriptedDesk({QUESTION: samples.verdict()}))
    await said(bot, QUESTION)
    bot.desk.answers_with[QUESTION, 90] = samples.conditional(samples.SEATS)
    shown = await press(bot, {"do": "set_facts", "fact.seats": "90"})

    assert QUESTION in text(shown)
    assert "Now: It depends" in text(shown)


async def test_a_series_is_previewed_before_it_is_saved(start: Start) -> None:
    """The next three dates; nothing is planned until it is saved."""
    bot = await with_engagement(start, sends=True)
    preview = await said(bot, WISH)
    before = await said(bot, "engagement")
    saved = await press(bot, buttons(preview.card)["Save"])
    after = await said(bot, "our engagement")

    assert [f"2024-10-{day:02}" in text(preview.card) for day in (1, 8, 15)] == [True, True, True]
    assert "None planned" in text(before.card)
    assert {"Skip it", "Pause", "End", "Undo"} <= set(buttons(saved))
    assert "Every week on Tuesday at 12:00" in text(after.card)


async def test_a_plan_that_is_submitted_twice_is_saved_once(start: Start) -> None:
    """A button pressed again, or replayed, plans nothing more."""
    bot = await with_engagement(start, sends=True)
    save = buttons((await said(bot, WISH)).card)["Save"]
    first = await press(bot, save)
    again = await press(bot, save)
    after = await said(bot, "our engagement")

    assert buttons(first)["End"]["schedule"] == buttons(again)["End"]["schedule"]
    assert text(after.card).count("Every week on Tuesday at 12:00") == 1


async def test_a_change_can_be_undone(start: Start) -> None:
    """The next date is back."""
    bot = await with_engagement(start, sends=True)
    saved = await press(bot, buttons((await said(bot, WISH)).card)["Save"])
    skipped = await press(bot, buttons(saved)["Skip it"])
    undone = await press(bot, buttons(skipped)["Undo"])

    assert "Skipped: Tue 2024-10-01 12:00" in text(skipped)
    assert "Tue 2024-10-01 12:00" in text(undone)


async def test_to_skip_the_next_checkpoint_twice_skips_one(start: Start) -> None:
    """The second time says which date is skipped already, by sentence or by button, and "undo" takes back the first."""
    bot = await with_engagement(start, sends=True)
    saved = await press(bot, buttons((await said(bot, WISH)).card)["Save"])
    await said(bot, "skip the next checkpoint")
    again = [(await said(bot, "Skip the next checkpoint.")).card, await press(bot, buttons(saved)["Skip it"])]
    undone = await said(bot, "undo")

    assert ["The checkpoint of Tue 2024-10-01 12:00 is skipped already" in text(each) for each in again] == [True, True]
    assert ["• Tue 2024-10-08 12:00" in text(each) for each in again] == [True, True]
    assert "• Tue 2024-10-01 12:00" in text(undone.card)


async def test_a_pause_said_twice_is_taken_back_by_one_undo(start: Start) -> None:
    """What stands already is no second change."""
    bot = await with_engagement(start, sends=True)
    await press(bot, buttons((await said(bot, WISH)).card)["Save"])
    paused = [await said(bot, words) for words in ("pause checkpoints", "Pause checkpoints.")]
    undone = await said(bot, "undo")

    assert ["Paused." in text(each.card) for each in paused] == [True, True]
    assert "• Tue 2024-10-01 12:00" in text(undone.card)


async def test_who_is_not_a_specialist_cannot_plan(start: Start) -> None:
    """And is told whom to ask."""
    bot = await with_engagement(start)
    refused = await said(bot, WISH, **{"from": ALEX})

    assert "can be scheduled and changed by the specialist" in refused.body["text"]


@pytest.mark.parametrize(
    "forged",
    [
        {"do": "change", "schedule": "{id}", "what": "end"},
        {"do": "answer", "checkpoint": "cp:{id}:2024-10-01T12:00", "done": "x"},
        {"do": "minutes", "checkpoint": "cp:{id}:2024-10-01T12:00", "minutes": "x"},
        {"do": "set_task", "task": "{id}", "state": "done"},
        {"do": "set_facts", "fact.seats": "1"},
    ],
    ids=lambda data: str(data["do"]),
)
async def test_nothing_of_a_team_can_be_touched_from_another(start: Start, forged: dict[str, str]) -> None:
    """An id of another team's on a card means nothing."""
    bot = await with_engagement(start, sends=True)
    saved = await press(bot, buttons((await said(bot, WISH)).card)["Save"])
    schedule = buttons(saved)["End"]["schedule"]
    elsewhere = {"channelData": {"tenant": {"id": "contoso-tenant"}, "team": {"id": "team-2"}}, "from": ALEX}
    data = {name: value.replace("{id}", schedule) for name, value in forged.items()}

    answer = await press(bot, data, **elsewhere)
    after = await said(bot, "our engagement")

    assert set(answer) == {"text"}
    assert "Every week on Tuesday at 12:00; next on Tue 2024-10-01" in text(after.card)
    assert "seats: 220" in text(after.card)


async def test_a_checkpoint_becomes_a_record(start: Start) -> None:
    """Posted when it is due, answered by two people on one card, and closed with minutes."""
    bot = await start(sends=True)
    bot.clock.seconds += 3599  # a second before noon in Berlin
    await press(bot, FORM)
    preview = await said(bot, WISH)
    posts = len(bot.channel.messages)
    await press(bot, buttons(preview.card)["Save"], card="message-2")
    async with asyncio.timeout(20):
        await bot.channel.until_posts(posts + 2)  # the saved plan in its place, and the checkpoint
    posted = [sent for sent in bot.channel.messages if "Blockers" in text(sent.body)]
    card = posted[0].card

    first = await press(bot, {**buttons(card)["Answer"], "done": "moved *all*", "next_steps": "Alex: test by 2024-10-07"}, card="message-9")
    second = await press(bot, {**buttons(card)["Answer"], "blockers": "no licence"}, card="message-9", **{"from": ALEX})
    replaced = bot.channel.posted[-1]
    await bot.send(submitted(buttons(card)["Minutes"], scope="channel", id="draft"))
    draft = bot.channel.messages[-1]
    closing = {**buttons(draft.card)["Close with these minutes"], "minutes": "# Checkpoint\n\nAll is well."}
    minutes = await press(bot, closing, card="message-10")
    late = await press(bot, {**buttons(card)["Answer"], "done": "late"}, card="message-9")

    assert posted[0].conversation == "channel-1"
    assert "moved *all*" in text(first)
    assert [words in text(second) for words in ("moved *all*", "no licence", "Alex: test (by 2024-10-07)")] == [True] * 3
    assert (replaced.method, replaced.activity_id) == ("PUT", "message-9")
    assert "Alex Wilber: no licence" in text(draft.card)
    assert "All is well." in text(minutes)
    assert "This checkpoint is closed." in text(late)
    assert ADELE["name"] in text(late)


async def with_posted(start: Start, *asked: tuple[str, str], desk: ScriptedDesk | None = None) -> tuple[Bot, Posted]:
    """A bot that has posted a checkpoint's card. asked: questions that no record answers, each with the team it was asked in."""
    bot = await start(desk, sends=True)
    bot.clock.seconds += 3599  # a second before noon in Berlin
    await press(bot, FORM)
    for question, team in asked:
        await said(bot, question, channelData={"tenant": {"id": TENANT}, "team": {"id": team}})
    preview = await said(bot, WISH)
    await press(bot, buttons(preview.card)["Save"], card="message-2")
    async with asyncio.timeout(20):
        while not (posted := [sent for sent in bot.channel.messages if "Blockers" in text(sent.body)]):
            await bot.channel.until_posts(len(bot.channel.messages) + 1)
    return bot, posted[0]


async def test_the_agenda_has_the_questions_that_no_record_answered(start: Start) -> None:
    """Those of this team alone."""
    _, posted = await with_posted(start, ("Who waters the plants?", "team-1"), ("Who feeds the cat?", "team-2"))

    assert "Who waters the plants?" in text(posted.card)
    assert "Who feeds the cat?" not in text(posted.card)


async def test_the_agenda_leaves_out_what_could_not_be_read(start: Start) -> None:
    """Another language is no gap of the records."""
    foreign = "Wer gießt die Pflanzen?"
    _, posted = await with_posted(start, (foreign, "team-1"), desk=ScriptedDesk({foreign: Abstain(reason="other_language")}))

    assert foreign not in text(posted.card)


async def test_next_steps_are_ticked_off_on_the_card(start: Start) -> None:
    """Those that are done show it; the others stay to be marked."""
    bot, posted = await with_posted(start)
    answer = buttons(posted.card)["Answer"]
    first = await press(bot, {**answer, "next_steps": "Alex: test\nAdele: order"}, card="message-9")
    choices = {choice["title"]: choice["value"] for part in first["body"] for choice in part.get("choices", ())}
    second = await press(bot, {**answer, "ticked": choices["Alex: test"]}, card="message-9", **{"from": ALEX})
    nothing = await press(bot, {**answer, "ticked": "an id of another team"}, card="message-9")

    assert set(choices) == {"Alex: test", "Adele: order"}
    assert "✓ Alex: test" in text(second)
    assert [choice["title"] for part in second["body"] for choice in part.get("choices", ())] == ["Adele: order"]
    assert "Fill in at least one of these" in text(nothing)


async def test_the_posted_card_shows_that_the_checkpoint_was_held(start: Start) -> None:
    """Its form is gone where it stands; the log has its line, and who may not export it is told so."""
    bot, posted = await with_posted(start)
    where = f"message-{bot.channel.posted.index(posted) + 1}"
    checkpoint = buttons(posted.card)["Answer"]["checkpoint"]
    await press(bot, {"do": "minutes", "checkpoint": checkpoint, "minutes": "All is well."}, card="message-10")
    renewed = [sent for sent in bot.channel.posted if (sent.method, sent.activity_id) == ("PUT", where)]
    log = await said(bot, "log")
    refused = await said(bot, "export", **{"from": ALEX})

    assert ['"Held"' in text(sent.card) for sent in renewed] == [True]
    assert "Answer" not in buttons(renewed[0].card)
    assert "Tue 2024-10-01 12:00: held. Answers: 0, open steps: 0" in text(log.card)
    assert "The log can be exported by the specialist" in refused.body["text"]


async def test_minutes_can_be_put_right_afterwards(start: Start) -> None:
    """From the posted minutes; the checkpoint stays held."""
    bot, posted = await with_posted(start)
    checkpoint = buttons(posted.card)["Answer"]["checkpoint"]
    first = await press(bot, {"do": "minutes", "checkpoint": checkpoint, "minutes": "All is well."}, card="message-10")
    await bot.send(submitted(buttons(first)["Edit"], scope="channel", id="edit"))
    draft = bot.channel.messages[-1]
    second = await press(bot, {"do": "minutes", "checkpoint": checkpoint, "minutes": "Nearly all is well."}, card="message-10")

    assert "All is well." in text(draft.card)
    assert "Nearly all is well." in text(second)


async def test_a_cleared_date_is_no_fault(start: Start) -> None:
    """Clients send an empty text for it."""
    bot = await start()

    assert "The engagement is set up" in text(await press(bot, {**FORM, "start": ""}))


async def test_a_language_without_words_of_its_own_plans_in_english(start: Start) -> None:
    """Whoever set the team up with a client in another language."""
    bot = await start()
    await press(bot, FORM, locale="nl-NL")

    assert "Nothing is saved yet" in text((await said(bot, WISH)).card)


async def test_a_group_chat_can_have_an_engagement(start: Start) -> None:
    """Where there is no team, the chat is one."""
    bot = await start()
    await bot.send(pressed(FORM, scope="groupChat"))
    await bot.send(activity("message", scope="groupChat", text="engagement", id="again"))

    assert "Contoso" in text(bot.channel.messages[-1].card)

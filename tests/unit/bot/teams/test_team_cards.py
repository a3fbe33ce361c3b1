"""The cards of a team: its engagement, its tasks, and its checkpoints."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.checkpoints.agenda import Agenda
from bot.checkpoints.checkpoint import Action, Checkpoint, Entry, State
from bot.checkpoints.prompting import Prompt
from bot.checkpoints.recurrence import preview
from bot.checkpoints.schedule import Schedule
from bot.conversation.replies import Asked, LogShown, MinutesShown, PlanForm, PlanShown, PlansShown, Said, SetUpForm, TasksShown, TeamShown
from bot.engagements.engagement import Engagement, Milestone
from bot.engagements.refused import Refused
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from bot.engagements.setting_up import set_up
from bot.teams.cards.deck import Deck, OfTeam
from bot.teams.cards.parts import content
from knowledge import pack as packs
from knowledge.pack import Pack
from knowledge.wording import Wording

SCOPE = TeamScope(tenant="contoso", team="blue")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ADELE = Member(person="aad-adele", name="Adele Vance", account="29:adele")
MANY = tuple(Member(person=f"{n:036}", name=f"Member with a rather long name, number {n}", account=f"29:{n}") for n in range(200))
SCHEDULE = Schedule(
    id="s" * 12, scope=SCOPE, rrule="FREQ=WEEKLY", starts=datetime(2026, 3, 3, 10), timezone="Europe/Berlin", owner=ADELE,  # noqa: DTZ001
)  # fmt: skip
LONG = "A long text that *somebody* wrote. " * 100


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The bundled programme, which has the longest lists."""
    return packs.load("fasttrack")


@pytest.fixture(scope="module")
def deck(pack: Pack) -> Deck:
    """Its cards."""
    return Deck(wording=Wording.load("en"), pack=pack.manifest)


@pytest.fixture(scope="module")
def engagement(pack: Pack) -> Engagement:
    """One with all that there is in it."""
    made = set_up(
        id="e", scope=SCOPE, channel="channel", customer="Contoso", timezone="Europe/Berlin", start=date(2026, 3, 1), by=ADELE,
        pack=pack.manifest, records=pack.records, partner="Fabrikam", country="DE",
    )  # fmt: skip
    assert not isinstance(made, Refused)
    return replace(made, roster=Roster(held=tuple((role, each) for role in RosterRole for each in (ADELE, MANY[0]))))


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    """One that many have answered at length."""
    return Checkpoint(
        id="cp:s:2026-03-03T10:00", schedule="s", scope=SCOPE, original=datetime(2026, 3, 3, 10), state=State.ACKNOWLEDGED,  # noqa: DTZ001
        start=datetime(2026, 3, 3, 9, tzinfo=UTC),
        entries=tuple(Entry(author=each, at=NOW, done=LONG, blockers=LONG, next_steps=LONG) for each in MANY[:12]),
        actions=tuple(Action(id=f"a{n}", text=LONG[:500], owner="Adele", due=date(2026, 3, 9), done=n % 2 == 0) for n in range(40)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def replies(engagement: Engagement, checkpoint: Checkpoint) -> dict[str, OfTeam]:
    """A reply of each kind, as large as they come."""
    planned = PlanShown(schedule=SCHEDULE, preview=preview(SCHEDULE, after=NOW), members=MANY)
    agenda = Agenda(tasks=(("customer", engagement.tasks[:50]),), overdue=engagement.tasks[:20], unanswered=(LONG,) * 20)
    prompt = Prompt(checkpoint=checkpoint, agenda=agenda, engagement=engagement)
    return {
        "set up": SetUpForm(customer="Contoso", facts={"seats": "220"}),
        "engagement": TeamShown(engagement=engagement, planned=(planned,) * 3, members=MANY, notices=(Said(key="team.set_up"),)),
        "tasks": TasksShown(engagement=engagement, members=MANY),
        "plan": planned,
        "preview": replace(planned, text="every week", others=(SCHEDULE,) * 9),
        "plans": PlansShown(planned=(planned,) * 5),
        "plan form": PlanForm(timezone="Europe/Berlin"),
        "checkpoint": Asked(prompt=prompt),
        "minutes": MinutesShown(checkpoint=checkpoint, customer="Contoso", text=LONG, is_draft=True),
        "log": LogShown(engagement=engagement, checkpoints=(checkpoint,) * 300),
    }


KINDS = ["set up", "engagement", "tasks", "plan", "preview", "plans", "plan form", "checkpoint", "minutes", "log"]


def shown(deck: Deck, reply: OfTeam) -> dict[str, Any]:
    """The card as it is sent."""
    made = deck.card_for(reply)
    assert made is not None
    return content(made)


def parts(card: object) -> Iterator[dict[str, Any]]:
    """All elements and actions of a card, those of the cards in it included."""
    if isinstance(card, dict):
        yield card
        for name, value in card.items():
            if name != "fallback":
                yield from parts(value)
    elif isinstance(card, list):
        for value in card:
            yield from parts(value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_card_of_a_team_keeps_the_limits(deck: Deck, replies: dict[str, OfTeam], kind: str) -> None:
    """Six actions at most, wherever they stand, and a message that the channel takes, however large the team is."""
    card = shown(deck, replies[kind])

    assert len(json.dumps(card)) < 80_000
    assert max((len(part["actions"]) for part in parts(card) if "actions" in part), default=0) <= 6
    assert card["fallbackText"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_input_of_a_team_says_what_it_is(deck: Deck, replies: dict[str, OfTeam], kind: str) -> None:
    """With a label, or a title where it is one mark."""
    inputs = [part for part in parts(shown(deck, replies[kind])) if str(part.get("type", "")).startswith("Input.")]

    assert [each["id"] for each in inputs if not (each.get("label") or each.get("title"))] == []
    assert all(choice["value"] is not None for each in inputs for choice in each.get("choices", ()))


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_must_be_filled_says_so(deck: Deck, replies: dict[str, OfTeam], kind: str) -> None:
    """Without a message of its own a client shows none, and the button seems to do nothing."""
    required = [part for part in parts(shown(deck, replies[kind])) if part.get("isRequired")]

    assert [each["id"] for each in required if not each.get("errorMessage")] == []


def test_a_series_without_dates_offers_none_to_skip(deck: Deck) -> None:
    """A list to choose from that is empty would be a dead end."""
    over = replace(SCHEDULE, ended=NOW.date())
    card = shown(deck, PlanShown(schedule=over, preview=preview(over, after=NOW), members=MANY))

    assert "Skip or move one" not in [action["title"] for action in card["actions"]]


def test_what_people_wrote_is_shown_as_it_is(deck: Deck, engagement: Engagement, checkpoint: Checkpoint) -> None:
    """No Markdown and no mention of theirs gets into a text block, a name neither."""
    nasty = replace(ADELE, name="<at>All</at> [x](http://contoso.example)")
    entry = Entry(author=nasty, at=NOW, done=nasty.name, blockers=nasty.name)
    record = replace(checkpoint, entries=(entry,), actions=(Action(id="a", text=nasty.name, owner=nasty.name),))
    prompt = Prompt(checkpoint=record, agenda=Agenda(), engagement=replace(engagement, customer=nasty.name))
    card = shown(deck, Asked(prompt=prompt, notices=(Said(key="checkpoint.thanks", values=(("name", nasty.name),)),)))

    assert [part["text"] for part in parts(card) if part.get("type") == "TextBlock" and "<at>" in part["text"]] == []


def test_the_agenda_says_who_has_what_by_when(deck: Deck, engagement: Engagement, checkpoint: Checkpoint) -> None:
    """People's tasks with their day, a party's others counted with the first of them, and what the next milestone is aimed at."""
    mine = replace(engagement.tasks[0], text="Order the certificates", assignee=ADELE, due=date(2026, 3, 20))
    late = replace(engagement.tasks[1], text="Name a sponsor", due=date(2026, 3, 1), party="customer")
    aim = Milestone(docid="m", name="Kickoff", due=date(2026, 3, 9))
    agenda = Agenda(assigned=(("Adele Vance", (mine,)),), tasks=(("customer", engagement.tasks[:4]),), overdue=(late,), next=aim)
    card = json.dumps(shown(deck, Asked(prompt=Prompt(checkpoint=checkpoint, agenda=agenda, engagement=engagement))))

    assert "Adele Vance: Order the certificates (by 2026-03-20)" in card
    assert "The customer: Name a sponsor (by 2026-03-01)" in card
    assert "The customer, 4: " in card
    assert "Kickoff (aimed at 2026-03-09)" in card


def test_a_moved_checkpoint_says_when_it_is(deck: Deck, engagement: Engagement, checkpoint: Checkpoint) -> None:
    """Not when it was to be first, and on the team's clocks."""
    moved = replace(checkpoint, start=datetime(2026, 3, 5, 14, tzinfo=UTC))
    card = json.dumps(shown(deck, Asked(prompt=Prompt(checkpoint=moved, agenda=Agenda(), engagement=engagement))))

    assert "Contoso, Thu 2026-03-05 15:00" in card


def test_a_closed_checkpoint_has_no_form(deck: Deck, engagement: Engagement, checkpoint: Checkpoint) -> None:
    """Held ones still open their minutes."""
    held, missed = (
        shown(deck, Asked(prompt=Prompt(checkpoint=replace(checkpoint, state=state), agenda=Agenda(), engagement=engagement)))
        for state in (State.HELD, State.MISSED)
    )

    assert [part["id"] for card in (held, missed) for part in parts(card) if str(part.get("type", "")).startswith("Input.")] == []
    assert [[action["title"] for action in card.get("actions", ())] for card in (held, missed)] == [["Minutes"], []]


def test_posted_minutes_read_as_text(deck: Deck, checkpoint: Checkpoint) -> None:
    """Headings, bullets, boxes and escaped signs, without their marks."""
    text = "# Minutes\n\n- Adele: moved \\*all\\*\n- [ ] Alex: certificates\n- [x] Adele: domain\n\nPlain."
    card = shown(deck, MinutesShown(checkpoint=checkpoint, customer="Contoso", text=text, is_draft=False))
    lines = [run["text"] for part in parts(card) if part.get("type") == "RichTextBlock" for run in part["inlines"]]

    assert lines == ["Minutes", "• Adele: moved *all*", "☐ Alex: certificates", "☑ Adele: domain", "Plain."]


def test_the_log_says_how_to_get_files(deck: Deck, engagement: Engagement) -> None:
    """By the command with this team's ids."""
    assert "onramp checkpoint export --tenant contoso --team blue" in json.dumps(
        shown(deck, LogShown(engagement=engagement, checkpoints=()))
    )

"""What becomes of a checkpoint's answers: its states, its actions, its minutes and its log."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkpoints.actions import read
from bot.checkpoints.checkpoint import Action, Checkpoint, Entry, State
from bot.checkpoints.documents import as_docx
from bot.checkpoints.export import FIELDS, as_csv, as_json
from bot.checkpoints.lifecycle import answered, carried, closed, step
from bot.checkpoints.minutes import draft
from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
ADELE, ALEX = Member(person="adele", name="Adele Vance"), Member(person="alex", name="Alex Wilber")
DUE = Checkpoint(
    id="cp:s:1", schedule="s", scope=TeamScope(tenant="contoso", team="blue"), original=datetime(2026, 3, 3, 10), start=NOW,  # noqa: DTZ001
)  # fmt: skip
POSTED = replace(DUE, state=State.POSTED)


def reply(by: Member, text: str = "all done", steps: str = "") -> Entry:
    """An answer."""
    return Entry(author=by, at=NOW + timedelta(hours=1), done=text, next_steps=steps)


def given_answers(*entries: Entry) -> Checkpoint:
    """A posted checkpoint with answers."""
    found = POSTED
    for entry in entries:
        after = answered(found, entry, read(entry.next_steps, today=TODAY, author=entry.author.name))
        assert after is not None
        found = after
    return found


@pytest.mark.parametrize("state", [State.HELD, State.MISSED, State.SKIPPED])
@pytest.mark.parametrize("following", list(State))
def test_nothing_follows_a_closed_checkpoint(state: State, following: State) -> None:
    """Neither an answer nor another end."""
    over = replace(POSTED, state=state)

    assert step(over, following, at=NOW) is None
    assert answered(over, reply(ADELE), ()) is None
    assert closed(over, minutes="", at=NOW) is None


def test_each_person_has_one_answer_and_a_later_one_takes_its_place() -> None:
    """With its next steps; another person's stay."""
    found = given_answers(reply(ADELE, steps="call\nwrite"), reply(ALEX, steps="test"), reply(ADELE, "more", steps="write"))

    assert [(entry.author.person, entry.done) for entry in found.entries] == [("alex", "all done"), ("adele", "more")]
    assert [action.text for action in found.actions] == ["test", "write"]
    assert found.state is State.ACKNOWLEDGED


def test_a_checkpoint_that_anybody_answered_is_held_and_a_silent_one_missed() -> None:
    """Once its time is over."""
    held, missed = closed(given_answers(reply(ADELE)), minutes="m", at=NOW), closed(POSTED, minutes="m", at=NOW)

    assert held is not None
    assert missed is not None
    assert (held.state, held.minutes, missed.state, missed.minutes) == (State.HELD, "m", State.MISSED, "")


@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.booleans()), max_size=8), st.booleans())
def test_no_open_action_is_lost_on_the_way_to_the_next_checkpoint(actions: list[tuple[str, bool]], skipped: bool) -> None:
    """Done ones stay behind; a skipped checkpoint in between changes nothing."""
    told = tuple(Action(id=str(number), text=text, done=done) for number, (text, done) in enumerate(actions))
    last = replace(POSTED, actions=told)
    later = [replace(DUE, id="cp:s:2", state=State.SKIPPED, start=NOW + timedelta(days=7))] if skipped else []

    found = carried([*later, last])

    assert [action.text for action in found] == [text for text, done in actions if not done]
    assert {action.carried_from for action in found} <= {"cp:s:1"}


@pytest.mark.parametrize(
    ("line", "owner", "text", "due"),
    [
        ("order the certificates", "Adele Vance", "order the certificates", None),
        ("Alex: order the certificates by 3 June", "Alex", "order the certificates", date(2026, 6, 3)),
        ("- Alex Wilber: test, until tomorrow", "Alex Wilber", "test", date(2026, 3, 4)),
        ("2) write minutes by 2026-04-01.", "Adele Vance", "write minutes", date(2026, 4, 1)),
        ("send it by mail", "Adele Vance", "send it by mail", None),
        ("plan by 1 February", "Adele Vance", "plan", date(2027, 2, 1)),
    ],
)
def test_a_next_step_names_its_owner_and_its_day(line: str, owner: str, text: str, due: date | None) -> None:
    """Or else it is its author's, and has none."""
    [action] = read(line, today=TODAY, author="Adele Vance")

    assert (action.owner, action.text, action.due) == (owner, text, due)


def test_the_minutes_hold_what_each_person_said() -> None:
    """And what was agreed; Markdown of theirs stays text."""
    found = given_answers(reply(ADELE, "moved *all*\n[mail](http://x)"), reply(ALEX, "", steps="test by 2026-03-10"))

    text = draft(found, customer="Contoso", timezone="Europe/Berlin", say=lambda key: key)

    assert text == (
        "# title: Contoso, 2026-03-03 10:00\n\n## done\n\n- Adele Vance: moved \\*all\\*; \\[mail\\](http://x)\n\n"
        "## actions\n\n- [ ] Alex Wilber: test (2026-03-10)\n"
    )


def test_the_minutes_open_in_a_word_processor() -> None:
    """Headings and lists as such, without the marks."""
    document = docx.Document(io.BytesIO(as_docx("# Title\n\n## Done\n\n- Adele: moved \\*all\\*\x07\n")))

    assert [(part.style.name, part.text) for part in document.paragraphs if part.style] == [
        ("Heading 1", "Title"), ("Heading 2", "Done"), ("List Bullet", "Adele: moved *all*"),
    ]  # fmt: skip


def test_the_log_as_a_table_has_a_line_for_each_answer() -> None:
    """And one for a checkpoint that nobody answered."""
    rows = list(csv.DictReader(io.StringIO(as_csv([given_answers(reply(ADELE), reply(ALEX)), replace(POSTED, id="cp:s:2")]))))

    assert [(row["checkpoint"], row["author"]) for row in rows] == [("cp:s:1", "Adele Vance"), ("cp:s:1", "Alex Wilber"), ("cp:s:2", "")]
    assert tuple(rows[0]) == FIELDS


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_answer_runs_as_a_formula(formula: str) -> None:
    """A spreadsheet shows it as it was typed."""
    [row] = csv.DictReader(io.StringIO(as_csv([given_answers(reply(ADELE, formula))])))

    assert row["done"] == f"'{formula}"


def test_the_log_as_json_holds_all() -> None:
    """Every answer, action and step."""
    [held] = json.loads(as_json([given_answers(reply(ADELE, steps="call"))]))

    assert (held["entries"][0]["done"], held["actions"][0]["text"], held["state"]) == ("all done", "call", "acknowledged")

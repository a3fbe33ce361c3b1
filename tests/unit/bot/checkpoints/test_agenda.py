from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.checkpoints.agenda import agenda
from bot.checkpoints.checkpoint import Action, Checkpoint, State
from bot.checkpoints.lifecycle import carried, following_plan, held, ticked
from bot.checkpoints.ports import AnswerLogged
from bot.checkpoints.recurrence import LeftOut, Reason
from bot.checkpoints.schedule import Occurrence
from bot.engagements.engagement import Engagement, Milestone, Task, TaskState
from bot.engagements.roster import Member
from bot.engagements.scope import TeamScope

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
SCOPE = TeamScope(tenant="contoso", team="blue")
ENGAGEMENT = Engagement(
    id="e", scope=SCOPE, channel="c", customer="Contoso", timezone="Europe/Berlin", start=date(2026, 1, 5), phase="assess"
)
POSTED = Checkpoint(
    id="cp:s:1", schedule="s", scope=SCOPE, original=datetime(2026, 3, 3, 10), start=NOW, state=State.POSTED, message_id="m",  # noqa: DTZ001
)  # fmt: skip


def task(docid: str, party: str = "customer", phase: str = "assess", **fields: object) -> Task:
    """A task of the checklist."""
    return replace(Task(docid=docid, text=docid, party=party, phase=phase), **fields)  # type: ignore[arg-type]


def test_open_tasks_of_the_phase_stand_by_party() -> None:
    """Those that someone is on by their name, of whatever phase; done ones and those not needed are left out."""
    tasks = (
        task("a"), task("b", "partner"), task("c"), task("later", phase="enable"), task("done", state=TaskState.DONE),
        task("none", state=TaskState.NOT_NEEDED), task("on it", phase="enable", assignee=Member(person="alex", name="Alex")),
    )  # fmt: skip
    found = agenda(replace(ENGAGEMENT, tasks=tasks), carried=(), answers=(), since=NOW, today=TODAY)

    assert [(party, [one.docid for one in owned]) for party, owned in found.tasks] == [
        ("customer", ["a", "c"]),
        ("partner", ["b"]),
    ]
    assert [(name, [one.docid for one in owned]) for name, owned in found.assigned] == [("Alex", ["on it"])]


def test_what_is_overdue_stands_by_itself() -> None:
    """From the day after its day on."""
    tasks = (
        task("late", due=date(2026, 3, 2)),
        task("today", due=TODAY),
        task("late but done", due=date(2026, 1, 1), state=TaskState.DONE),
    )
    found = agenda(replace(ENGAGEMENT, tasks=tasks), carried=(), answers=(), since=NOW, today=TODAY)

    assert [one.docid for one in found.overdue] == ["late"]
    assert [one.docid for _, owned in found.tasks for one in owned] == ["today"]


def test_milestones_are_those_reached_since_the_last_and_the_next() -> None:
    """What was reached before is no news."""
    milestones = (
        Milestone(docid="kickoff", name="Kickoff", reached_at=NOW - timedelta(days=30)),
        Milestone(docid="assessment", name="Assessment", reached_at=NOW - timedelta(days=2)),
        Milestone(docid="remediation", name="Remediation"), Milestone(docid="launch", name="Launch"),
    )  # fmt: skip
    found = agenda(replace(ENGAGEMENT, milestones=milestones), carried=(), answers=(), since=NOW - timedelta(days=7), today=TODAY)

    assert [one.docid for one in found.reached] == ["assessment"]
    assert found.next is not None
    assert found.next.docid == "remediation"


def test_questions_that_no_record_answered_are_raised_once() -> None:
    """Answered ones are not."""
    answers = [
        AnswerLogged(at=NOW, person="alex", question=question, kind=kind)
        for question, kind in (("Why?", "abstain"), ("Is it in scope?", "verdict"), ("Why?", "abstain"))
    ]
    found = agenda(ENGAGEMENT, carried=(), answers=answers, since=NOW, today=TODAY)

    assert found.unanswered == ("Why?",)


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=30))
def test_an_action_is_carried_until_it_is_done(steps: list[tuple[int, bool]]) -> None:
    """Through any number of checkpoints, also ones that say nothing of it: none is lost, and none comes back."""
    chain: list[Checkpoint] = []
    open_now: set[str] = set()
    for number, (name, is_done) in enumerate(steps):
        record = replace(POSTED, id=f"cp:{number}", start=NOW + timedelta(days=number), actions=carried(chain))
        if is_done:
            record = ticked(record, str(name), done=True)
            open_now.discard(str(name))
        elif all(str(name) != action.id for one in chain for action in one.actions):
            record = replace(record, actions=(*record.actions, Action(id=str(name), text=str(name))))
            open_now.add(str(name))
        chain.append(record)

    assert {action.id for action in carried(chain)} == open_now


def test_minutes_close_a_checkpoint_and_can_be_put_right() -> None:
    """The record of who closed it stays; a checkpoint that was missed has none."""
    closed = held(POSTED, "draft", at=NOW, by="adele")
    assert closed is not None
    again = held(closed, "better", at=NOW, by="alex")

    assert again is not None
    assert (again.state, again.minutes, [change.by for change in again.history]) == (State.HELD, "better", ["adele"])
    assert held(replace(POSTED, state=State.MISSED), "late", at=NOW, by="adele") is None


def test_a_record_that_is_closed_for_good_does_not_follow_the_plan() -> None:
    """Held early, the meeting stays held when its date is left out or moved."""
    early = held(POSTED, "minutes", at=NOW, by="adele")
    assert early is not None

    assert following_plan(early, LeftOut(local=POSTED.original, reason=Reason.PAUSED), at=NOW) == early
    assert (
        following_plan(early, Occurrence(original=POSTED.original, local=POSTED.original, start=NOW + timedelta(days=1)), at=NOW) == early
    )

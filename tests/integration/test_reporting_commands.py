"""The commands `onramp engagement …` and `onramp checkpoint …`, on a real database."""

import asyncio
import csv
import io
import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import docx
import icalendar
import pytest

from bot.checkpoints.checkpoint import Action, Change, Checkpoint, Entry, State
from bot.checkpoints.planning import Terms, change
from bot.checkpoints.schedule import Schedule
from bot.cli import main
from bot.engagements.engagement import Engagement, SaidFact, Task, TaskState
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.works import SqlWorks

ADELE, ALEX = Member(person="adele", name="Adele Vance"), Member(person="alex", name="Alex Wilber")
BLUE, RED = TeamScope(tenant="contoso", team="blue"), TeamScope(tenant="fabrikam", team="blue")
LONG_AGO = datetime(2026, 1, 5, 8, tzinfo=UTC)
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `onramp` on a database with two teams of one id in two tenants; the status, and what it says on stdout and stderr."""
    url = f"sqlite:///{tmp_path / 'onramp.sqlite3'}"
    for name in [name for name in os.environ if name.startswith("ONRAMP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ONRAMP_DATABASE_URL", url)
    asyncio.run(_fill(url))

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(words)
        except SystemExit as called_wrongly:
            status = int(called_wrongly.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run


async def _fill(url: str) -> None:
    database = Database(url)
    await migrate.upgrade(database)
    for scope, customer in ((BLUE, "Contoso, Inc."), (RED, "Fabrikam")):
        async with SqlWorks(database)(scope) as work:
            await work.engagements.save(
                Engagement(
                    id="e", scope=scope, channel="channel", customer=customer, timezone="Europe/Berlin", start=date(2026, 1, 5),
                    phase="assess",
                    facts={"seats": SaidFact(value=220, by=ADELE, at=LONG_AGO)}, roster=Roster(held=((RosterRole.SPECIALIST, ADELE),)),
                    tasks=(
                        Task(docid="t1", text="=Order", party="customer", phase="assess", assignee=ALEX, due=date(2026, 1, 6)),
                        Task(docid="t2", text="Sign", party="customer", phase="assess", state=TaskState.DONE),
                    ),
                )
            )  # fmt: skip
    async with SqlWorks(database)(BLUE) as work:
        plan = Schedule(
            id="weekly", scope=BLUE, rrule="FREQ=WEEKLY;BYDAY=TU", starts=datetime(2026, 1, 6, 10), timezone="Europe/Berlin", owner=ADELE,  # noqa: DTZ001
        )  # fmt: skip
        await change(work, plan, channel="channel", now=LONG_AGO, terms=Terms(), by=ADELE, action="series.start")
        at = datetime(2026, 1, 6, 9, tzinfo=UTC)
        await work.ledger.sent((await work.ledger.all())[0].id, "message", at)
        steps = [(State.DUE, 0), (State.POSTED, 0), (State.ACKNOWLEDGED, 1), (State.HELD, 2)]
        await work.checkpoints.save(
            Checkpoint(
                id="cp:weekly:2026-01-06T10:00", schedule="weekly", scope=BLUE, original=plan.starts, start=at, state=State.HELD,
                entries=(Entry(author=ALEX, at=at, done="moved all"),), actions=(Action(id="a", text="test", owner="Alex"),),
                minutes="# Checkpoint: Contoso\n\n## Done\n\n- Alex Wilber: moved all\n",
                history=tuple(Change(state=state, at=at + timedelta(hours=hours)) for state, hours in steps),
            )
        )  # fmt: skip
    await database.close()


def rows(text: str) -> list[dict[str, str]]:
    """The rows of CSV by the names in its first line."""
    return list(csv.DictReader(io.StringIO(text)))


def test_engagements_are_listed(command: Command) -> None:
    """A line for each as a table, CSV or JSON; of one tenant alone where it is named."""
    _, table, _ = command("engagement", "list")
    _, as_csv, _ = command("engagement", "list", "--format", "csv")
    _, as_json, _ = command("engagement", "list", "--tenant", "fabrikam", "--format", "json")

    assert [line.split()[:2] for line in table.splitlines()] == [["TENANT", "TEAM"], ["contoso", "blue"], ["fabrikam", "blue"]]
    assert [(row["customer"], row["open_tasks"], row["overdue_tasks"], row["series"]) for row in rows(as_csv)] == [
        ("Contoso, Inc.", "1", "1", "1"),
        ("Fabrikam", "1", "1", "0"),
    ]
    assert [row["customer"] for row in json.loads(as_json)] == ["Fabrikam"]


def test_an_engagement_is_shown(command: Command) -> None:
    """Facts with who told them, the roster, tasks counted, and the rhythm of its checkpoints."""
    status, shown, _ = command("engagement", "show", "--tenant", "contoso", "--team", "blue")

    assert status == 0
    assert "seats = 220 (Adele Vance, 2026-01-05)" in shown
    assert "every week on Tuesday at 10:00 (Europe/Berlin)" in shown
    assert "1 open, 1 done, 0 not needed" in shown


def test_where_several_teams_could_be_meant_it_asks_which(command: Command) -> None:
    """And where none is, it says how to find out."""
    several = command("engagement", "show", "--team", "blue")
    none = command("engagement", "show", "--tenant", "nobody")

    assert (several[0], none[0]) == (1, 1)
    assert "2 teams have an engagement; give --tenant and --team" in several[2]
    assert "`onramp engagement list` names those that there are" in none[2]


def test_an_engagement_is_exported(command: Command, tmp_path: Path) -> None:
    """Whole as JSON, its checklist as CSV in which nothing is run by a spreadsheet; a file is never overwritten."""
    scope = ("--tenant", "contoso", "--team", "blue")
    _, whole, _ = command("engagement", "export", *scope)
    file = str(tmp_path / "tasks.csv")
    first = command("engagement", "export", *scope, "--format", "csv", "--out", file)
    second = command("engagement", "export", *scope, "--format", "csv", "--out", file)

    assert json.loads(whole)["facts"]["seats"]["value"] == 220
    assert [(row["text"], row["assignee"], row["due"]) for row in rows(Path(file).read_text())] == [
        ("'=Order", "Alex Wilber", "2026-01-06"),
        ("Sign", "", ""),
    ]
    assert (first[0], second[0]) == (0, 1)
    assert "there is a file of this name" in second[2]


def test_checkpoints_are_listed(command: Command) -> None:
    """By state and by day; a team of the same id in another tenant has none."""
    _, found, _ = command("checkpoint", "list", "--state", "held", "--from", "2026-01-06", "--to", "2026-01-06", "--format", "csv")
    _, none, _ = command("checkpoint", "list", "--to", "2026-01-05", "--format", "csv")
    _, other, _ = command("checkpoint", "list", "--tenant", "fabrikam", "--format", "csv")

    assert [(row["start"], row["answers"], row["open_steps"], row["minutes"]) for row in rows(found)] == [
        ("2026-01-06T10:00+01:00", "1", "1", "yes")
    ]
    assert (rows(none), rows(other)) == ([], [])


def test_what_is_planned_is_previewed(command: Command) -> None:
    """As many dates as are wanted, each also in UTC."""
    _, found, _ = command("checkpoint", "preview", "--count", "2", "--format", "json")
    unknown = command("checkpoint", "preview", "--schedule", "nothing")

    assert [row["start"][:3] for row in json.loads(found)] == ["Tue", "Tue"]
    assert "--schedule nothing: there is no such series" in unknown[2]


def test_a_wording_is_tried_without_a_database(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """With holidays left out; what is not understood is said as the bot says it."""
    monkeypatch.setenv("ONRAMP_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3")
    good = command("checkpoint", "preview", "--when", "every year", "--timezone", "Europe/Berlin")
    days = command("checkpoint", "preview", "--when", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25 at 10:00", "--country", "DE")
    zone = command("checkpoint", "preview", "--when", "every Monday at 10:00", "--timezone", "Berlin")
    country = command("checkpoint", "preview", "--when", "every Monday at 10:00", "--country", "XX")

    assert good[0] == 1
    assert "--when 'every year': At what time?" in good[2]
    assert "left out: Christmas Day" in days[1] or days[1].count("\n") == 1
    assert "IANA knows no such zone" in zone[2]
    assert "its holidays are not known" in country[2]


def test_the_log_is_exported(command: Command) -> None:
    """As CSV and as JSON; that it was is audited."""
    _, as_csv, _ = command("checkpoint", "export", "--tenant", "contoso")
    _, as_json, _ = command("checkpoint", "export", "--tenant", "contoso", "--format", "json")

    assert [(row["author"], row["done"]) for row in rows(as_csv)] == [("Alex Wilber", "moved all")]
    assert json.loads(as_json)[0]["entries"][0]["done"] == "moved all"
    assert asyncio.run(_audited()) == [("command line", "export", "log")] * 2


async def _audited() -> list[tuple[str, str, str]]:
    database = Database(os.environ["ONRAMP_DATABASE_URL"])
    async with SqlWorks(database)(BLUE) as work:
        lines = [(line.actor, line.action, line.subject) for line in await work.audit.lines() if line.action == "export"]
    await database.close()
    return lines


def test_minutes_and_series_are_exported_a_file_each(command: Command, tmp_path: Path) -> None:
    """Markdown, Word, and a calendar; into a folder, and never over a file that is there."""
    folder = tmp_path / "minutes"
    statuses = [command("checkpoint", "export", "--format", kind, "--out", str(folder))[0] for kind in ("md", "docx", "ics", "md")]
    files = sorted(path.name for path in folder.iterdir())
    without = command("checkpoint", "export", "--format", "md")

    assert statuses == [0, 0, 0, 1]
    assert files == ["contoso-inc-2026-01-06-1000-weekly.docx", "contoso-inc-2026-01-06-1000-weekly.md", "contoso-inc-weekly.ics"]
    assert "moved all" in "\n".join(each.text for each in docx.Document(str(folder / files[0])).paragraphs)
    events = icalendar.Calendar.from_ical((folder / files[2]).read_bytes()).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Checkpoint: Contoso, Inc."]
    assert "--out FOLDER is needed" in without[2]


def test_a_replay_holds_plans_against_records(command: Command) -> None:
    """Each date once; where nothing came of one, the status says so."""
    good = command("checkpoint", "replay", "--to", "2026-01-12", "--format", "json")
    lost = command("checkpoint", "replay", "--to", "2026-01-20")
    found = json.loads(good[1])

    assert good[0] == 0
    assert [(row["checkpoint"], row["outcome"]) for row in found] == [("cp:weekly:2026-01-06T10:00", "held")]
    assert found[0]["steps"].count(">") == 3
    assert "1 dates, each with one outcome: 1 held" in good[2]
    assert lost[0] == 1
    assert "2 lost" in lost[2]


def test_a_span_that_runs_backwards_is_refused(command: Command) -> None:
    """It would fit nothing, and say so of no reason."""
    status, _, err = command("checkpoint", "list", "--from", "2026-02-01", "--to", "2026-01-01")

    assert (status, err) == (1, "onramp: --from 2026-02-01: that is after --to 2026-01-01; give the earlier day first\n")


def test_a_table_without_lines_says_so(command: Command) -> None:
    """On stderr, so that what is read by a program stays as it is."""
    _, _, told = command("checkpoint", "list", "--state", "missed")
    _, out, quiet = command("checkpoint", "list", "--state", "missed", "--format", "json")

    assert (told, out, quiet) == ("nothing is kept that fits\n", "[]\n", "")


def test_minutes_go_into_a_folder_and_a_file_in_its_place_is_named(command: Command, tmp_path: Path) -> None:
    """Nothing of the file is lost."""
    (tmp_path / "taken").write_text("mine")
    status, _, err = command("checkpoint", "export", "--format", "md", "--out", str(tmp_path / "taken"))

    assert (status, (tmp_path / "taken").read_text()) == (1, "mine")
    assert err.startswith(f"onramp: {tmp_path / 'taken'}")


def test_a_day_that_is_none_is_named(command: Command) -> None:
    """With how to write it."""
    status, _, err = command("checkpoint", "list", "--from", "tomorrow")

    assert status == 2
    assert "found 'tomorrow'; give a day as YYYY-MM-DD" in err

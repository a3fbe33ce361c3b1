"""The commands `onramp database …`, on each database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.storage import migrate


@pytest.fixture
def named(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database that the environment names, with nothing else set."""
    for name in [name for name in os.environ if name.startswith("ONRAMP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ONRAMP_DATABASE_URL", database_url)
    return database_url


def test_a_database_is_brought_up_checked_and_taken_down(named: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each step is said; nothing goes to stdout."""
    runs = [["check"], ["upgrade"], ["upgrade"], ["check"], ["downgrade", "base", "--yes"], ["check"]]
    statuses = [main(["database", *run]) for run in runs]
    out, err = capsys.readouterr()

    assert statuses == [1, 0, 0, 0, 0, 1]
    assert out == ""
    assert f"needs {migrate.newest()}; run: onramp database upgrade" in err
    assert f"was at step base and is at {migrate.newest()}" in err
    assert f"was at step {migrate.newest()} and is at base" in err


def test_a_backup_is_made_and_restored(named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With two commands; the tables need not be there for the second."""
    file = str(tmp_path / "backup.gz")
    runs = [["upgrade"], ["backup", file], ["downgrade", "base", "--yes"], ["restore", file], ["check"], ["backup", file]]
    statuses = [main(["database", *run]) for run in runs]
    err = capsys.readouterr().err

    assert statuses == [0, 0, 0, 0, 0, 1]
    assert f"0 rows are in {file}" in err
    assert "checkpoints" in err
    assert "there is a file of this name" in err


def test_erasing_and_purging_say_what_they_did(named: str, capsys: pytest.CaptureFixture[str]) -> None:
    """How many rows, and what still holds them."""
    runs = [
        ["upgrade"],
        ["erase", "--tenant", "contoso", "--person", "adele"],
        ["erase", "--tenant", "contoso", "--team", "blue"],
        ["purge", "--days", "30", "--audit"],
        ["purge"],
    ]
    statuses = [main(["database", *run]) for run in runs]
    err = capsys.readouterr().err

    assert statuses == [0, 0, 0, 0, 0]
    assert "0 rows were dropped or changed: nothing is kept of the" in err
    assert "Check both ids." in err
    assert "0 rows older than 30 days were dropped" in err
    assert "0 rows older than 180 days were dropped" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["purge", "--days", "0"], "found '0'; give a whole number of days, 1 to 36500"),
        (["purge", "--days", "99999999"], "found '99999999'; give a whole number of days, 1 to 36500"),
        (["downgrade", "base"], "--yes"),
        (["erase", "--tenant", "contoso"], "--person"),
        (["erase", "--person", "adele"], "--tenant"),
    ],
    ids=["no days", "too many days", "not confirmed", "nobody", "no tenant"],
)
def test_a_wrong_call_is_refused(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before any database is touched."""
    with pytest.raises(SystemExit) as exit_:
        main(["database", *arguments])

    assert exit_.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["database", "check"],
        ["database", "downgrade", "base", "--yes"],
        ["database", "backup", "backup.gz"],
        ["database", "erase", "--tenant", "contoso", "--person", "adele"],
        ["database", "purge"],
        ["engagement", "list"],
    ],
    ids=" ".join,
)
def test_a_file_that_is_not_there_is_not_made(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By whoever only looks into it; a line says what to do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRAMP_DATABASE_URL", "sqlite:///state/onramp.sqlite3")
    status = main(words)

    told = "found no SQLite database there; name another in ONRAMP_DATABASE_URL, or make one with: onramp database upgrade"
    assert (status, capsys.readouterr().err) == (1, f"onramp: state/onramp.sqlite3: {told}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without its password, and without a stack trace."""
    monkeypatch.setenv("ONRAMP_DATABASE_URL", "postgresql://onramp:hush@127.0.0.1:1/onramp")
    status = main(["database", "check"])
    err = capsys.readouterr().err

    assert status == 1
    assert "ONRAMP_DATABASE_URL" in err
    assert "hush" not in err
    assert "Traceback" not in err


def test_processes_that_upgrade_at_once_all_succeed(named: str) -> None:
    """Replicas start together; one makes the tables and the others wait for it."""
    command = [sys.executable, "-W", "error", "-m", "bot.cli", "database", "upgrade"]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in running]

    assert [status for _, status in ended] == [0, 0, 0], ended

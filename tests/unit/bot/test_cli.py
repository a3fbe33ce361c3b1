"""The command `onramp`, called as from a shell."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main

SCOPE = "Is the transfer of booking history into Ledger in scope?"

Onramp = Callable[..., str]


@pytest.fixture
def ask(contoso_index: Path, capsys: pytest.CaptureFixture[str]) -> Onramp:
    """Runs `onramp ask` over the made-up programme and gives what it prints."""

    def run(*arguments: str) -> str:
        assert main(["ask", "--index", str(contoso_index), "--as-of", "2024-10-01", *arguments]) == 0
        shown = capsys.readouterr()
        assert shown.err == ""
        return shown.out

    return run


@pytest.fixture
def fails(contoso_index: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs `onramp ask` with arguments that cannot be met, and gives what it says; `status` is the exit status expected."""

    def run(*arguments: str, status: int) -> str:
        try:
            found = main(["ask", "--index", str(contoso_index), *arguments])
        except SystemExit as left:
            found = int(left.code or 0)
        shown = capsys.readouterr()
        assert (found, shown.out) == (status, "")
        return shown.err

    return run


def test_a_question_is_answered_on_a_card(ask: Onramp) -> None:
    """With its coverage, clause and source."""
    card = ask("Is the import of opening balances into Ledger in scope?")

    for part in ("In scope: import of opening balances.", "Entitled", "Ramp-up service description"):
        assert part in card


def test_a_question_needs_no_quotes(ask: Onramp) -> None:
    """The words of the command line are one question."""
    assert ask(*SCOPE.split()) == ask(SCOPE)


def test_an_owner_is_shown_in_two_columns(ask: Onramp) -> None:
    """Who does it, and who supports."""
    card = ask("Who labels the shelves of the warehouse?")

    for part in ("Does it", "Supports", "the customer", "the Ramp-up team", "Phase: Prepare"):
        assert part in card


def test_an_answer_may_be_one_line_of_json(ask: Onramp) -> None:
    """In the shape of a batch's line."""
    printed = ask("--json", "--fact", "seats=300", SCOPE)

    assert printed.count("\n") == 1
    assert (json.loads(printed)["verdict"], json.loads(printed)["owners"]) == ("in_scope", ["rampup"])


def test_facts_are_given_by_name(ask: Onramp) -> None:
    """An option by its id or its name, as often as needed."""
    printed = ask("--json", "--fact", "seats=120", "--fact", "plan=Professional", SCOPE)

    assert json.loads(printed)["verdict"] == "in_scope"


def test_a_day_may_be_asked_about(contoso_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The editions of that day decide."""
    assert main(["ask", "--index", str(contoso_index), "--json", "--as-of", "2023-06-01", "--fact", "seats=300", SCOPE]) == 0

    assert json.loads(capsys.readouterr().out)["citations"][0]["edition"] == "2022-01"


def test_an_answer_can_be_explained(contoso_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How the question was understood goes to stderr, the answer alone to stdout."""
    assert main(["ask", "--index", str(contoso_index), "--as-of", "2024-10-01", "--json", "--explain", SCOPE]) == 0
    shown = capsys.readouterr()

    assert json.loads(shown.out)["kind"] == "verdict"
    assert "Understood" in shown.err
    assert "ledger.history" in shown.err


@pytest.mark.parametrize(
    ("pair", "fault"),
    [
        ("sites=3", "onramp: --fact sites=3: give NAME=VALUE with one of these names: seats, award_days, plan, island\n"),
        ("seats", "onramp: --fact seats: give NAME=VALUE with one of these names: seats, award_days, plan, island\n"),
        ("seats=", "onramp: --fact seats=: give NAME=VALUE with one of these names: seats, award_days, plan, island\n"),
        ("seats=many", "onramp: --fact seats: found 'many'; give a whole number\n"),
        ("plan=gold", "onramp: --fact plan: found 'gold'; give one of basic, pro\n"),
        ("island=perhaps", "onramp: --fact island: found 'perhaps'; give yes or no\n"),
    ],
)
def test_a_fact_that_does_not_fit_is_refused(fails: Callable[..., str], pair: str, fault: str) -> None:
    """The error names the fact, what was found and what is allowed."""
    assert fails("--fact", pair, SCOPE, status=1) == fault


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "give either a question or --batch IN.jsonl"),
        (("--batch", "in.jsonl", "Hello"), "give either a question or --batch IN.jsonl"),
        (("--out", "out.jsonl", "Hello"), "--out goes with --batch"),
        (("--batch", "in.jsonl", "--explain"), "--explain goes with one question, not with --batch"),
        (("--as-of", "soon", "Hello"), "argument --as-of: found 'soon'; give a day as YYYY-MM-DD"),
        (("--role", "boss", "Hello"), "argument --role: invalid choice: 'boss' (choose from 'customer', 'partner', 'specialist')"),
        (("--colour", "Hello"), "unrecognized arguments: --colour"),
    ],
)
def test_a_wrong_call_is_told_from_a_failure(fails: Callable[..., str], arguments: tuple[str, ...], fault: str) -> None:
    """It exits with 2, and the usage stands above the fault."""
    shown = fails(*arguments, status=2)

    assert shown.startswith("usage: onramp")
    assert fault in shown


def test_an_index_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, with how to build it; never a stack trace."""
    assert main(["ask", "--index", str(tmp_path / "none"), "Hello"]) == 1

    told = f"no index there (no CURRENT); build it with onramp-index build PACK --out {tmp_path / 'none'}"
    assert capsys.readouterr().err == f"onramp: {tmp_path / 'none'}: {told}\n"


def test_a_command_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """And --help explains all of them."""
    with pytest.raises(SystemExit, match="2"):
        main([])
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])

    shown = capsys.readouterr().out
    assert all(command in shown for command in ("ask", "chat", "serve"))


@pytest.fixture
def chat(contoso_index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Types lines into `onramp chat` and gives what it prints."""

    def typed(*lines: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(line + "\n" for line in lines)))
        assert main(["chat", "--index", str(contoso_index), "--as-of", "2024-10-01"]) == 0
        return capsys.readouterr().out

    return typed


def test_a_chat_goes_on_until_goodbye(chat: Callable[..., str]) -> None:
    """What comes after is not read."""
    shown = chat("Hello!", "", "bye", "Who labels the shelves of the warehouse?")

    assert "Goodbye" in shown
    assert "Does it" not in shown


def test_a_chat_ends_with_its_input(chat: Callable[..., str]) -> None:
    """Also in the middle of a question for a fact."""
    assert "in scope" in chat("Is the import of opening balances into Ledger in scope?")
    assert "It depends" in chat(SCOPE)


def test_a_chat_asks_for_missing_facts_and_answers_again(chat: Callable[..., str]) -> None:
    """A value that does not fit is told so; one that does settles the verdict."""
    assert "In scope" in chat(SCOPE, "300", "bye")
    assert "give a whole number" in chat(SCOPE, "many", "bye")


def test_a_question_asked_instead_of_a_fact_is_answered(chat: Callable[..., str]) -> None:
    """Nobody has to know that a fact was waited for."""
    shown = chat(SCOPE, "Who labels the shelves of the warehouse?", "bye")

    assert "Does it" in shown
    assert "give a whole number" not in shown


def test_a_chat_knows_the_commands_of_teams(chat: Callable[..., str]) -> None:
    """It starts over without the facts that were told in it, takes up the role, and says where what belongs to a team is done."""
    shown = chat(SCOPE, "100", "start over", SCOPE, "", "I am a partner", "set up", "checkpoint every 2 weeks on Tuesday at 10:00", "bye")

    assert shown.count("It depends") == 2
    assert "I have forgotten" in shown
    assert "as a partner from now on" in shown
    assert shown.count("That belongs to a team") == 2


def test_a_chat_remembers_facts_and_questions(chat: Callable[..., str]) -> None:
    """A follow-up takes up what was asked, and what was answered."""
    shown = chat(SCOPE, "100", "And if we buy another 200?", "bye")

    assert shown.index("Out of scope") < shown.index("In scope")

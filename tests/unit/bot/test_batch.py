"""Asking from files, through the command `onramp ask --batch`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from knowledge.desk import Desk

KEYS = ["id", "kind", "verdict", "coverage", "needs", "conditions", "owners", "supporting", "citations", "confidence", "text"]
CITATION_KEYS = ["docid", "source", "heading", "quote", "edition"]
SCOPE = "Is the transfer of booking history into Ledger in scope?"

Batch = Callable[..., list[dict[str, Any]]]
Refused = Callable[[str | bytes], str]


@pytest.fixture
def batch(contoso_index: Path, tmp_path: Path) -> Batch:
    """Asks lines and gives the answers' lines."""

    def asked(*questions: dict[str, Any], arguments: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_text("".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions), encoding="utf-8")
        common = ["ask", "--index", str(contoso_index), "--as-of", "2024-10-01"]
        assert main([*common, "--batch", str(source), "--out", str(out), *arguments]) == 0
        return [json.loads(text) for text in out.read_text("utf-8").split("\n")[:-1]]

    return asked


@pytest.fixture
def refused(contoso_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Asks a file that does not fit, and gives what is said of it without the file's own path."""

    def asked(content: str | bytes) -> str:
        source = tmp_path / "in.jsonl"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        assert main(["ask", "--index", str(contoso_index), "--batch", str(source)]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        return shown.err.replace(str(source), "in.jsonl")

    return asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (SCOPE, "verdict"),
        ("Is the import of opening balances into Ledger in scope?", "verdict"),
        ("Is the mounting of antennas for Relay in scope?", "verdict"),
        ("Who labels the shelves of the warehouse?", "ownership"),
        ("Who mounts the antennas for Relay?", "ownership"),
        ("How often is the checkpoint held?", "guidance"),
        ("Who bakes the wedding cake?", "abstain"),
        ("", "abstain"),
        ("Hello!", "smalltalk"),
    ],
)
def test_every_kind_of_answer_has_exactly_the_keys_of_the_contract(batch: Batch, question: str, kind: str) -> None:
    """In their order, each with a value of its type."""
    [row] = batch({"id": "q", "question": question})

    assert (list(row), row["kind"]) == (KEYS, kind)
    assert row["verdict"] in ("in_scope", "out_of_scope", "conditional", None)
    assert row["coverage"] in ("entitled", "funded", "value_added", "customer", "excluded", None)
    assert all(isinstance(item, str) for key in ("needs", "conditions", "owners", "supporting") for item in row[key])
    assert all(list(cited) == CITATION_KEYS and all(isinstance(value, str) for value in cited.values()) for cited in row["citations"])
    assert row["confidence"] is None or 0 <= row["confidence"] <= 1
    assert row["text"]


def test_a_verdict_fills_its_keys(batch: Batch) -> None:
    """Verdict, coverage, what is missing, the conditions, who does it and the citation."""
    [row] = batch({"id": "q", "question": SCOPE})

    assert (row["verdict"], row["coverage"], row["needs"], row["owners"]) == ("conditional", "entitled", ["seats"], ["rampup"])
    assert row["conditions"] == ["250 or more seats for the transfer of booking history"]
    assert row["citations"][0] == {
        "docid": "ledger.history",
        "source": "description-2024.md",
        "heading": "Ledger › History",
        "quote": "The booking history is transferred into Ledger by a transfer service for customers with 250 seats or more.",
        "edition": "2024-01",
    }


def test_an_owner_fills_its_keys(batch: Batch) -> None:
    """Who does it, and who supports."""
    [row] = batch({"id": "q", "question": "Who labels the shelves of the warehouse?"})

    assert (row["owners"], row["supporting"]) == (["customer"], ["rampup"])


def test_a_line_may_carry_history_role_facts_and_day(batch: Batch) -> None:
    """Each line has its own; null is the same as nothing."""
    rows = batch(
        {"id": "plain", "question": SCOPE, "history": None, "role": None, "facts": None, "as_of": None},
        {"id": "facts", "question": SCOPE, "facts": {"seats": 300}, "role": "partner"},
        {"id": "history", "question": "And with 300 seats?", "history": [SCOPE]},
        {"id": "earlier", "question": SCOPE, "facts": {"seats": 300}, "as_of": "2023-06-01"},
        {"id": "option", "question": SCOPE, "facts": {"seats": "120", "plan": "Professional", "island": False}},
    )

    assert [(row["id"], row["verdict"]) for row in rows] == [
        ("plain", "conditional"),
        ("facts", "in_scope"),
        ("history", "in_scope"),
        ("earlier", "out_of_scope"),
        ("option", "in_scope"),
    ]


def test_facts_of_the_command_hold_for_every_line_that_says_no_other(batch: Batch) -> None:
    """A line's own go first."""
    rows = batch({"id": 1, "question": SCOPE}, {"id": 2, "question": SCOPE, "facts": {"seats": 20}}, arguments=("--fact", "seats=300"))

    assert [(row["id"], row["verdict"]) for row in rows] == [(1, "in_scope"), (2, "out_of_scope")]


def test_a_file_may_carry_its_expected_answers(batch: Batch) -> None:
    """Other keys are ignored."""
    assert batch({"id": "q", "question": SCOPE, "expected_verdict": "conditional", "note": {"by": "us"}})[0]["kind"] == "verdict"


def test_lines_keep_their_order_and_blank_ones_are_passed_over(batch: Batch, contoso_index: Path, tmp_path: Path) -> None:
    """One answer for each question; a file of none gives none."""
    source, out = tmp_path / "blank.jsonl", tmp_path / "blank.out"
    source.write_text('\n{"id": "b", "question": "Hello"}\r\n   \n{"id": "a", "question": "Bye"}', encoding="utf-8")

    assert main(["ask", "--index", str(contoso_index), "--batch", str(source), "--out", str(out)]) == 0
    assert [json.loads(text)["id"] for text in out.read_text("utf-8").splitlines()] == ["b", "a"]
    assert batch() == []


def test_answers_go_to_stdout_where_no_file_is_named(contoso_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing else does."""
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "ü", "question": "Who signs off the acceptance test of the message bridge?"}\n', encoding="utf-8")

    assert main(["ask", "--index", str(contoso_index), "--batch", str(source)]) == 0
    [text] = capsys.readouterr().out.splitlines()
    assert (json.loads(text)["id"], "ü" in text) == ("ü", True)


def test_a_question_keeps_its_odd_ends_of_line(batch: Batch) -> None:
    """A line of the file ends at a newline, and nowhere else."""
    assert [row["id"] for row in batch({"id": "q", "question": "Who labels\u2028the shelves\x85of the warehouse?"})] == ["q"]


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ("{", "Invalid JSON"),
        ('"Hello"', "found 'Hello'"),
        ('{"question": "Hello"}', "id: is missing; add it"),
        ('{"id": "q"}', "question: is missing; add it"),
        ('{"id": "q", "question": 3}', "question: found 3; Input should be a valid string"),
        ('{"id": "q", "question": "Hello", "role": "boss"}', "role: found 'boss'; Input should be 'customer', 'partner' or 'specialist'"),
        ('{"id": "q", "question": "Hello", "as_of": "soon"}', "as_of: found 'soon'; Input should be a valid date"),
        ('{"id": "q", "question": "Hello", "history": "Hi"}', "history: found 'Hi'; Input should be a valid"),
        ('{"id": "q", "question": "Hello", "facts": {"seats": "many"}}', "facts.seats: found 'many'; give a whole number"),
        ('{"id": "q", "question": "Hello", "facts": {"seats": -4}}', "facts.seats: found '-4'; give a whole number"),
        ('{"id": "q", "question": "Hello", "facts": {"plan": "gold"}}', "facts.plan: found 'gold'; give one of basic, pro"),
        ('{"id": "q", "question": "Hello", "facts": {"island": "maybe"}}', "facts.island: found 'maybe'; give yes or no"),
        ('{"id": "q", "question": "Hello", "facts": {"sites": 3}}', "facts.sites: is no fact of this pack; give one of seats, "),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_by_its_number(refused: Refused, bad: str, fault: str) -> None:
    """With the key, what was found and what is allowed; nothing is answered."""
    shown = refused('{"id": "a", "question": "Hello"}\n\n' + bad + "\n")

    assert shown.startswith("onramp: in.jsonl, line 3: ")
    assert fault in shown
    assert shown.count("\n") == 1


def test_a_file_must_be_utf_8(refused: Refused) -> None:
    """The error says how to mend it."""
    assert refused('{"id": "ü", "question": "Hello"}'.encode("latin-1")) == "onramp: --batch in.jsonl: not UTF-8 text; save it as UTF-8\n"


def test_a_file_that_is_not_there_is_named(contoso_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As is one that cannot be written."""
    missing, source = tmp_path / "missing.jsonl", tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "question": "Hello"}\n', encoding="utf-8")

    assert main(["ask", "--index", str(contoso_index), "--batch", str(missing)]) == 1
    assert capsys.readouterr().err == f"onramp: --batch {missing}: cannot be read: No such file or directory\n"
    assert main(["ask", "--index", str(contoso_index), "--batch", str(source), "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"onramp: --out {tmp_path}: cannot be written: it is a folder; name a file in it\n"


def test_where_answers_cannot_go_is_told_before_all_is_asked(
    contoso_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their folder must be there."""
    source, out = tmp_path / "in.jsonl", tmp_path / "none" / "out.jsonl"
    source.write_text('{"id": "a", "question": "Hello"}\n', encoding="utf-8")

    assert main(["ask", "--index", str(contoso_index), "--batch", str(source), "--out", str(out)]) == 1
    told = f"onramp: --out {out}: cannot be written: there is no folder {out.parent}; make it, or name another place\n"
    assert capsys.readouterr().err == told


def test_a_file_without_questions_says_so(contoso_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The answers are none, and that is no fault."""
    source = tmp_path / "in.jsonl"
    source.write_text("\n", encoding="utf-8")

    assert main(["ask", "--index", str(contoso_index), "--batch", str(source)]) == 0
    assert capsys.readouterr() == ("", f"{source}: no questions in it\n")


def test_the_text_of_a_line_is_what_the_desk_says(batch: Batch, contoso_desk: Desk) -> None:
    """For those who read the file."""
    [row] = batch({"id": "q", "question": "Who bakes the wedding cake?"})

    assert row["text"].startswith(contoso_desk.wording.say("abstain.no_record"))


def test_a_question_in_another_language_is_a_line_like_any_other(batch: Batch, contoso_desk: Desk) -> None:
    """Without an answer, and its text says why."""
    [row] = batch({"id": "q", "question": "Wer backt die Hochzeitstorte für unsere Feier?"})

    assert (row["kind"], row["verdict"], row["owners"], row["citations"]) == ("abstain", None, [], [])
    assert row["text"].startswith(contoso_desk.wording.say("abstain.other_language"))

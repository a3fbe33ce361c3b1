"""Records are found by the questions that they are proven to answer, but no question proves itself."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from knowledge import pack
from knowledge.answers import Abstain, Verdict
from knowledge.desk import Context, Desk
from knowledge.evaluation import grade_all
from knowledge.golden import read_golden
from knowledge.models import Citation, Coverage, ScopeRule
from tests.building import CONTOSO, held_index
from tests.fakes import WordCountEncoder
from tests.unit.knowledge.small_pack import Write, extending, faults

DAY = date(2024, 10, 1)
GLUE = ScopeRule(
    id="glue",
    subject="adhesives",
    clause="Adhesives are mixed by the crew.",
    coverage=Coverage.ENTITLED,
    citation=Citation(source="handbook"),
)
QUESTION = "Will the sticky barrels rumble tonight?"


def desk(*questions: str) -> Desk:
    """A desk over the made-up programme with one more rule, which is proven to answer `questions`."""
    contoso = pack.load(str(CONTOSO))
    records = (*contoso.records, GLUE.model_copy(update={"asked": questions}))
    return Desk(held_index(contoso.manifest, records, WordCountEncoder()))


def line(**fields: Any) -> str:
    """A proven question as it stands in a pack's file."""
    return json.dumps(
        {"id": "1", "role": "customer", "question": QUESTION, "kind": "scope", "expected_verdict": "in_scope", "corpus": "docs", **fields}
    )


def test_a_record_is_found_by_a_question_that_it_is_proven_to_answer() -> None:
    """However little it says of it itself."""
    assert isinstance(desk().ask(QUESTION, Context(as_of=DAY)), Abstain)

    found = desk(QUESTION).ask(QUESTION, Context(as_of=DAY))

    assert isinstance(found, Verdict)
    assert (found.verdict, [proof.docid for proof in found.citations]) == ("in_scope", ["glue"])


def test_a_question_does_not_prove_itself(tmp_path: Path) -> None:
    """Where questions measure, each is asked as if the index had not been told of it; what was asked otherwise counts."""
    (tmp_path / "questions.jsonl").write_text(line(), encoding="utf-8")
    golden = read_golden(tmp_path / "questions.jsonl")

    [alone] = grade_all(desk(QUESTION), golden, DAY)
    [beside] = grade_all(desk(QUESTION, "Do the sticky barrels rumble?"), golden, DAY)

    assert (alone.right, beside.right) == (False, True)


def test_who_asks_after_a_measurement_is_answered(tmp_path: Path) -> None:
    """What a measurement left aside is not remembered for others."""
    heard = desk(QUESTION)

    assert heard.ask(QUESTION, Context(as_of=DAY, unheard=True)).kind == "abstain"
    assert heard.ask(QUESTION, Context(as_of=DAY)).kind == "verdict"


def test_a_pack_tells_which_record_answers_a_question(write: Write) -> None:
    """A follow-up, and a question that no record answers, tell nothing."""
    folder = write()
    lines = [
        line(record="labels"),
        line(id="2", question="And at night?", history=["Labels?"], record="labels"),
        line(id="3", question="Why?"),
    ]
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")

    assert pack.load(str(folder)).asked == {"labels": (QUESTION,)}


def test_questions_of_an_extending_pack_join_those_of_the_pack_that_it_extends(write: Write) -> None:
    """By record."""
    small, large = write(), write(extending("../small"), None, name="large")
    (small / "questions.jsonl").write_text(line(record="labels"), encoding="utf-8")
    (large / "questions.jsonl").write_text(line(record="labels", question="Labels?"), encoding="utf-8")

    assert pack.load(str(large)).asked == {"labels": (QUESTION, "Labels?")}


def test_a_spoilt_file_of_questions_is_told(write: Write) -> None:
    """By its line."""
    folder = write()
    (folder / "questions.jsonl").write_text(line() + "\n{}", encoding="utf-8")

    [fault] = faults(folder)

    assert fault.startswith("questions.jsonl, line 2: ")


def test_the_bundled_pack_names_records_that_there_are() -> None:
    """Or such as are read from documents, whose ids begin with their source."""
    fasttrack = pack.load("fasttrack")
    held = {record.id for record in fasttrack.records}
    sources = {source.id for source in fasttrack.manifest.sources}

    unknown = {docid for docid in fasttrack.asked if docid not in held and docid.split(":")[0] not in sources}

    assert unknown == set()
    assert len(fasttrack.asked) > 500

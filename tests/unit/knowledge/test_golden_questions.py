"""What the bundled pack's proven questions hold to, so that a measure taken on them means something."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import pack
from knowledge.golden import Golden, read_golden
from knowledge.pack import Pack

KEYS = [
    "id", "role", "question", "history", "kind", "expected_verdict", "condition", "needs", "expected_owner", "source", "record", "shows",
    "corpus",
]  # fmt: skip
DOCUMENTS = {"process-current", "partner-scope", "adviser-credits", "rcpmag-2017", "crn-2014"}
SHARES = {  # of all questions, least and most
    "scope": (0.40, 0.52), "owner": (0.15, 0.25), "guidance": (0.08, 0.15), "meeting": (0.03, 0.08), "unanswerable": (0.10, 0.16),
    "near_miss": (0.01, 0.05), "smalltalk": (0.02, 0.05),
}  # fmt: skip
VERDICTS = {"in_scope": (0.28, 0.40), "out_of_scope": (0.43, 0.55), "conditional": (0.12, 0.20)}  # of the scope questions
ANSWERED = ("scope", "owner", "guidance", "meeting")


@pytest.fixture(scope="module")
def fasttrack() -> Pack:
    """The bundled pack."""
    return pack.load("fasttrack")


@pytest.fixture(scope="module")
def path(fasttrack: Pack) -> Path:
    """The file of its proven questions."""
    return fasttrack.folder / "questions.jsonl"


@pytest.fixture(scope="module")
def golden(path: Path) -> tuple[Golden, ...]:
    """The proven questions."""
    return read_golden(path)


def outside(found: Counter[str | None], allowed: dict[str, tuple[float, float]]) -> dict[str, float]:
    """The shares in `found` that are not within `allowed`."""
    shares = {name: found[name] / found.total() for name in allowed}
    return {name: share for name, share in shares.items() if not allowed[name][0] <= share <= allowed[name][1]}


def test_there_are_many(golden: tuple[Golden, ...]) -> None:
    """At least 300 questions stand in the file, each under an id of its own."""
    assert len(golden) >= 300
    assert len({question.id for question in golden}) == len(golden)


def test_no_question_is_asked_twice(golden: tuple[Golden, ...]) -> None:
    """Two questions with the same words differ in what was asked before."""
    asked = Counter((question.question.casefold(), question.history) for question in golden)
    assert [text for text, times in asked.items() if times > 1] == []


def test_every_line_has_the_same_keys(path: Path) -> None:
    """Each line names all thirteen keys in one order."""
    assert {tuple(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()} == {tuple(KEYS)}


def test_kinds_are_balanced(golden: tuple[Golden, ...]) -> None:
    """No kind of question outweighs the others by more than people's own mix of questions does."""
    assert outside(Counter(question.kind for question in golden), dict(SHARES)) == {}


def test_verdicts_are_balanced(golden: tuple[Golden, ...]) -> None:
    """A third of the scope questions is in scope, a half out of it, a sixth conditional, roughly."""
    assert outside(Counter(question.expected_verdict for question in golden if question.kind == "scope"), VERDICTS) == {}


def test_every_role_and_earlier_questions_occur(golden: tuple[Golden, ...]) -> None:
    """Customers, partners and specialists ask, and some of them follow up."""
    assert {question.role for question in golden} == {"customer", "partner", "specialist"}
    assert sum(bool(question.history) for question in golden) >= 30


def test_every_answer_has_a_declared_source(golden: tuple[Golden, ...], fasttrack: Pack) -> None:
    """A question with an answer names a source of the pack; one without an answer names none."""
    assert {question.source for question in golden if question.kind in ANSWERED} <= set(fasttrack.sources)
    assert {question.source for question in golden if question.kind not in ANSWERED} == {None}


def test_corpus_follows_the_source(golden: tuple[Golden, ...]) -> None:
    """What one of the five documents proves needs only those; the rest needs the service description."""
    proven = [question for question in golden if question.source is not None]
    assert [question.id for question in proven if (question.source in DOCUMENTS) != (question.corpus == "sources")] == []


def test_only_scope_questions_have_a_verdict(golden: tuple[Golden, ...]) -> None:
    """Each scope question has a verdict, and no other question has one."""
    assert [question.id for question in golden if (question.expected_verdict is not None) != (question.kind == "scope")] == []


def test_only_conditional_verdicts_have_a_condition(golden: tuple[Golden, ...]) -> None:
    """Each conditional verdict says what it hangs on, and no other does."""
    conditional = [(question.id, question.expected_verdict == "conditional", bool(question.condition)) for question in golden]
    assert [name for name, expected, has in conditional if expected != has] == []


def test_needs_are_declared_facts(golden: tuple[Golden, ...], fasttrack: Pack) -> None:
    """The facts that decide a question are facts of the pack."""
    assert {fact for question in golden for fact in question.needs} <= {fact.id for fact in fasttrack.manifest.facts}


def test_owners_are_declared_parties(golden: tuple[Golden, ...], fasttrack: Pack) -> None:
    """Each question of ownership names a party of the pack, or says that the task is shared; every party occurs."""
    owners = {question.expected_owner for question in golden if question.kind == "owner"}
    assert owners == {party.id for party in fasttrack.manifest.parties} | {"shared"}
    assert {question.expected_owner for question in golden if question.kind != "owner"} == {None}


def test_shown_words_are_few_plain_words(golden: tuple[Golden, ...]) -> None:
    """An answer is known by three to eight single lower-case words; where none is expected there are no words."""
    answered = [question for question in golden if question.kind in ANSWERED]
    assert [question.id for question in answered if not 3 <= len(question.shows) <= 8] == []
    assert [word for question in golden for word in question.shows if not (word.isalnum() and word == word.lower())] == []
    assert {question.shows for question in golden if question.kind not in ANSWERED} == {()}


def test_no_question_is_one_of_the_measuring_set(golden: tuple[Golden, ...], shared: Callable[[str], Path]) -> None:
    """Questions kept apart for measuring are not learnt from."""
    measuring = shared("questions/dev.jsonl").read_text(encoding="utf-8").splitlines()
    kept_apart = {json.loads(line)["question"].strip().casefold() for line in measuring}
    assert [question.id for question in golden if question.question.strip().casefold() in kept_apart] == []

"""The desk as the one door: conversation, silence, and what holds for every answer."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import pack
from knowledge.answers import Abstain, Answer, Cited, Ownership, Smalltalk, Verdict
from knowledge.confidence import Confidence
from knowledge.desk import Context, Desk
from knowledge.errors import IndexRefused
from knowledge.index import current_version, read_manifest
from knowledge.models import Role
from knowledge.pack import Pack
from knowledge.question import MAX_CHARACTERS
from knowledge.rows import search_texts
from tests.building import BASIS, CALIBRATION, CONTOSO

ROOT = Path(__file__).parents[3]
AUTUMN_2024 = date(2024, 10, 1)


def asked(desk: Desk, question: str, *history: str) -> Answer:
    """The answer after the earlier questions of `history`."""
    return desk.ask(question, Context(as_of=AUTUMN_2024, history=history))


def test_a_desk_is_opened_over_a_folder(contoso_index: Path) -> None:
    """And tells its pack."""
    assert Desk.open(contoso_index).pack.programme == "Ramp-up"


def test_no_desk_is_opened_over_nothing(tmp_path: Path) -> None:
    """The refusal names the folder."""
    with pytest.raises(IndexRefused, match="no index there"):
        Desk.open(tmp_path / "nowhere")


def calibrated(index: Path, folder: Path, **basis: str) -> Path:
    """A copy of `index` in `folder` that is calibrated to be all but silent, for its own encoder unless `basis` names another."""
    shutil.copytree(index, folder, symlinks=True)
    path = current_version(folder) / "manifest.json"
    manifest = read_manifest(path.parent)
    fitting = BASIS.model_copy(update={"encoder": manifest.encoder, "fingerprint": manifest.fingerprint, **basis})
    learnt = CALIBRATION.model_copy(update={"basis": fitting, "confidence": Confidence(decide=0.9999)})
    path.write_text(manifest.model_copy(update={"calibration": learnt}).model_dump_json(), encoding="utf-8")
    return folder


def test_a_desk_answers_as_its_index_is_calibrated(contoso_index: Path, contoso_desk: Desk, tmp_path: Path) -> None:
    """Here, not below near certainty."""
    question = "Is the import of opening balances into Ledger in scope?"
    assert isinstance(asked(contoso_desk, question), Verdict)
    assert isinstance(asked(Desk.open(calibrated(contoso_index, tmp_path / "index")), question), Abstain)


def test_no_desk_is_opened_by_a_calibration_for_another_encoder(contoso_index: Path, tmp_path: Path) -> None:
    """The refusal names both and says what to do."""
    with pytest.raises(IndexRefused, match=r"learnt with the encoder other .*onramp-index calibrate, then build the index again"):
        Desk.open(calibrated(contoso_index, tmp_path / "index", encoder="other"))


# --- what decided


@pytest.mark.parametrize("question", ["Is the import of opening balances into Ledger in scope?", "Who labels the shelves?"])
def test_an_answer_is_explained_by_the_hit_that_decided_it(contoso_desk: Desk, question: str) -> None:
    """It is cited, and the answer is as sure as the hit."""
    explained = contoso_desk.explain(question, Context(as_of=AUTUMN_2024))
    assert explained.deciding is not None
    assert explained.deciding.record.id in [proof.docid for proof in explained.answer.citations]
    assert contoso_desk.confidence(explained.deciding) == explained.answer.confidence
    assert explained.answer == asked(contoso_desk, question)


@pytest.mark.parametrize("question", ["", "hello", "Are we eligible for Ramp-up?", "?" * (MAX_CHARACTERS + 1)])
def test_no_hit_decided_where_none_was_looked_up(contoso_desk: Desk, question: str) -> None:
    """Small talk, the programme's own conditions, and what is not read."""
    assert contoso_desk.explain(question, Context(as_of=AUTUMN_2024)).deciding is None


# --- other languages


@pytest.mark.parametrize("question", ["Wer gießt hier eigentlich die Pflanzen?", "Quién riega las plantas de la oficina?", "谁给植物浇水"])
def test_a_question_in_another_language_is_told_so(contoso_desk: Desk, question: str) -> None:
    """In a sentence of its own; nothing is decided, cited or offered instead."""
    answer = asked(contoso_desk, question)

    assert answer == Abstain(reason="other_language")
    assert contoso_desk.say(answer).startswith(contoso_desk.wording.say("abstain.other_language"))


def test_an_english_question_without_a_record_is_not_told_so(contoso_desk: Desk) -> None:
    """It stays without a record."""
    answer = asked(contoso_desk, "Who waters the plants of the office?")

    assert isinstance(answer, Abstain)
    assert answer.reason == "no_record"


def test_what_can_be_answered_is_answered_in_whatever_language_it_is(contoso_desk: Desk) -> None:
    """The language is looked at only where there would be no answer."""
    assert isinstance(asked(contoso_desk, "Ist die import of opening balances into Ledger in scope?"), Verdict)


# --- conversation


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Hello!", "greeting"),
        ("good morning", "greeting"),
        ("Thanks a lot", "thanks"),
        ("bye", "goodbye"),
        ("help", "help"),
        ("Who are you?", "who_are_you"),
    ],
)
def test_small_talk_carries_no_verdict(contoso_desk: Desk, text: str, topic: str) -> None:
    """It is answered in kind, with nothing cited, also amid a conversation about scope."""
    history = ("Is the import of opening balances into Ledger in scope?",)

    assert asked(contoso_desk, text) == Smalltalk.model_validate({"topic": topic})
    assert asked(contoso_desk, text, *history) == asked(contoso_desk, text)


def test_a_fact_given_afterwards_settles_the_verdict(contoso_desk: Desk) -> None:
    """And with 300 seats? asks the same again."""
    question = "Is the transfer of booking history into Ledger in scope?"
    first, then = asked(contoso_desk, question), asked(contoso_desk, "And with 300 seats?", question)

    assert isinstance(first, Verdict)
    assert isinstance(then, Verdict)
    assert (first.verdict, then.verdict) == ("conditional", "in_scope")
    assert then.citations == first.citations


def test_seats_bought_in_addition_are_added_up(contoso_desk: Desk) -> None:
    """100 and another 200 are enough."""
    answer = asked(contoso_desk, "And if we buy another 200?", "Is the transfer of booking history into Ledger in scope for 100 seats?")

    assert isinstance(answer, Verdict)
    assert (answer.verdict, [used.value for used in answer.facts]) == ("in_scope", ["300"])


def test_a_follow_up_may_ask_for_another_kind_of_help(contoso_desk: Desk) -> None:
    """On the matter spoken of."""
    answer = asked(contoso_desk, "And at our office?", "Is the import of opening balances into Ledger in scope?")

    assert isinstance(answer, Verdict)
    assert [cited.docid for cited in answer.citations] == ["programme.on-site", "ledger.opening-balances"]


def test_a_follow_up_may_ask_for_the_owner(contoso_desk: Desk) -> None:
    """Of the matter spoken of."""
    answer = asked(contoso_desk, "And who does that?", "Is the mounting of antennas for Relay in scope?")

    assert isinstance(answer, Ownership)
    assert answer.owners == ("fabrikam",)


def test_a_new_question_forgets_the_matter_before_it(contoso_desk: Desk) -> None:
    """A full question is answered as if it stood alone."""
    question = "Who labels the shelves of the warehouse?"

    assert asked(contoso_desk, question, "Is the transfer of booking history into Ledger in scope?") == asked(contoso_desk, question)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_ask(contoso_desk: Desk, role: Role) -> None:
    """Scope does not depend on who asks."""
    answer = contoso_desk.ask("Is the import of opening balances into Ledger in scope?", Context(as_of=AUTUMN_2024, role=role))

    assert isinstance(answer, Verdict)
    assert answer.verdict == "in_scope"


# --- silence


@pytest.mark.parametrize("text", ["", " ", "\n\t", "?!", "…", "\u200b"])
def test_nothing_asked_is_said_to_be_nothing(contoso_desk: Desk, text: str) -> None:
    """Whether empty, blank or marks alone."""
    assert asked(contoso_desk, text) == Abstain(reason="empty")


def test_a_text_that_is_too_long_is_not_read(contoso_desk: Desk) -> None:
    """The person is asked for a sentence or two; one that just fits is read."""
    words = "Is the import of opening balances into Ledger in scope? "
    fits = (words * MAX_CHARACTERS)[:MAX_CHARACTERS]

    assert asked(contoso_desk, fits + "!") == Abstain(reason="too_long")
    assert asked(contoso_desk, fits) != Abstain(reason="too_long")


@pytest.mark.parametrize("programme", pack.bundled())
def test_a_programme_is_known_to_its_pack_alone(programme: str) -> None:
    """No room of the project names a bundled programme."""
    rooms = [path for room in ("knowledge", "bot", "indexer") for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".toml")]
    naming = [path for path in rooms if (ROOT / "knowledge" / "packs") not in path.parents and programme in path.read_text("utf-8").lower()]

    assert naming == []


# --- what holds for every answer

CONTOSO_PACK = pack.load(str(CONTOSO))
RECORD_TEXTS = {record.id: search_texts(record, CONTOSO_PACK.manifest)[0] for record in CONTOSO_PACK.records}
WORDS = sorted({word.strip(".,;:?!") for text in RECORD_TEXTS.values() for word in text.split()})
OPENINGS = [
    "Is",
    "Who does",
    "Can you help us with",
    "Where is",
    "How often",
    "Do we qualify for",
    "Do it for us:",
    "And",
    "What about",
    "",
]
FACTS = {
    "seats": st.integers(0, 2000),
    "award_days": st.integers(0, 400),
    "plan": st.sampled_from(["basic", "pro"]),
    "island": st.booleans(),
}
questions = st.builds(
    "{} {}{}".format,
    st.sampled_from(OPENINGS),
    st.lists(st.sampled_from([*WORDS, "cake", "20 seats", "300 seats", "pro plan"]), max_size=9).map(" ".join),
    st.sampled_from(["?", " in scope?", ""]),
)
contexts = st.builds(
    Context,
    as_of=st.dates(date(2021, 1, 1), date(2026, 1, 1)),
    role=st.sampled_from(list(Role)),
    facts=st.fixed_dictionaries({}, optional=FACTS),
    history=st.lists(questions, max_size=2).map(tuple),
)


def all_cited(answer: Answer) -> Iterator[Cited]:
    """Everything that an answer quotes."""
    yield from answer.citations
    if isinstance(answer, Verdict):
        yield from answer.disagreeing


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions, contexts)
def test_every_answer_rests_on_the_words_of_records_that_hold(contoso_desk: Desk, question: str, context: Context) -> None:
    """Verdicts and owners are never without a citation; a quote is its record's own words; what decides holds on the day."""
    answer = contoso_desk.ask(question, context)
    sources = {source.file: source for source in CONTOSO_PACK.manifest.sources}

    for cited in all_cited(answer):
        words = RECORD_TEXTS[cited.docid]
        assert cited.quote in words or cited.quote.split(" (")[0] in words
        assert sources[cited.source].holds_from <= context.as_of
        assert cited.superseded == (not sources[cited.source].holds(context.as_of))
    if isinstance(answer, Verdict | Ownership):
        assert answer.citations
        assert not answer.citations[0].superseded
        assert 0 < (answer.confidence or 0) <= 1
    if isinstance(answer, Verdict):
        assert bool(answer.needs) <= (answer.verdict == "conditional")
        assert answer.verdict != "in_scope" or answer.coverage.in_scope
        assert answer.verdict != "out_of_scope" or not answer.coverage.in_scope
    assert contoso_desk.say(answer).strip()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=2))
def test_any_text_gets_an_answer_that_can_be_said(contoso_desk: Desk, text: str, history: list[str]) -> None:
    """Whatever somebody types, and typed before."""
    assert contoso_desk.say(asked(contoso_desk, text, *history)).strip()


def test_an_answer_does_not_depend_on_what_others_ask(contoso_desk: Desk) -> None:
    """Asked from several threads at once, each question gets the answer that it gets alone."""
    texts = [f"{opening} {text}" for opening in OPENINGS for text in list(RECORD_TEXTS.values())[:2]]
    alone = [asked(contoso_desk, text) for text in texts]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: asked(contoso_desk, text), texts * 2))

    assert together == alone * 2


def test_every_rule_and_task_can_be_asked_for(contoso: Pack, contoso_desk: Desk) -> None:
    """A record's own words find it, on a day on which its source holds."""
    lost = []
    for record in contoso.records:
        _, hits = contoso_desk.look_up(RECORD_TEXTS[record.id], Context(as_of=AUTUMN_2024))
        lost += [record.id] if record.id not in [hit.record.id for hit in hits[:3]] else []

    assert lost == []

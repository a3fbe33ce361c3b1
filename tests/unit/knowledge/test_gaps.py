"""What sounds like the programme and is answered by none of its records draws what is asked like it to silence."""

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge import pack, small_talk
from knowledge.confidence import Confidence
from knowledge.desk import Context, Desk
from knowledge.index import open_index, write_version
from tests.building import BUILT_AT, CONTOSO, held_index
from tests.fakes import WordCountEncoder
from tests.unit.knowledge.small_pack import Write, extending, faults

DAY = date(2024, 10, 1)
ASKED = "Do you help with labels for the trucks of the warehouse?"
GAP = "Are labels for trucks of the warehouse part of it?"
FAR = "Who paints the trucks?"
WARY = Confidence(gap=-5.0)


def desk(*gaps: str) -> Desk:
    """A desk over the made-up programme, which is known not to answer `gaps`, and which takes that to heart."""
    contoso = pack.load(str(CONTOSO))
    return Desk(held_index(contoso.manifest, contoso.records, WordCountEncoder(), gaps=gaps), confidence=WARY)


def sure(gaps: tuple[str, ...], *, unheard: bool = False, text: str = ASKED) -> float:
    """How sure a desk with `gaps` is of the first record found."""
    with_gaps = desk(*gaps)
    return with_gaps.confidence(with_gaps.look_up(text, Context(as_of=DAY, unheard=unheard))[1][0])


def test_what_is_asked_like_a_gap_is_answered_with_more_reserve() -> None:
    """The nearer, the more."""
    assert sure((GAP,)) < sure((FAR,)) <= sure(())


def test_a_gap_is_never_found_itself() -> None:
    """Only records are: the same ones, in the same order."""
    found, beside = (each.look_up(ASKED, Context(as_of=DAY))[1] for each in (desk(), desk(GAP, ASKED)))

    assert [hit.record.id for hit in beside] == [hit.record.id for hit in found]


def test_a_gap_that_measures_does_not_count_for_itself() -> None:
    """As a question does not prove itself."""
    assert sure((ASKED, FAR), unheard=True) == sure((FAR,))
    assert sure((ASKED, FAR)) < sure((FAR,))


def test_gaps_are_written_with_the_index_and_opened_again(tmp_path: Path) -> None:
    """Their vectors stand behind those of the rows."""
    held, encoder = held_index(pack.load(str(CONTOSO)).manifest, pack.load(str(CONTOSO)).records, WordCountEncoder()), WordCountEncoder()
    texts = [f"row {number}" for number in range(len(held.owners))]
    manifest = write_version(
        tmp_path / "v0001", pack=held.pack, records=held.records, vectors=encoder.encode([*texts, GAP]), texts=texts, owners=held.owners,
        gaps=(GAP,), encoder=encoder, encoder_folder="encoders/none", built_at=BUILT_AT, failed={},
    )  # fmt: skip

    rows = json.loads((tmp_path / "v0001" / "rows.json").read_text(encoding="utf-8"))

    assert rows["gaps"] == [GAP]
    assert len(rows["hashes"]) == manifest.counts["rows"] + 1


@pytest.mark.parametrize("kind", ["near_miss", "unanswerable"])
def test_a_pack_lists_its_gaps_in_a_file_and_measures_some(write: Write, kind: str) -> None:
    """A line each, but for comments; those of its questions that no record answers are gaps too."""
    folder = write()
    (folder / "gaps.txt").write_text(f"# near\n\n{GAP}\n", encoding="utf-8")
    near = {"id": "1", "role": "customer", "question": ASKED, "kind": kind, "corpus": "docs"}
    (folder / "questions.jsonl").write_text(json.dumps(near), encoding="utf-8")

    assert pack.load(str(folder)).gaps == (ASKED, GAP)


def test_gaps_of_the_pack_that_is_extended_stay_gaps(write: Write) -> None:
    """Beside the pack's own."""
    small, large = write(), write(extending("../small"), None, name="large")
    (small / "gaps.txt").write_text(GAP, encoding="utf-8")
    (large / "gaps.txt").write_text(ASKED, encoding="utf-8")

    assert pack.load(str(large)).gaps == (GAP, ASKED)


def test_a_file_of_gaps_that_is_no_text_is_told(write: Write) -> None:
    """With what to do."""
    folder = write()
    (folder / "gaps.txt").write_bytes(b"\xff\xfe\x00")

    [fault] = faults(folder)

    assert fault.startswith("gaps.txt: cannot be read: ")
    assert fault.endswith("save it as UTF-8 text, one question a line")


def test_the_bundled_index_holds_the_gaps_of_its_pack(bundled_index: Path) -> None:
    """As built by the command; the examples of small talk stand behind them."""
    assert open_index(bundled_index).gaps == (*pack.load("fasttrack").gaps, *small_talk.examples())


def test_where_nothing_is_known_nothing_is_small_talk_by_likeness() -> None:
    """A desk without records is silent, and does not fail."""
    empty = Desk(held_index(pack.load(str(CONTOSO)).manifest, (), WordCountEncoder()))

    assert empty.ask("my train was late today", Context(as_of=DAY)).kind == "abstain"


def test_a_question_is_never_thanks_or_a_farewell() -> None:
    """However alike it is to an example of them."""
    example = next(text for text, topic in small_talk.examples("en").items() if topic == "thanks" and len(text.split()) > 1)
    talk = desk(*small_talk.examples("en"))

    assert talk.ask(f"{example} bananas", Context(as_of=DAY)).kind == "smalltalk"
    assert talk.ask(f"{example} bananas?", Context(as_of=DAY)).kind != "smalltalk"


def test_a_question_for_help_is_small_talk_only_where_it_is_much_like_it() -> None:
    """Who tells something may chat of it; who asks for it wants an answer, be it that there is none."""
    talk = desk(*small_talk.examples("en"))

    assert talk.ask("do you mend cracked roof tiles in winter", Context(as_of=DAY)).kind == "smalltalk"
    assert talk.ask("do you mend cracked roof tiles in winter?", Context(as_of=DAY)).kind == "abstain"

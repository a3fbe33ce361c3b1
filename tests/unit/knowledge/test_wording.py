"""The catalogue of texts, held against all that is said from it."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

from knowledge import lexicon
from knowledge.answers import Abstain, Answer, Guidance, Ownership, Part, Smalltalk, Verdict
from knowledge.models import Coverage
from knowledge.wording import Wording
from tests.building import ANSWERS, cited

ROOT = Path(__file__).parents[3]
SOURCES = sorted((*(ROOT / "knowledge").rglob("*.py"), *(ROOT / "bot").rglob("*.py")))
CATALOGUES = sorted((ROOT / "knowledge" / "texts").glob("??.toml"))


def texts(catalogue: Path) -> dict[str, str]:
    """The texts of a catalogue by section.name."""
    return {
        f"{section}.{name}": text for section, names in tomllib.loads(catalogue.read_text("utf-8")).items() for name, text in names.items()
    }


def fields(text: str) -> set[str]:
    """The names in braces in `text`."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def said() -> set[str]:
    """Every string in the code that names a text, as a pattern in which a value filled in stands for any name."""
    sections = "|".join({key.split(".")[0] for key in texts(CATALOGUES[0])})
    patterns: set[str] = set()
    for path in SOURCES:
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        filled = [node for node in nodes if isinstance(node, ast.JoinedStr)]
        inside = {id(part) for node in filled for part in node.values}
        plain = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside]
        patterns |= {re.escape(str(node.value)) for node in plain}
        patterns |= {"".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[a-z_]+" for p in node.values) for node in filled}
    return {pattern for pattern in patterns if re.fullmatch(rf"(?:{sections})\\\.[a-z_\[\]\-+]+", pattern)}


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.stem)
def catalogue(request: pytest.FixtureRequest) -> dict[str, str]:
    """Each language's texts."""
    return texts(request.param)


@pytest.fixture(scope="module")
def wording() -> Wording:
    """The English texts."""
    return Wording.load()


def test_every_text_that_is_said_stands_in_the_catalogue(catalogue: dict[str, str]) -> None:
    """No key is misspelt."""
    assert [pattern for pattern in said() if not any(re.fullmatch(pattern, key) for key in catalogue)] == []


def test_every_text_of_the_catalogue_is_said_somewhere(catalogue: dict[str, str]) -> None:
    """No text has outlived its use."""
    patterns = said()

    assert [key for key in catalogue if not any(re.fullmatch(pattern, key) for pattern in patterns)] == []


def test_no_text_is_empty(catalogue: dict[str, str]) -> None:
    """A person is never shown nothing."""
    assert [key for key, text in catalogue.items() if not text.strip()] == []


def test_every_language_fills_in_the_same_values(catalogue: dict[str, str]) -> None:
    """A translation has the same texts, with the same names in braces."""
    first = texts(CATALOGUES[0])

    assert {key: fields(text) for key, text in catalogue.items()} == {key: fields(text) for key, text in first.items()}


def test_every_call_fills_in_what_its_text_names(catalogue: dict[str, str]) -> None:
    """A text that names a value is never said without it."""
    calls = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    lacking = []
    for call in calls:
        if (
            isinstance(call.func, ast.Attribute | ast.Name)
            and (call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id) == "say"
        ):
            given = {keyword.arg for keyword in call.keywords}
            keys = [node.value for argument in call.args[:1] for node in ast.walk(argument) if isinstance(node, ast.Constant)]
            lacking += [key for key in keys if key in catalogue and None not in given and not fields(catalogue[key]) <= given]

    assert lacking == []


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.kind)
def test_every_kind_of_answer_is_said(wording: Wording, answer: Answer) -> None:
    """In full lines, with nothing left to fill in."""
    text = wording.answer(answer, programme="Ramp-up", contact="your guide")

    assert all(line.strip() for line in text.split("\n"))
    assert not re.search(r"[{}]|None", text)


def test_a_verdict_says_all_that_it_holds(wording: Wording) -> None:
    """The clause, each condition, question, gate and fact, what else to do, who disagrees and the source."""
    text = wording.answer(ANSWERS[0], programme="Ramp-up", contact="")

    for part in (
        "labels", "Labels are printed for customers with 50 seats or more.", "50 or more seats", "Which plan?", "a tenant on the mainland",
        "50 seats: labels", "Print them yourself.", "seats 20", "The words of older.", "Ramp-up guide, Contoso, 2024-01-01",
    ):  # fmt: skip
        assert part in text


@pytest.mark.parametrize(
    ("text", "lines"),
    [("Labels are guided.", ["The team does it: Labels", "Labels are guided."]), ("Labels.", ["The team does it: Labels"])],
)
def test_an_owner_by_a_rule_is_told_with_its_clause(wording: Wording, text: str, lines: list[str]) -> None:
    """Where that says more than the name of the thing."""
    answer = Ownership(task="Labels", owners=("team",), parts=(Part(party="team", party_name="the team", text=text),))
    assert wording.answer(answer, programme="Ramp-up", contact="").splitlines() == lines


def test_owners_that_share_are_all_named(wording: Wording) -> None:
    """Each with its part, those who support after them."""
    text = wording.answer(ANSWERS[1], programme="Ramp-up", contact="")

    assert [line for line in text.split("\n") if "Print." in line or "Stick." in line or "Advise." in line] == [
        "The team: Print.",
        "The customer: Stick.",
        "Beside it, Fabrikam: Advise.",
    ]


@pytest.mark.parametrize("coverage", list(Coverage))
def test_every_coverage_has_a_name(wording: Wording, coverage: Coverage) -> None:
    """For a card's title."""
    assert wording.say(f"coverage.{coverage.value}")


@pytest.mark.parametrize("outcome", ["in_scope", "out_of_scope", "conditional"])
def test_a_verdict_begins_with_its_outcome(wording: Wording, outcome: str) -> None:
    """Yes, no or it depends comes first."""
    verdict = Verdict.model_validate({"verdict": outcome, "coverage": "entitled", "subject": "labels.", "clause": "Labels are printed."})
    first = wording.answer(verdict, programme="Ramp-up", contact="").split("\n")[0]

    assert first == wording.say(f"verdict.{outcome}", subject="labels")


@pytest.mark.parametrize("topic", ["greeting", "thanks", "goodbye", "help", "who_are_you", "chat"])
def test_small_talk_is_answered_in_kind(wording: Wording, topic: str) -> None:
    """Without a source, in one line."""
    answer = Smalltalk.model_validate({"topic": topic})

    assert len(wording.answer(answer, programme="Ramp-up", contact="your guide").split("\n")) == 1


def test_a_complaint_is_answered_with_whom_to_ask(wording: Wording) -> None:
    """As silence is."""
    complaint = Smalltalk(topic="complaint")

    assert "your guide" in wording.answer(complaint, programme="Ramp-up", contact="your guide")
    assert len(wording.answer(complaint, programme="Ramp-up", contact="").split("\n")) == 1


@pytest.mark.parametrize("reason", ["no_record", "not_this_programme", "empty", "too_long", "other_language"])
def test_silence_gives_its_reason_and_whom_to_ask(wording: Wording, reason: str) -> None:
    """The contact is the pack's own; a pack without one names nobody."""
    answer = Abstain.model_validate({"reason": reason})

    assert "your guide" in wording.answer(answer, programme="Ramp-up", contact="your guide")
    assert len(wording.answer(answer, programme="Ramp-up", contact="").split("\n")) == 1


def test_a_source_is_named_with_its_date(wording: Wording) -> None:
    """A copy without a date goes by its edition; one that no longer holds says so."""
    assert wording.source(cited("labels")).endswith("Ramp-up guide, Contoso, 2024-01-01")
    assert wording.source(cited("labels", published=None)).endswith("Ramp-up guide, Contoso, 2024-01")
    assert wording.source(cited("labels", published=None, edition="")).endswith(wording.say("source.undated"))
    assert wording.say("source.superseded") in wording.source(cited("labels", superseded=True))


def test_a_source_is_named_once(wording: Wording) -> None:
    """However many of its records are cited."""
    answer = Guidance(found=(), citations=(cited("labels"), cited("tags")))

    assert wording.answer(answer, programme="Ramp-up", contact="").count("Ramp-up guide") == 1


def test_braces_in_an_answer_are_plain_characters(wording: Wording) -> None:
    """What a record says is never taken for a text of the catalogue."""
    verdict = Verdict(verdict="in_scope", coverage=Coverage.ENTITLED, subject="{labels}", clause="Print {0} and {name}.")

    assert "Print {0} and {name}." in wording.answer(verdict, programme="Ramp-up", contact="")


def test_a_text_or_value_that_is_not_there_is_an_error(wording: Wording) -> None:
    """A misspelt key does not pass in silence."""
    with pytest.raises(KeyError):
        wording.say("verdict.maybe")
    with pytest.raises(KeyError):
        wording.say("verdict.in_scope")


def test_a_language_without_texts_is_an_error() -> None:
    """Neither catalogue nor lexicon falls back to another language."""
    with pytest.raises(FileNotFoundError, match="xx"):
        Wording.load("xx")
    with pytest.raises(FileNotFoundError, match="xx"):
        lexicon.load("xx")

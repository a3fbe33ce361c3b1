"""What the ranking reaches on a public set of rules, as a floor; `make bench` measures it beside BM25 and the encoder, and more sets."""

from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import rules
from tests.benchmarks.parts import Encoders


def test_the_rule_that_a_question_turns_on_is_found(shared: Callable[[str], Path], tmp_path: Path) -> None:
    """OR-ShARC dev, every question with its scenario: among the first one and the first five, and before either part alone."""
    report = rules.measure(shared("benchmarks/orsharc"), Encoders(tmp_path))
    first, five = report.rows["the retriever"]
    assert first >= 72.0
    assert five >= 94.0
    others = [row for name, row in report.rows.items() if name != "the retriever"]
    assert all(first > row[0] and five > row[1] for row in others)

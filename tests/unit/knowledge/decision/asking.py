"""What the tests of deciding share: how a desk is asked, and what an answer must be."""

from collections.abc import Callable
from datetime import date

from knowledge.answers import Answer, Ownership, Verdict
from knowledge.desk import Desk

AUTUMN_2024 = date(2024, 10, 1)

Ask = Callable[..., Answer]
DeskWith = Callable[..., Desk]


def verdict(answer: Answer) -> Verdict:
    """`answer`, which must be a verdict."""
    assert isinstance(answer, Verdict)
    return answer


def ownership(answer: Answer) -> Ownership:
    """`answer`, which must name an owner."""
    assert isinstance(answer, Ownership)
    return answer


def docids(answer: Answer) -> list[str]:
    """The records that an answer cites."""
    return [cited.docid for cited in answer.citations]

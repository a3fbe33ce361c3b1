"""What the tests of understanding a question share: a desk that needs no model, and how it understood a text."""

from datetime import date

from knowledge import pack
from knowledge.conditions import FactValue
from knowledge.desk import Context, Desk
from knowledge.question import Question
from tests.building import CONTOSO, held_index
from tests.fakes import WordCountEncoder


def reading_desk() -> Desk:
    """A desk over the made-up programme."""
    contoso = pack.load(str(CONTOSO))
    return Desk(held_index(contoso.manifest, contoso.records, WordCountEncoder()))


def understood(desk: Desk, text: str, *history: str, facts: dict[str, FactValue] | None = None) -> Question:
    """`text` as understood after the questions of `history`."""
    return desk.look_up(text, Context(as_of=date(2024, 10, 1), history=history, facts=facts or {}))[0]

"""What more is known never turns an answer the wrong way."""

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.golden import Golden
from tests.quality.metamorphic.conftest import Ask

_EXAMPLES = settings(max_examples=80, deadline=None, derandomize=True)


@_EXAMPLES
@given(st.data(), st.integers(1, 3000), st.integers(0, 3000))
def test_more_seats_never_close_what_fewer_opened(
    questions: tuple[Golden, ...], ask: Ask, data: st.DataObject, seats: int, more: int
) -> None:
    """Every threshold of the programme opens upwards."""
    question = data.draw(st.sampled_from(questions)).question

    assert (ask(question, seats=seats), ask(question, seats=seats + more)) != ("in_scope", "out_of_scope")


@_EXAMPLES
@given(st.data(), st.integers(1, 40))
def test_a_fact_that_no_clause_asks_for_changes_nothing(questions: tuple[Golden, ...], ask: Ask, data: st.DataObject, rooms: int) -> None:
    """Accounts of rooms decide where rooms are asked about, and nowhere else."""
    question = data.draw(st.sampled_from([each for each in questions if "room" not in each.question.lower()])).question

    assert ask(question, room_accounts=rooms) == ask(question)

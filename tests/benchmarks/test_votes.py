"""Votes whose weights are learnt."""

import numpy as np

from knowledge.ports import Vectors
from tests.benchmarks.votes import Votes


def unit(*degrees: float) -> Vectors:
    """Unit vectors in the plane, one for each angle."""
    angles = np.radians(degrees)
    return np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)


def test_a_row_votes_for_its_own_record() -> None:
    """What reads like a row of a record is given to that record."""
    votes = Votes.learn(unit(0, 10, 90, 100), [0, 0, 1, 1]).of(unit(3, 97))
    assert votes.argmax(axis=1).tolist() == [0, 1]


def test_what_is_unlike_all_rows_has_no_clear_vote() -> None:
    """So a threshold on the vote can tell it."""
    votes = Votes.learn(unit(0, 10, 90, 100), [0, 0, 1, 1]).of(unit(5, 230))
    assert votes[0].max() > 2 * votes[1].max()


def test_many_rows_a_little_farther_do_not_outvote_a_nearer_one() -> None:
    """Votes as they come would give the question to the twenty rows; what is learnt gives it to the one that it is like."""
    rows, owners = unit(0, *[40.0] * 20), [0, *[1] * 20]
    votes = Votes.learn(rows, owners).of(unit(2))
    assert votes[0].argmax() == 0


def test_no_records_no_votes() -> None:
    """An index without rows gives none."""
    assert Votes.learn(unit(), []).of(unit(5)).shape == (1, 0)

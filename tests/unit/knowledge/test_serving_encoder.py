import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.testing import assert_allclose

from knowledge.adapters.serving_encoder import TOGETHER, ServingEncoder
from knowledge.ports import Vectors
from tests.fakes import WordCountEncoder


class HeldEncoder(WordCountEncoder):
    """Encodes once it may. batches: what it was given, call by call; at_once: the most calls that ran at one time."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.at_once, self._running = 0, 0
        self.began, self.may = threading.Event(), threading.Event()
        self.fault: Exception | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors; raises `fault` when there is one."""
        self._running += 1
        self.at_once = max(self.at_once, self._running)
        self.batches.append(list(texts))
        self.began.set()
        self.may.wait(timeout=30)
        self._running -= 1
        if self.fault is not None:
            raise self.fault
        return super().encode(texts)


@pytest.fixture
def held() -> HeldEncoder:
    """An encoder that waits until it may encode."""
    return HeldEncoder()


def in_line(serving: ServingEncoder, count: int) -> None:
    """Wait until so many texts are lined up."""
    for _ in range(3000):
        if len(serving._line) >= count:  # no door tells how long the line is
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{len(serving._line)} texts in line after 30 s, expected {count}")


def test_what_comes_in_while_others_are_encoded_is_encoded_together(held: HeldEncoder) -> None:
    """The first text goes alone, without waiting for company; those that come meanwhile share the next batch."""
    serving, texts = ServingEncoder(held), [f"shelf {number}" for number in range(5)]
    with ThreadPoolExecutor(len(texts)) as threads:
        first = threads.submit(serving.encode, texts[:1])
        held.began.wait(timeout=30)
        others = [threads.submit(serving.encode, [text]) for text in texts[1:]]
        in_line(serving, 4)
        held.may.set()
        found = [waiting.result(timeout=30)[0] for waiting in (first, *others)]

    assert [sorted(batch) for batch in held.batches] == [texts[:1], texts[1:]]
    assert held.at_once == 1
    assert_allclose(found, WordCountEncoder().encode(texts))


def test_a_batch_is_bounded_so_that_nobody_waits_for_many_others(held: HeldEncoder) -> None:
    """Of a long line the first go first, a batch at a time."""
    serving, texts = ServingEncoder(held), [f"shelf {number}" for number in range(TOGETHER + 3)]
    held.may.set()

    assert serving.encode(texts).shape == (len(texts), held.dimensions)
    assert held.batches == [texts[:TOGETHER], texts[TOGETHER:]]


def test_a_text_that_was_encoded_before_is_not_encoded_again(held: HeldEncoder) -> None:
    """Also within one call, and in the order asked for."""
    serving = ServingEncoder(held)
    held.may.set()
    serving.encode(["shelf", "books", "shelf"])
    found = serving.encode(["books", "depot", "shelf"])

    assert held.batches == [["shelf", "books"], ["depot"]]
    assert_allclose(found, WordCountEncoder().encode(["books", "depot", "shelf"]))


def test_what_it_gives_may_be_changed_without_changing_what_it_remembers(held: HeldEncoder) -> None:
    """Who asks owns the answer."""
    serving = ServingEncoder(held)
    held.may.set()
    serving.encode(["shelf"])[:] = 0.0

    assert np.linalg.norm(serving.encode(["shelf"])) == pytest.approx(1.0)


def test_a_fault_reaches_all_who_wait_and_is_not_remembered(held: HeldEncoder) -> None:
    """Nobody waits for ever, and the next question has a fresh chance."""
    serving, held.fault = ServingEncoder(held), MemoryError("no room")
    held.may.set()
    with pytest.raises(MemoryError, match="no room"):
        serving.encode(["shelf", "books"])
    held.fault = None

    assert serving.encode(["shelf"]).shape == (1, held.dimensions)


def test_no_texts_give_no_vectors(held: HeldEncoder) -> None:
    """An empty batch is no error, and runs nothing."""
    assert ServingEncoder(held).encode([]).shape == (0, held.dimensions)
    assert held.batches == []

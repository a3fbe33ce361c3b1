"""Where the heavy part of a build is done: each document and each batch of texts by itself, so it may be done anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """Does pieces of work, in this process or elsewhere."""

    def map(self, worker: Callable[[], Callable[[T], R]], items: Sequence[T]) -> Iterator[R]:
        """What `worker()` gives for each of `items`, in their order; `worker` is called once in each process, and can be pickled."""


class LocalEngine:
    """Does the work in this process."""

    def map(self, worker: Callable[[], Callable[[T], R]], items: Sequence[T]) -> Iterator[R]:
        """What `worker()` gives for each of `items`, in their order."""
        return map(worker(), items)

"""Encoding for many askers: what was encoded before is remembered, and what comes in meanwhile is encoded together."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future

import numpy as np
import numpy.typing as npt

from knowledge.ports import Encoder, Vectors

REMEMBERED = 4096  # texts: 6 MB at 384 dimensions
TOGETHER = 16  # texts: a batch of more would keep those in it waiting for longer than it saves
_Vector = Future[npt.NDArray[np.float32]]


class ServingEncoder:
    """An encoder for several threads, of which one at a time encodes.

    Whose turn it is takes along what others asked for in the meantime. Nobody waits for company: a text that comes alone is encoded at
    once, and one that comes while others are encoded waits for those alone that stand before it in line. It serves one opened index,
    so what it remembers goes with the version.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: OrderedDict[str, _Vector] = OrderedDict()
        self._line: list[tuple[str, _Vector]] = []
        self._state, self._turn = threading.Lock(), threading.Lock()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._encoder.dimensions

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read."""
        return self._encoder.max_tokens

    def count_tokens(self, text: str) -> int:
        """The number of tokens of `text`, special tokens included, not cut."""
        with self._turn:
            return self._encoder.count_tokens(text)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions). Raises what the encoder raises."""
        with self._state:
            wanted = [self._vector(text) for text in texts]
        while not all(vector.done() for vector in wanted):
            with self._turn:
                self._encode_next()
        return np.array([vector.result() for vector in wanted], dtype=np.float32).reshape(len(texts), self.dimensions)

    def _vector(self, text: str) -> _Vector:
        """What `text` is or will be encoded to; lines it up where it is new."""
        if text in self._vectors:
            self._vectors.move_to_end(text)
        else:
            self._vectors[text] = Future()
            self._line.append((text, self._vectors[text]))
            if len(self._vectors) > REMEMBERED:
                self._vectors.popitem(last=False)
        return self._vectors[text]

    def _encode_next(self) -> None:
        """Encode the first of the line together, if another's turn has not emptied it."""
        with self._state:
            batch, self._line = self._line[:TOGETHER], self._line[TOGETHER:]
        if not batch:
            return
        try:
            vectors = self._encoder.encode([text for text, _ in batch])
        except BaseException as fault:  # whoever waits must learn of it, or would wait for ever
            with self._state:
                for text, vector in batch:
                    self._vectors.pop(text, None)
                    vector.set_exception(fault)
            if not isinstance(fault, Exception):
                raise
            return
        for (_, vector), made in zip(batch, vectors, strict=True):
            vector.set_result(made)

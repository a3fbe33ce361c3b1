"""Fakes of the ports, shared by all tests. Each passes the contract tests of its port."""

import hashlib
from collections.abc import Sequence

import numpy as np

from knowledge.ports import Vectors
from knowledge.words import stems, tokens


class WordCountEncoder:
    """An encoder that counts stemmed words: texts with common words lie close. Needs no model and always gives the same vectors."""

    name = "word-count"
    dimensions = 256
    max_tokens = 64

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.1  # so that a text without words has a direction as well
            for word in stems(" ".join(tokens(text)[: self.max_tokens - 2])):
                vectors[row, 1 + int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % (self.dimensions - 1)] += 1.0
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """The number of tokens of `text`, special tokens included, not cut."""
        return len(tokens(text)) + 2

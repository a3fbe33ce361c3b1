"""The encoder used when building an index: the exported model on all cores, so that building needs torch for the export alone."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import tokenizers

from knowledge.adapters.onnx_encoder import OnnxEncoder
from knowledge.ports import Vectors

# Measured on one core: in company a text of 8 tokens takes 1.8 ms and alone 3.7 ms; from 40 tokens on it is the same.
_ALONE_FROM = 40  # tokens
_TOGETHER = 512  # tokens


class BuildingEncoder(OnnxEncoder):
    """The exported model for many texts. A text's vector depends on the text alone, to the last bit (on one kind of processor).

    So an index is the same whatever was known before, and whoever encodes which part of it. Padding and the company of one that was alone
    change how sums are rounded; hence a text runs only with those of as many tokens, a long one always alone, a short one never.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Open the folder. threads: how many to encode on, 0 for one for each core. Raises EncoderMissing when it cannot be opened."""
        super().__init__(folder)
        self.folder = folder.absolute()  # a worker elsewhere stands in another place
        self._threads = threads or _cores()

    def __reduce__(self) -> tuple[Callable[[], BuildingEncoder], tuple[()]]:
        """Sent to a worker of a cluster, which has one core, it opens the same folder there."""
        return partial(BuildingEncoder, self.folder, threads=1), ()

    @property
    def fingerprint(self) -> str:
        """Changes whenever the model's vectors would; its folder is named after it."""
        return self.folder.name.partition("-")[0]

    def export_onnx(self, folder: Path) -> None:
        """Copy the exported model to the new folder `folder`."""
        shutil.copytree(self.folder, folder)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        self._tokenizer.enable_truncation(self.max_tokens)
        encoded = self._tokenizer.encode_batch(list(texts))
        batches = list(_batches([len(item.ids) for item in encoded]))
        with ThreadPoolExecutor(self._threads) as pool:
            for batch, made in zip(batches, pool.map(lambda rows: self._alike([encoded[row] for row in rows]), batches), strict=True):
                vectors[batch] = made
        return vectors

    def _alike(self, encoded: Sequence[tokenizers.Encoding]) -> Vectors:
        """The vectors of texts that have as many tokens."""
        lonely = len(encoded) == 1 and len(encoded[0].ids) < _ALONE_FROM
        return self._run([*encoded, *encoded] if lonely else encoded)[: len(encoded)]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Which texts to run together, given their numbers of tokens; the longest first, so that no thread ends with a long one."""
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for row, length in enumerate(lengths):
        alike[length].append(row)
    for length in sorted(alike, reverse=True):
        size = 1 if length >= _ALONE_FROM else _TOGETHER // length
        yield from (alike[length][at : at + size] for at in range(0, len(alike[length]), size))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

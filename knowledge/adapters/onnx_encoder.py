"""The encoder used when serving: the exported model on onnxruntime, without torch."""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import tokenizers

from knowledge.errors import EncoderMissing
from knowledge.ports import Vectors

_ATTRIBUTES = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}  # by a graph's input
_SLOW = "SkipLayerNormFusion"  # on a processor, an addition and a normalisation as one step take twice as long as the two
_RUN_TOKENS = 9  # what a run costs beside its tokens, in tokens: 2 ms against 0.22 ms each, measured on one core


class OnnxEncoder:
    """The model that an index carries in its encoder folder (model.onnx with model.onnx.data, tokenizer.json, encoder.json)."""

    def __init__(self, folder: Path) -> None:
        """Open the folder. Raises EncoderMissing when a file is not there or cannot be read."""
        try:
            about = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1  # one thread serves a short question fastest and leaves the rest to others
            options.inter_op_num_threads = 1
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW]
            )
            self._inputs = [given.name for given in self._session.get_inputs()]
            self._name, self._dimensions, self._max_tokens = str(about["name"]), int(about["dimensions"]), int(about["max_tokens"])
        except Exception as fault:  # tokenizers and onnxruntime raise bare exceptions of their own
            raise EncoderMissing(f"{folder}: the encoder cannot be opened ({fault}); build the index again") from None
        self._tokenizer.no_padding()
        _give_back()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._dimensions

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read."""
        return self._max_tokens

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        self._tokenizer.enable_truncation(self._max_tokens)
        encoded = [self._tokenizer.encode(text) for text in texts]  # one by one: for a few texts, a second thread is a wait
        for batch in _batches([len(item.ids) for item in encoded]):
            vectors[batch] = self._run([encoded[row] for row in batch])
        return vectors

    def _run(self, encoded: Sequence[tokenizers.Encoding]) -> Vectors:
        width = max(len(item.ids) for item in encoded)
        feed = {name: np.zeros((len(encoded), width), dtype=np.int64) for name in self._inputs}
        for row, item in enumerate(encoded):
            for name, rows in feed.items():
                rows[row, : len(item.ids)] = getattr(item, _ATTRIBUTES[name])
        return np.asarray(self._session.run(["embedding"], feed)[0], dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """The number of tokens of `text`, special tokens included, not cut."""
        self._tokenizer.no_truncation()
        return len(self._tokenizer.encode(text).ids)


def _give_back() -> None:
    """Give back to the system what reading the model took: 30 MB, which the C library would keep. Does so on Linux with glibc alone."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Which texts to run together, given their numbers of tokens: a run of its own costs less than much padding."""
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if not batches or lengths[batches[-1][0]] - lengths[row] > _RUN_TOKENS:
            batches.append([])
        batches[-1].append(row)
    return batches

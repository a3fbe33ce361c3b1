"""The product's own parts, put together over public data: encoders, indexes, the retriever; vectors are kept between runs."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from rich.console import Console

from indexer import report
from knowledge.adapters.faiss_index import FaissIndex
from knowledge.adapters.lexical_index import LexicalIndex
from knowledge.adapters.onnx_encoder import OnnxEncoder
from knowledge.adapters.sentence_encoder import SentenceEncoder
from knowledge.models import Citation, PackManifest, Passage
from knowledge.ports import Vectors
from knowledge.retriever import Retriever, Weights
from knowledge.rows import search_texts
from knowledge.vocabulary import Vocabulary

NO_PACK = PackManifest(name="benchmark", title="Benchmark", programme="Benchmark", version="1")
SOURCE = "benchmark"
_TOGETHER = 1024  # texts that are encoded in one go


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question with the numbers of its relevant documents. asks: the part of the text that a document may cover; all of it when None."""

    text: str
    relevant: frozenset[int]
    asks: str | None = None


class Encoders:
    """The model as the indexer has it for many texts, and as exported for serving for one. cache: the folder for what is kept."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache

    @cached_property
    def serving(self) -> OnnxEncoder:
        """The exported encoder, exported once."""
        folder = self._cache / "encoder"
        if not (folder / "encoder.json").is_file():
            self._indexing.export_onnx(folder)
        return OnnxEncoder(folder)

    @cached_property
    def _indexing(self) -> SentenceEncoder:
        return SentenceEncoder()

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, taken from the cache where the same texts were encoded before by the same model."""
        digest = hashlib.sha256(self.serving.name.encode())
        for text in texts:
            digest.update(text.encode() + b"\0")
        kept = self._cache / f"{digest.hexdigest()[:24]}.npy"
        if not kept.is_file():
            with report.Progress(Console(stderr=True)) as progress:
                made = []
                for start in range(0, len(texts), _TOGETHER):
                    progress.encoding(start, len(texts))
                    made.append(self._indexing.encode(texts[start : start + _TOGETHER]))
            np.save(kept, np.concatenate(made))
        return np.asarray(np.load(kept), dtype=np.float32)


class Bench:
    """Passages with three ways to rank them. owners: for each passage, the number of the document that it is a piece of."""

    def __init__(
        self, passages: Sequence[Passage], encoders: Encoders, *, owners: Sequence[int] | None = None, weights: Weights | None = None
    ) -> None:
        texts = [search_texts(passage, NO_PACK)[0] for passage in passages]
        self._owners = np.arange(len(texts)) if owners is None else np.asarray(owners)
        self.words, self.encoder, self.size = LexicalIndex.build(texts), encoders.serving, len(texts)
        self.vectors = encoders.vectors(texts)
        self._index = FaissIndex.build(self.vectors)
        self._vector = lru_cache(maxsize=None)(lambda text: self.encoder.encode([text])[0])  # each way to rank asks the same
        self.retriever = Retriever(
            records=passages, texts=texts, owners=range(len(texts)), vectors=self._index, words=self.words, encoder=self.encoder,
            pack=NO_PACK, vocabulary=Vocabulary(NO_PACK), weights=weights,
        )  # fmt: skip

    def by_words(self, query: Query) -> list[int]:
        """Documents by BM25 alone, best first, each by its best passage."""
        return self._documents(np.argsort(-self.words.scores(query.text), kind="stable"))

    def by_meaning(self, query: Query) -> list[int]:
        """Documents by the encoder alone."""
        return self._documents(self._index.search(self._vector(query.text)[None], self.size)[1][0])

    def by_both(self, query: Query) -> list[int]:
        """Documents as the retriever ranks them."""
        return self._documents(
            np.array([hit.number for hit in self.retriever.rank(query.text, content=query.asks, vector=self._vector(query.text))])
        )

    def _documents(self, rows: np.ndarray) -> list[int]:
        return list(dict.fromkeys(self._owners[rows].tolist()))


def passage(text: str, number: int, *, topic: str = "") -> Passage:
    """A passage of no document."""
    return Passage(id=f"passage.{number}", text=text, topic=topic, citation=Citation(source=SOURCE))


def tell(message: str) -> None:
    """A message for who waits."""
    sys.stderr.write(f"{message}\n")

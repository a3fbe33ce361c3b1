"""Fakes of the ports, shared by all tests. Each passes the contract tests of its port."""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from knowledge.answers import Abstain, Answer, Guidance
from knowledge.conditions import FactValue
from knowledge.desk import Context
from knowledge.ports import Vectors
from knowledge.question import MAX_CHARACTERS
from knowledge.words import stems, tokens
from tests.fake_ledger import HeldDeliveries as HeldDeliveries
from tests.fake_storage import FakeWork as FakeWork
from tests.fake_storage import FakeWorks as FakeWorks
from tests.fake_storage import HeldFeedback as HeldFeedback


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


class StorableEncoder(WordCountEncoder):
    """A WordCountEncoder that an index can be published with. encoded: the texts that it was given, in order."""

    def __init__(self, fingerprint: str = "a" * 64) -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []
        self.fault: Exception | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors; raises `fault` when there is one."""
        if self.fault is not None:
            raise self.fault
        self.encoded += texts
        return super().encode(texts)

    def export_onnx(self, folder: Path) -> None:
        """Write a file that says which model this is."""
        folder.mkdir(parents=True)
        (folder / "encoder.json").write_text(self.fingerprint, encoding="utf-8")


class ScriptedDesk:
    """A desk that gives the answers it was told to, and abstains from other questions. asked: what it was asked, oldest first.

    answers_with: answers for a question with a seat count.
    """

    def __init__(self, answers: Mapping[str, Answer] | None = None) -> None:
        self.answers: dict[str, Answer] = dict(answers or {})
        self.answers_with: dict[tuple[str, FactValue | None], Answer] = {}
        self.asked: list[tuple[str, Context]] = []
        self.fault: Exception | None = None
        self.may_answer = threading.Event()
        self.may_answer.set()

    def ask(self, question: str, context: Context) -> Answer:
        """The answer to `question`, once it may be given; raises `fault` when there is one."""
        if not question.strip():
            return Abstain(reason="empty")
        if len(question) > MAX_CHARACTERS:
            return Abstain(reason="too_long")
        self.asked.append((question, context))
        self.may_answer.wait(timeout=30)
        if self.fault is not None:
            raise self.fault
        otherwise = self.answers.get(question, Abstain(reason="no_record"))
        return self.answers_with.get((question, context.facts.get("seats")), otherwise)

    def search(self, text: str, context: Context, *, k: int) -> Guidance:
        """The guidance it was told to answer `text` with, at most k pieces; raises `fault` when there is one."""
        answer = self.ask(text, context)
        if not isinstance(answer, Guidance):
            return Guidance(found=())
        return answer.model_copy(update={"found": answer.found[:k], "citations": answer.citations[:k]})

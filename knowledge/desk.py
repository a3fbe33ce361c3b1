"""The one door: `Desk.ask(question, context) -> Answer`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

from knowledge import foreign, small_talk
from knowledge import lexicon as lexicons
from knowledge.adapters.serving_encoder import ServingEncoder
from knowledge.answers import Abstain, Answer, Guidance, Smalltalk
from knowledge.conditions import FactValue
from knowledge.confidence import Confidence
from knowledge.decision import Decider
from knowledge.decision.precedence import same_subject
from knowledge.errors import IndexRefused
from knowledge.hits import Hit, contrasted
from knowledge.index import StoredIndex, open_index
from knowledge.lexicon import Lexicon
from knowledge.memo import Memo
from knowledge.models import PackManifest, Role
from knowledge.ports import Stages, Vectors, unwatched
from knowledge.question import MAX_CHARACTERS, Intent, Question
from knowledge.reader import Reader
from knowledge.retriever import Retriever
from knowledge.rows import row_texts, search_texts
from knowledge.vocabulary import Vocabulary
from knowledge.wording import Wording

_ONE_TOKEN = 3  # a word that the encoder knows whole, between the marks of beginning and end
_PLAIN = 12  # words of a message that tells no story around its question
_ANSWERS = 1024  # kept, of some kilobytes each


@dataclass(frozen=True, kw_only=True)
class Context:
    """What is known when a question comes in: who asks, the engagement's facts, the person's earlier questions, the day asked about.

    unheard: what a record is found by does not count where it is this very question: for measuring on questions that the index was told of.
    """

    as_of: date
    role: Role = Role.CUSTOMER
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    history: tuple[str, ...] = ()
    unheard: bool = False


@dataclass(frozen=True, kw_only=True)
class Explained:
    """An answer and the hit that it rests on; None where no record decided, or one that was not looked up: a programme-wide gate."""

    answer: Answer
    deciding: Hit | None = None


class Desk:
    """Answers questions over one opened index. Pure and synchronous; safe to call from several threads.

    What it was asked lately is not looked up again; it serves one version of the index, and what it remembers goes with that.
    """

    def __init__(
        self, index: StoredIndex, *, language: str = "en", confidence: Confidence | None = None, stages: Stages = unwatched
    ) -> None:
        """Wire the parts of asking over `index`.

        confidence: in place of the default, which is not calibrated. stages: watches the stages read, encode, search and decide.
        """
        self.index, self._stages = index, stages
        self.wording = Wording.load(language)
        self._encoder = ServingEncoder(index.encoder)
        vocabulary = Vocabulary(index.pack)
        texts = [text for record in index.records for text in row_texts(record, index.pack)]
        lexicon = _lexicon(index.pack, language)
        written = [text for record in index.records for text in search_texts(record, index.pack)]  # what is asked holds slips of its own
        self._reader = Reader(index.pack, vocabulary, lexicon, written, common=lambda word: index.encoder.count_tokens(word) == _ONE_TOKEN)
        self._retriever = Retriever(
            records=index.records, texts=texts, owners=index.owners, vectors=index.vectors, words=index.words, encoder=self._encoder,
            pack=index.pack, vocabulary=vocabulary, gaps=index.gaps, topics=small_talk.examples(language),
        )  # fmt: skip
        self._foreign = foreign.load(language)
        self._decider = Decider(index.pack, index.records, self.wording, lexicon, confidence=confidence)
        self._records = {record.id: record for record in index.records}
        self._answers: Memo[Explained] = Memo(_ANSWERS)

    @classmethod
    def open(cls, folder: Path, *, language: str = "en", stages: Stages = unwatched, vectors_url: str = "") -> Desk:
        """The desk over the index in `folder`, as calibrated. Raises IndexRefused or EncoderMissing.

        stages: as for the desk itself. vectors_url: of the database that holds the vectors, for an index that shares them.
        """
        index = open_index(folder, vectors_url=vectors_url)
        calibration = index.manifest.calibration
        if calibration is None:
            return cls(index, language=language, stages=stages)
        misfit = calibration.basis.misfit(encoder=index.manifest.encoder, fingerprint=index.manifest.fingerprint)
        if misfit:
            raise IndexRefused(f"{index.folder}: {misfit}, then build the index again with onramp-index build")
        return cls(index, language=language, confidence=calibration.confidence, stages=stages)

    @property
    def pack(self) -> PackManifest:
        """The pack that the index was built from."""
        return self.index.pack

    def ask(self, question: str, context: Context) -> Answer:
        """The answer to `question`: always a value, never an exception for want of an answer."""
        return self.explain(question, context).answer

    def explain(self, question: str, context: Context) -> Explained:
        """The answer to `question` and the hit that decided it."""
        if len(question) > MAX_CHARACTERS:
            return Explained(answer=Abstain(reason="too_long"))
        if self._foreign.is_foreign(question):
            return Explained(answer=Abstain(reason="other_language"))
        understood = self._read(question, context)
        if understood.intent is Intent.SMALLTALK and understood.topic is not None:
            return Explained(answer=Smalltalk(topic=understood.topic))
        if understood.intent is Intent.NONE:
            return Explained(answer=Abstain(reason="empty"))
        # the question as understood holds what the thread and the known facts make of it: one that does not lean on earlier ones is found
        # again whatever they were
        key = (understood.key, context.role, context.as_of, context.unheard)
        return self._answers.get(key, lambda: self._decided(understood, context))

    def _decided(self, question: Question, context: Context) -> Explained:
        topic, hits = self._searched(question, context)
        if topic is not None:
            return Explained(answer=Smalltalk(topic=topic))
        as_of = context.as_of
        with self._stages("decide"):
            answer = self._decider.decide(question, hits, as_of)
        proofs = [self._records[proof.docid] for proof in answer.citations]
        as_sure = (hit for hit in hits if self.confidence(hit) == answer.confidence)
        deciding = (hit for hit in as_sure if any(same_subject(hit.record, proof) for proof in proofs))
        return Explained(answer=answer, deciding=next(deciding, None))

    def search(self, text: str, context: Context, *, k: int = 10) -> Guidance:
        """The k records that speak most of `text`, best first, without deciding anything."""
        if len(text) > MAX_CHARACTERS:
            return Guidance(found=())
        _, hits = self.look_up(text, context)
        return self._decider.search(hits, context.as_of, k)

    def look_up(self, question: str, context: Context) -> tuple[Question, list[Hit]]:
        """How `question` was understood and what was found for it, best first, for search and for explaining an answer."""
        understood = self._read(question, context)
        return understood, ([] if understood.intent in (Intent.SMALLTALK, Intent.NONE) else self._searched(understood, context)[1])

    def _read(self, question: str, context: Context) -> Question:
        with self._stages("read"):
            return self._reader.read(question, history=context.history, facts=context.facts)

    def _searched(self, question: Question, context: Context) -> tuple[str | None, list[Hit]]:
        """The topic of small talk in words of its own; else None, and what was found for a question, best first."""
        aside = question.text if context.unheard else None
        parts = ((question.query, question.content), *self._reader.parts(question))  # of a long question, its sentences
        with self._stages("search"):
            texts = dict.fromkeys((*(query for query, _ in parts), *([question.text] if question.bland else [])))
            with self._stages("encode"):
                vectors = dict(zip(texts, self._encoder.encode(list(texts)), strict=True))
            if question.bland:
                asks = question.text.rstrip().endswith("?")
                wary = question.leans or (asks and question.intent is Intent.SCOPE)
                topic = self._retriever.small_talk(vectors[question.text], wary=wary, aside=aside)
                if topic is not None and not (asks and topic in small_talk.CLOSING):
                    return topic, []
            return None, self._rank(question, parts, vectors, aside=aside)

    def _rank(
        self, question: Question, parts: Sequence[tuple[str, str]], vectors: Mapping[str, Vectors], *, aside: str | None
    ) -> list[Hit]:
        """The hits for all parts of a question: each record at its best."""
        best: dict[int, Hit] = {}
        named, said, mode = question.workloads, question.said, question.mode
        length = max(math.log((1 + len(question.subject.split())) / _PLAIN), 0.0)
        ranked = [
            self._retriever.rank(
                query,
                content=content,
                workloads=named,
                said=said,
                mode=mode,
                vector=vectors[query],
                aside=aside,
                fresh=question.fresh,
                length=length,
                guiding=question.intent is Intent.GUIDANCE,  # what nobody decides may be told of who is named alone
            )
            for query, content in parts
        ]
        if len(ranked) == 1:
            return contrasted(ranked[0], self.pack)
        for hit in chain(*ranked):
            if hit.number not in best or hit.score > best[hit.number].score:
                best[hit.number] = hit
        return contrasted(sorted(best.values(), key=lambda hit: (-hit.score, hit.number)), self.pack)

    def confidence(self, hit: Hit) -> float:
        """How sure the desk is that `hit` speaks of what was asked, 0 to 1."""
        return self._decider.confidence.of(hit)

    def title(self, hit: Hit) -> str:
        """A short name for the record of `hit`, with what it says of scope or ownership."""
        return self._decider.title(hit.record)

    def say(self, answer: Answer) -> str:
        """`answer` as plain text."""
        return self.wording.answer(answer, programme=self.pack.programme, contact=self.pack.contact)


def _lexicon(pack: PackManifest, language: str) -> Lexicon:
    programme = tuple(word for party in pack.parties if party.id == pack.programme_party for word in party.words)
    parties = tuple(word for party in pack.parties for word in party.words)
    return lexicons.load(language, parties=parties, programme=programme, products=pack.undescribed)

"""What tests are made of: indexes from real parts (FAISS, bm25s and an encoder of the test's choice), and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from knowledge import pack as packs
from knowledge.adapters.faiss_index import FaissIndex
from knowledge.adapters.lexical_index import LexicalIndex
from knowledge.answers import (
    Abstain,
    Answer,
    Choice,
    Cited,
    Clarify,
    FactUsed,
    Found,
    Guidance,
    Need,
    Ownership,
    Part,
    Smalltalk,
    Verdict,
)
from knowledge.calibration import Basis, Calibration, Point, Questions, current_weights
from knowledge.confidence import Confidence
from knowledge.index import SCHEMA, IndexManifest, StoredIndex, text_hash, write_version
from knowledge.models import Coverage, PackManifest, Record
from knowledge.ports import Encoder
from knowledge.rows import row_texts

CONTOSO = Path(__file__).parent / "packs" / "contoso"
ENCODER_FOLDER = "encoders/tests"
BUILT_AT = datetime(2024, 10, 1, tzinfo=UTC)
BASIS = Basis(
    encoder="word-count", fingerprint="tests", weights=current_weights(), index="contoso 1", as_of=date(2024, 10, 1),
    questions=Questions(file="questions.jsonl", count=2, sha256="0" * 64),
)  # fmt: skip
CALIBRATION = Calibration(
    method="by hand", basis=BASIS, seed=0, bound=0.02, level=0.9, confidence=Confidence(decide=0.9), threshold=None, half_bound=0.6,
    balance=Point(threshold=0.9, given=1, wrong=0, upper=0.9), serves="balance", discrimination=1.0,
    curve=(Point(threshold=0.0, given=2, wrong=1, upper=0.95), Point(threshold=0.9, given=1, wrong=0, upper=0.9)), reliability=(),
)  # fmt: skip
"""One that fits the encoder of `tests.fakes` and makes the desk all but silent."""


def write_index(index: Path, *, pack: packs.Pack, encoder: Encoder, exported: Path, version: str = "v0001") -> IndexManifest:
    """Write `pack` as the served version of the directory `index`; `exported` is the folder of the exported encoder."""
    texts, owners = _rows(pack.records, pack.manifest)
    manifest = write_version(
        index / version, pack=pack.manifest, records=pack.records, vectors=encoder.encode(texts), texts=texts, owners=owners,
        encoder=encoder, encoder_folder=ENCODER_FOLDER, built_at=BUILT_AT, failed={},
    )  # fmt: skip
    encoders = index / ENCODER_FOLDER
    encoders.parent.mkdir(exist_ok=True)
    encoders.symlink_to(exported, target_is_directory=True)
    (index / "CURRENT").write_text(version + "\n", encoding="utf-8")
    return manifest


def held_index(pack: PackManifest, records: Sequence[Record], encoder: Encoder, *, gaps: Sequence[str] = ()) -> StoredIndex:
    """`pack` and `records` as an opened index that lives in memory alone."""
    texts, owners = _rows(records, pack)
    manifest = IndexManifest(
        schema_version=SCHEMA, pack=pack.name, pack_version=pack.version, built_at=BUILT_AT, encoder=encoder.name,
        encoder_folder=ENCODER_FOLDER,
        dimensions=encoder.dimensions, max_tokens=encoder.max_tokens, counts={"rows": len(texts)}, files={},
    )  # fmt: skip
    return StoredIndex(
        folder=Path("nowhere"), manifest=manifest, pack=pack, records=tuple(records), owners=owners, gaps=tuple(gaps),
        hashes=tuple(text_hash(text) for text in (*texts, *gaps)),
        vectors=FaissIndex.build(encoder.encode([*texts, *gaps])), words=LexicalIndex.build(texts),
        encoder=encoder,
    )  # fmt: skip


def cited(docid: str, *, published: date | None = date(2024, 1, 1), edition: str = "2024-01", superseded: bool = False) -> Cited:
    """A citation of the record `docid` in a guide."""
    return Cited(
        docid=docid, source="guide.md", title="Ramp-up guide", publisher="Contoso", published=published, url=None, heading="Labels",
        quote=f"The words of {docid}.", edition=edition, superseded=superseded,
    )  # fmt: skip


_NEED = Need(fact="plan", label="plan", type="choice", question="Which plan?", options=(("basic", "Basic"), ("pro", "Professional")))
ANSWERS: tuple[Answer, ...] = (
    Verdict(
        verdict="conditional",
        coverage=Coverage.ENTITLED,
        subject="labels",
        clause="Labels are printed for customers with 50 seats or more.",
        conditions=("50 or more seats",),
        needs=(_NEED,),
        gates=("a tenant on the mainland",),
        next_threshold="50 seats: labels",
        instead="Print them yourself.",
        provider="team",
        provider_name="the team",
        disagreeing=(cited("older"),),
        facts=(FactUsed(fact="seats", label="seats", value="20"),),
        citations=(cited("labels"),),
        confidence=0.9,
    ),
    Ownership(
        task="Print the labels.",
        owners=("team", "customer"),
        supporting=("fabrikam",),
        phase="Prepare",
        parts=(Part(party="team", party_name="the team", text="Print."), Part(party="customer", party_name="the customer", text="Stick.")),
        support_parts=(Part(party="fabrikam", party_name="Fabrikam", text="Advise.", raci="consulted"),),
        citations=(cited("print"),),
        confidence=0.8,
    ),
    Guidance(found=(Found(docid="guide", title="Guide", text="How to print."),), citations=(cited("guide"),), confidence=0.7),
    Clarify(subject="labels", needs=(_NEED,), choices=(Choice(title="Shelves", question="Labels for shelves?"),)),
    Abstain(reason="no_record", nearest=(Choice(title="labels", question="labels"),)),
    Smalltalk(topic="thanks"),
)  # fmt: skip
"""One answer of every kind, each as full as can be."""


def _rows(records: Sequence[Record], pack: PackManifest) -> tuple[list[str], tuple[int, ...]]:
    rows = [(text, number) for number, record in enumerate(records) for text in row_texts(record, pack)]
    return [text for text, _ in rows], tuple(number for _, number in rows)

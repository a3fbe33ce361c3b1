"""Calibrating: a pack's questions asked on an index of it, and what was learnt written beside the pack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from knowledge.answers import Guidance
from knowledge.calibration import Basis, Calibration, Questions, Sample, current_weights, learn
from knowledge.confidence import Confidence
from knowledge.desk import Desk
from knowledge.errors import OnrampError
from knowledge.evaluation import Graded, grade_all
from knowledge.golden import Golden, read_golden
from knowledge.index import StoredIndex, file_hash
from knowledge.pack import CALIBRATION, Pack


def calibrate(
    pack: Pack,
    index: StoredIndex,
    questions: Path,
    *,
    as_of: date,
    bound: float,
    level: float,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """What is learnt from the file `questions`, asked on `index` (of `pack` or of one that extends it) on the day `as_of`.

    bound: the share of wrong verdicts and owners to stay below, with confidence `level`. seed: deals the questions out to folds.
    Raises OnrampError when the index is not of this pack, or there is too little to learn from.
    """
    held = {record.id for record in index.records}
    lacking = [record.id for record in pack.records if record.id not in held]
    if lacking:
        name = pack.manifest.name
        raise OnrampError(
            f"{index.folder}: an index of the pack {index.pack.name!r}, which lacks records of {name!r} ({lacking[0]} and "
            f"{len(lacking) - 1} more); give an index of {name!r} or of a pack that extends it"
        )
    golden = read_golden(questions)
    basis = Basis(
        encoder=index.manifest.encoder, fingerprint=index.manifest.fingerprint, weights=current_weights(),
        index=f"{index.manifest.pack} {index.manifest.pack_version}", as_of=as_of,
        questions=Questions(file=questions.name, count=len(golden), sha256=file_hash(questions)),
    )  # fmt: skip
    graded = ask_freely(index, golden, as_of, None, progress=progress)
    return learn([_sample(item) for item in graded if _decides(item)], basis, bound=bound, level=level, seed=seed)


def ask_freely(
    index: StoredIndex,
    golden: Sequence[Golden],
    as_of: date,
    calibration: Calibration | None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Graded, ...]:
    """Every question asked and graded without thresholds: what could be said, however little sure. `progress`: as in `grade_all`."""
    confidence = (calibration.confidence if calibration else Confidence()).without_thresholds()
    return grade_all(Desk(index, confidence=confidence), golden, as_of, progress=progress)


def write(calibration: Calibration, pack: Pack) -> Path:
    """Store `calibration` where `pack` is read with it, and return that place. Raises OnrampError when it cannot be written."""
    path = pack.folder / CALIBRATION
    try:
        path.write_text(calibration.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        raise OnrampError(f"{path}: cannot be written: {fault.strerror}; give the pack's folder where you may write") from None
    return path


def _decides(item: Graded) -> bool:
    """Whether something can be learnt from an answer. What is shown beside a near miss tells nothing of what to keep silent on."""
    return item.given or (isinstance(item.answer, Guidance) and item.golden.kind != "near_miss")


def _sample(item: Graded) -> Sample:
    return Sample(hit=item.deciding, right=item.right, answerable=item.golden.answerable, guidance=isinstance(item.answer, Guidance))

"""An encoder of whole numbers (int8) for an index: served only once evaluation has cleared it."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from indexer.publish import serve_copy
from knowledge.adapters.onnx_encoder import OnnxEncoder
from knowledge.adapters.sentence_encoder import quantize_onnx
from knowledge.desk import Desk
from knowledge.evaluation import Measure, grade_all, measures
from knowledge.golden import Golden
from knowledge.index import INT8, open_index

LOSS = 0.005  # the share of a measure's questions that int8 may answer wrong beyond those of the exact encoder; one at least


@dataclass(frozen=True, kw_only=True)
class Quantized:
    """What evaluation found, by measure, with the exact encoder and with int8.

    folder: the version served now. lost: what int8 loses beyond what is allowed, a sentence each; none where it was cleared.
    """

    folder: Path
    exact: Mapping[str, Measure]
    int8: Mapping[str, Measure]
    lost: tuple[str, ...]


def quantize(
    index: Path,
    questions: Sequence[Golden],
    *,
    as_of: date,
    vectors_url: str = "",
    smaller: Callable[[Path, Path], None] = quantize_onnx,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Quantized:
    """Serve the current version of `index` with an int8 encoder, if it answers `questions` as well; else all stays as it is.

    vectors_url: of the database that holds the vectors, where they are shared. smaller: makes the encoder. The rows keep the vectors of the
    exact one. Raises IndexRefused when there is no index, EncoderMissing without the packages.
    """
    stored = open_index(index, vectors_url=vectors_url)
    exact_folder = index / stored.manifest.encoder_folder
    with tempfile.TemporaryDirectory(prefix=".building-", dir=exact_folder.parent) as building:
        made = Path(building) / "encoder"
        smaller(exact_folder, made)
        confidence = stored.manifest.calibration.confidence if stored.manifest.calibration else None  # as it is served
        exact, int8 = (
            measures(grade_all(Desk(opened, confidence=confidence), questions, as_of, progress=progress))
            for opened in (stored, replace(stored, encoder=OnnxEncoder(made)))
        )
        lost = tuple(_lost(exact, int8))
        if lost:
            return Quantized(folder=stored.folder, exact=exact, int8=int8, lost=lost)
        target = exact_folder.with_name(f"{exact_folder.name.removesuffix(INT8)}{INT8}")
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
    folder = serve_copy(index, stored.folder, stored.manifest.model_copy(update={"encoder_folder": f"encoders/{target.name}"}))
    return Quantized(folder=folder, exact=exact, int8=int8, lost=())


def _lost(exact: Mapping[str, Measure], int8: Mapping[str, Measure]) -> list[str]:
    """Where int8 falls short by more than is allowed."""
    said = []
    for name, before in exact.items():
        after = int8.get(name, before)
        allowed = max(1, math.floor(LOSS * before.of))  # of few questions, one that turns says nothing
        wrong, was = after.of - after.right, before.of - before.right
        if wrong - was > allowed:
            said.append(f"{name}: {wrong} wrong of {after.of}, {was} of {before.of} with the exact encoder ({allowed} more allowed)")
    return said

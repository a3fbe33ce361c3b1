"""The encoder of an index: exported once for each model, and found again without loading the model."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from knowledge.adapters.building_encoder import BuildingEncoder
from knowledge.adapters.sentence_encoder import DEFAULT_MODEL, SentenceEncoder, model_hash
from knowledge.errors import EncoderMissing, IndexRefused
from knowledge.index import encoder_folder

_ABOUT = "made_from.json"


def in_place(index: Path, model: str = DEFAULT_MODEL) -> BuildingEncoder:
    """The encoder of `model` in the directory `index`, exported into it now if it is not there yet, or cannot be opened.

    Raises EncoderMissing when the model cannot be loaded or exported, IndexRefused when the directory cannot be written.
    """
    made_from = {"model": model, "sha256": model_hash(model)}
    if made_from["sha256"]:
        for folder in (index / "encoders").glob("*"):
            if found := _opened(index, folder, made_from):
                return found
    original = SentenceEncoder(model)
    folder = index / encoder_folder(original.fingerprint)
    if found := _opened(index, folder, made_from):
        return found
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=folder.parent) as building:
            made = Path(building) / "encoder"
            original.export_onnx(made)
            (made / _ABOUT).write_text(json.dumps(made_from), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            made.rename(folder)
    except OSError as fault:
        raise IndexRefused(f"{index}: the index cannot be written: {fault.strerror or fault}") from None
    return BuildingEncoder(folder)


def _opened(index: Path, folder: Path, made_from: object) -> BuildingEncoder | None:
    """The encoder in `folder`; None where it was made from something else, in another form, or is spoilt."""
    try:
        if json.loads((folder / _ABOUT).read_text(encoding="utf-8")) != made_from:
            return None
        found = BuildingEncoder(folder)
    except (OSError, ValueError, EncoderMissing):
        return None
    return found if folder == index / encoder_folder(found.fingerprint) else None

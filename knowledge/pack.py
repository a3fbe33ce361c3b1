"""Reading a pack: `pack.toml`, the TOML files of curated records beside it, and the pack that it extends."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from knowledge import references
from knowledge.calibration import Calibration
from knowledge.errors import OnrampError, PackError, describe
from knowledge.golden import read_golden
from knowledge.models import PackManifest, Record, RecordFile, Source

Model = TypeVar("Model", bound=BaseModel)
CALIBRATION = "calibration.json"
QUESTIONS = "questions.jsonl"
GAPS = "gaps.txt"
_EXTENDABLE = (
    "parties", "phases", "facts", "workloads", "undescribed", "glossary", "sources", "indexed", "statements", "referrals", "qualifiers",
    "gates", "modes", "starters",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A programme's knowledge as declared: the manifest, its curated records, and the folder it came from.

    phrases: further ways to ask for a record, by its docid; also for those that are read from its documents.
    asked: its proven questions, by the docid of the record that answers them; some may be answered by packs that extend it alone.
    gaps: questions that none of its records answers.
    calibration: what was learnt from its questions, or from those of the pack that it extends.
    """

    manifest: PackManifest
    records: tuple[Record, ...]
    folder: Path
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    calibration: Calibration | None = None

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The declared sources by id."""
        return {source.id: source for source in self.manifest.sources}

    @property
    def source_root(self) -> Path | None:
        """Where the pack says its indexed sources stand, when it says so."""
        return None if self.manifest.source_root is None else (self.folder / self.manifest.source_root).resolve()


def bundled() -> dict[str, Path]:
    """The folders of the packs that ship with Onramp, by name."""
    root = Path(str(resources.files("knowledge"))) / "packs"
    return {folder.name: folder for folder in sorted(root.iterdir()) if (folder / "pack.toml").is_file()}


def locate(name: str) -> Path:
    """The folder of a pack, given a bundled pack's name or a folder. Raises PackError."""
    folder = bundled().get(name) or Path(name)
    if not (folder / "pack.toml").is_file():
        raise PackError([f"{name}: no pack there; give a folder with a pack.toml, or one of: {', '.join(bundled()) or 'none bundled'}"])
    return folder


def load(name: str) -> Pack:
    """The pack called `name` (bundled name or folder), with what it extends merged in. Raises PackError with every fault found."""
    return _load(name, extending=())


def _load(name: str, *, extending: tuple[Path, ...]) -> Pack:
    folder = locate(name)
    toml = folder / "pack.toml"
    if folder.resolve() in extending:
        raise PackError([f"{toml}: extends: this pack is extended by itself, by way of {extending[-1]}; remove one extends"])
    manifest = read_toml(toml, PackManifest)
    held: list[tuple[Path, Record]] = []
    phrases: dict[str, tuple[str, ...]] = {}
    asked, gaps = _read_questions(folder)
    calibration = _read_calibration(folder / CALIBRATION)
    if manifest.extends is not None:
        base_name = manifest.extends if manifest.extends in bundled() else str(folder / manifest.extends)
        base = _load(base_name, extending=(*extending, folder.resolve()))
        manifest = _extend(base.manifest, manifest)
        calibration = calibration or base.calibration
        held += [(base.folder, record) for record in base.records]
        phrases |= base.phrases
        asked, gaps = _joined(base.asked, asked), (*base.gaps, *gaps)
    files = _read_records(folder)
    held += [(path, record) for path, file in files for record in file.records]
    for _, file in files:
        phrases = _joined(phrases, file.phrases)
    records = tuple(record for _, record in held)
    where = {record.id: place.name for place, record in held if place.parent == folder}
    faults = [*_duplicate_ids(manifest, toml, held), *references.faults(manifest, records, folder=folder, where=where)]
    if faults:
        raise PackError(faults)
    return Pack(manifest=manifest, records=records, folder=folder, phrases=phrases, asked=asked, gaps=gaps, calibration=calibration)


def read_toml(path: Path, model: type[Model]) -> Model:
    """The file at `path` as `model`. Raises PackError that names the file, the line or key, what was found and what is allowed."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise PackError([f"{path}: not valid TOML: {fault}"]) from None
    except UnicodeDecodeError as fault:
        raise PackError([f"{path}: not UTF-8 text (byte {fault.start}); save it as UTF-8"]) from None
    except OSError as fault:
        raise PackError([f"{path}: cannot be read: {fault.strerror}"]) from None
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        raise PackError([f"{path}: {describe(error)}" for error in fault.errors()]) from None


def _read_records(folder: Path) -> list[tuple[Path, RecordFile]]:
    """The files of curated records. Raises PackError with the faults of all files."""
    held: list[tuple[Path, RecordFile]] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name != "pack.toml":
            try:
                held.append((path, read_toml(path, RecordFile)))
            except PackError as fault:
                faults += fault.faults
    if faults:
        raise PackError(faults)
    return held


def _read_questions(folder: Path) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The proven questions of a pack by the record that answers them, and those that none answers. Raises PackError.

    A follow-up says too little by itself. What no record answers stands among the questions as such, or in a file of its own.
    """
    try:
        listed = (folder / GAPS).read_text(encoding="utf-8").splitlines() if (folder / GAPS).is_file() else []
        golden = read_golden(folder / QUESTIONS) if (folder / QUESTIONS).is_file() else ()
    except OnrampError as fault:
        raise PackError([str(fault)]) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise PackError([f"{folder / GAPS}: cannot be read: {fault}; save it as UTF-8 text, one question a line"]) from None
    unanswered = [item.question for item in golden if item.kind in ("near_miss", "unanswerable") and not item.history]
    gaps = [line for text in listed if (line := text.strip()) and not line.startswith("#")]
    asked: dict[str, tuple[str, ...]] = {}
    for item in golden:
        if item.record is not None and not item.history:
            asked[item.record] = (*asked.get(item.record, ()), item.question)
    return asked, tuple(dict.fromkeys((*unanswered, *gaps)))


def _joined(known: Mapping[str, tuple[str, ...]], more: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {**known, **{docid: (*known.get(docid, ()), *texts) for docid, texts in more.items()}}


def _read_calibration(path: Path) -> Calibration | None:
    """The calibration that ships with a pack; None where there is none. Raises PackError when the file cannot be read or does not fit."""
    if not path.is_file():
        return None
    try:
        return Calibration.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as fault:
        raise PackError(
            [f"{path}: {describe(fault.errors()[0])}; remove the file, then learn it again with onramp-index calibrate"]
        ) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise PackError([f"{path}: cannot be read: {fault}"]) from None


def _extend(base: PackManifest, own: PackManifest) -> PackManifest:
    merged = {name: (*getattr(base, name), *getattr(own, name)) for name in _EXTENDABLE}
    inherited = {name: getattr(own, name) or getattr(base, name) for name in ("contact", "programme_party", "default_owner")}
    return own.model_copy(update={**merged, **inherited})


def _duplicate_ids(manifest: PackManifest, toml: Path, records: Sequence[tuple[Path, Record]]) -> list[str]:
    """One sentence for each id that is used twice; `records` come with the file, or the inherited pack, that holds them."""
    faults = []
    declared = {name: getattr(manifest, name) for name in ("parties", "phases", "facts", "workloads", "sources", "gates")}
    for name, items in {**{name: [(toml, item) for item in items] for name, items in declared.items()}, "records": records}.items():
        seen: dict[str, Path] = {}
        for place, item in items:
            if item.id in seen:
                faults.append(f"{place}: {name}: the id {item.id!r} is used twice, first in {seen[item.id]}; give each its own")
            seen.setdefault(item.id, place)
    return faults

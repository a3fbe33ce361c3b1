"""Questions with proven answers: what an index is measured on, what calibration learns from, and what records are found by."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import OnrampError, describe
from knowledge.models import Role


class Golden(BaseModel):
    """A question with its proven answer. Other keys are ignored, so that a file may say more of where an answer is proven.

    shows: words that a right answer must show, half of them at least; those of `evidence`, the proving words, where none are given.
    needs: the facts that decide a conditional one. record: the docid of the record that answers it.
    kind: a near miss has no answer either, but stands so near to what has that what is nearest may be shown, though nothing decided.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    role: Role
    question: str
    history: tuple[str, ...] = ()
    kind: Literal["scope", "owner", "guidance", "meeting", "unanswerable", "near_miss", "smalltalk"]
    expected_verdict: Literal["in_scope", "out_of_scope", "conditional", "unknown"] | None = None
    condition: str | None = None
    needs: tuple[str, ...] = ()
    expected_owner: str | None = None
    source: str | None = None
    record: str | None = None
    shows: tuple[str, ...] = ()
    evidence: str | None = None
    corpus: Literal["sources", "docs"]

    @property
    def answerable(self) -> bool:
        """Whether it has an answer at all."""
        return self.kind not in ("unanswerable", "near_miss")

    @property
    def proof(self) -> tuple[str, ...]:
        """The words that a right answer must show, half of them at least."""
        return self.shows or tuple((self.evidence or "").split())


def read_golden(path: Path) -> tuple[Golden, ...]:
    """The questions of a JSON-lines file. Raises OnrampError that names the line, what was found and what to do."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as fault:
        raise OnrampError(f"{path}: cannot be read: {fault.strerror}") from None
    golden = []
    for number, text in enumerate(lines, 1):
        try:
            golden.append(Golden.model_validate_json(text))
        except ValidationError as fault:
            raise OnrampError(f"{path}, line {number}: {describe(fault.errors()[0])}") from None
    if not golden:
        raise OnrampError(f"{path}: no questions in it; give one a line")
    return tuple(golden)

"""Asking from files: a JSON question a line in, a JSON answer a line out. The shape of a line is a stable contract."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from rich.console import Console
from rich.progress import track

from knowledge.answers import Abstain, Answer, Clarify, Guidance, Ownership, Smalltalk, Verdict
from knowledge.desk import Context, Desk
from knowledge.errors import OnrampError, describe
from knowledge.facts import coerce_all
from knowledge.models import FactSpec, Role


class BatchQuestion(BaseModel):
    """One line of input; other keys are ignored, so that a file may carry its expected answers. Null is the same as leaving a key out."""

    model_config = ConfigDict(extra="ignore")
    id: str | int
    question: str
    history: tuple[str, ...] | None = None
    role: Role | None = None
    facts: dict[str, int | str | bool] | None = None
    as_of: date | None = None


def run(desk: Desk, context: Context, source: Path, out: Path | None) -> int:
    """Answer every line of `source` into `out` (stdout when None) and return the exit status. Raises OnrampError that names the line."""
    questions = list(read(source, desk.pack.facts))
    if out is not None and out.is_dir():  # told before all is asked
        raise OnrampError(f"--out {out}: cannot be written: it is a folder; name a file in it")
    if out is not None and not out.parent.is_dir():
        raise OnrampError(f"--out {out}: cannot be written: there is no folder {out.parent}; make it, or name another place")
    shown = track(questions, "Asking", console=Console(stderr=True), disable=not sys.stderr.isatty())
    answers = [json.dumps(line(item.id, _answer(desk, context, item), desk), ensure_ascii=False) + "\n" for item in shown]
    if out is None:
        sys.stdout.writelines(answers)
    else:
        try:
            out.write_text("".join(answers), encoding="utf-8")
        except OSError as fault:
            raise OnrampError(f"--out {out}: cannot be written: {fault.strerror}") from None
        print(f"{out}: {len(answers)} answers", file=sys.stderr)  # noqa: T201  # a command line
    if not answers:
        print(f"{source}: no questions in it", file=sys.stderr)  # noqa: T201  # a command line
    return 0


def read(source: Path, specs: tuple[FactSpec, ...]) -> Iterator[BatchQuestion]:
    """The questions of a JSON-lines file, with facts of `specs`. Raises OnrampError with the line's number and what is wrong with it."""
    try:
        lines = source.read_text(encoding="utf-8").split("\n")  # a question may hold other ends of line
    except OSError as fault:
        raise OnrampError(f"--batch {source}: cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise OnrampError(f"--batch {source}: not UTF-8 text; save it as UTF-8") from None
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            item = BatchQuestion.model_validate_json(text)
            yield item.model_copy(update={"facts": coerce_all(item.facts or {}, specs)})
        except ValidationError as fault:
            raise OnrampError(f"{source}, line {number}: {describe(fault.errors()[0])}") from None
        except ValueError as fault:
            raise OnrampError(f"{source}, line {number}: facts.{fault}") from None


def line(id_: str | int, answer: Answer, desk: Desk) -> dict[str, Any]:
    """`answer` under the contract's keys, exactly."""
    row: dict[str, Any] = {
        "id": id_, "kind": answer.kind, "verdict": None, "coverage": None, "needs": [], "conditions": [], "owners": [], "supporting": [],
        "citations": [
            {"docid": c.docid, "source": c.source, "heading": c.heading, "quote": c.quote, "edition": c.edition} for c in answer.citations
        ],
        "confidence": answer.confidence, "text": desk.say(answer),
    }  # fmt: skip
    match answer:
        case Verdict():
            row |= _scope(answer) | {"owners": [answer.provider] if answer.provider else []}
        case Ownership():
            row |= _scope(answer.scope) if answer.scope else {}
            row |= {"owners": list(answer.owners), "supporting": list(answer.supporting)}
        case Clarify():
            row |= {"needs": [need.fact for need in answer.needs], "conditions": list(answer.conditions)}
        case Guidance() | Abstain() | Smalltalk():
            pass
    return row


def _scope(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict,
        "coverage": verdict.coverage.value,
        "needs": [need.fact for need in verdict.needs],
        "conditions": list(verdict.conditions),
    }


def _answer(desk: Desk, context: Context, item: BatchQuestion) -> Answer:
    own = replace(context, history=item.history or (), role=item.role or context.role, as_of=item.as_of or context.as_of)
    return desk.ask(item.question, replace(own, facts={**context.facts, **(item.facts or {})}))

"""Spoilt requests against the whole bot over HTTP: `python -m tests.fuzz.edge --cases 50000 --seed 1`.

Each is a good activity with faults in its JSON or its bytes. None may be answered by a server error, and no turn may fail.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientError
from aiohttp.test_utils import TestClient, TestServer

from bot.app import World, build_app
from bot.settings import Settings
from knowledge import pack as packs
from tests import samples
from tests.building import CONTOSO
from tests.channel import activity, connector, installed, members_added, message, pressed, search, submitted, thumb
from tests.fakes import ScriptedDesk
from tests.fuzz.mutating import spoilt_bytes, spoilt_json

_QUESTION = "Is the import of opening balances in scope?"
_FAILED = frozenset({"turn_failed", "request_failed", "library_said"})
_SUBMISSIONS: tuple[dict[str, Any], ...] = (
    {"do": "facts", "question": _QUESTION, "history": ["and before?"], "fact.seats": 220},
    {"do": "ask", "question": _QUESTION},
    {"do": "role", "role": "partner"},
    {"do": "team"},
    {"do": "set_up", "customer": "Contoso", "timezone": "Europe/Berlin", "start": "2024-10-01", "country": "DE", "fact.seats": "220"},
    {"do": "set_facts", "fact.seats": 100},
    {"do": "set_role", "role": "partner", "person": "aad-alex"},
    {"do": "set_task", "task": "a", "state": "done", "page": 0},
    {"do": "tasks", "page": 1},
    {"do": "plan", "text": "every 2 weeks on Tuesday at 10:00", "save": True},
    {"do": "change", "schedule": "s", "what": "skip", "on": "2024-10-08"},
    {"do": "answer", "checkpoint": "c", "done": "all", "blockers": "none", "next_steps": "call @alex by Friday"},
    {"do": "minutes", "checkpoint": "c", "minutes": "we met"},
)


@dataclass(kw_only=True)
class Found:
    """What came of it. statuses: how often each; faults: what should not have been, with the body that caused it."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[tuple[str, bytes]] = field(default_factory=list)


class _Events(logging.Handler):
    """Collects events that tell of a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() in _FAILED or not record.name.startswith("onramp"):
            self.faults.append(f"{record.getMessage()} {getattr(record, 'fields', {})}")


def good(chance: random.Random, service_url: str) -> dict[str, Any]:
    """An activity that a client could send."""
    scope = chance.choice(("personal", "groupChat", "channel"))
    known: dict[str, Any] = {"scope": scope, "service_url": service_url, "id": f"a{chance.randrange(10**9)}"}
    submission = chance.choice(_SUBMISSIONS)
    typed = chance.choice(
        (_QUESTION, "hello", "help", "set up", "checkpoints", "schedule checkpoints every week on Monday at 9", "our engagement")
    )
    match chance.randrange(8):
        case 0 | 1:
            return message(typed, **known)
        case 2 | 3:
            return pressed(submission, **known)
        case 4:
            return submitted(submission, **known)
        case 5:
            return thumb("like", feedback=json.dumps({"feedbackText": "good"}), **known)
        case 6:
            return search("guide", service_url=service_url)
        case _:
            made = chance.choice((installed(**known), members_added("28:bot", **known), activity("typing", **known)))
            return dict(made)


async def run(cases: int, *, seed: int, folder: Path) -> Found:
    """Send `cases` spoilt requests, made by `seed`, to a bot that keeps its database in `folder`."""
    chance, found, events = random.Random(seed), Found(), _Events()  # noqa: S311  # faults, not secrets
    logging.getLogger().addHandler(events)
    logging.getLogger("onramp").setLevel(logging.INFO)
    pack = packs.load(str(CONTOSO))
    desk = ScriptedDesk({_QUESTION: samples.verdict()})
    settings = Settings(local=True, database_url=f"sqlite:///{folder / 'fuzz.sqlite3'}", sends=False)
    app = build_app(settings, desk=desk, pack=pack.manifest, records=pack.records, world=World())
    try:
        async with connector() as channel, TestClient(TestServer(app)) as client:
            for number in range(cases):
                made = good(chance, channel.url)
                if "value" in made and chance.random() < 0.5:  # behind an envelope that fits
                    body = json.dumps({**made, "value": spoilt_json(made["value"], chance)}).encode()
                elif chance.random() < 0.8:
                    body = json.dumps(spoilt_json(made, chance)).encode()
                else:
                    body = spoilt_bytes(json.dumps(made).encode(), chance)
                try:
                    async with client.post("/api/messages", data=body, headers={"Content-Type": "application/json"}) as response:
                        status = response.status
                except ClientError as fault:
                    found.faults.append((f"no response: {type(fault).__name__}", body))
                    continue
                found.cases, found.statuses[status] = number + 1, found.statuses[status] + 1
                seen, events.faults = events.faults, []
                if status == 500 or status > 501 or seen:
                    found.faults.append((f"{status} {'; '.join(seen)}", body))
                channel.posted.clear()
    finally:
        logging.getLogger().removeHandler(events)
    return found


def main() -> int:
    """Run the cases and print what was found, a line of JSON at the end; 1 when anything was."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cases", type=int, default=20_000)
    reader.add_argument("--seed", type=int, default=1)
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(run(given.cases, seed=given.seed, folder=Path(folder)))
    for fault, body in found.faults[:20]:
        print(fault, body[:3000], sep="\n  ", file=sys.stderr)  # noqa: T201
    print(json.dumps({"cases": found.cases, "statuses": dict(sorted(found.statuses.items())), "faults": len(found.faults)}))  # noqa: T201
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())

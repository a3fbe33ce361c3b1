"""Answers about the made-up programme of `tests/packs/contoso`, as the desk would give them."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge.answers import Abstain, Choice, Cited, Clarify, FactUsed, Found, Guidance, Need, Ownership, Part, Smalltalk, Verdict
from knowledge.models import Coverage

SEATS = Need(fact="seats", label="seats", type="integer", question="How many seats were bought?")
PLAN = Need(
    fact="plan", label="plan", type="choice", question="Which plan are the seats of?", options=(("basic", "Basic"), ("pro", "Professional"))
)
ISLAND = Need(fact="island", label="tenant on the island cloud", type="boolean", question="Is the tenant on the island cloud?")


def cited(docid: str = "rule.balances", **fields: Any) -> Cited:
    """A citation of the programme's handbook."""
    return Cited(
        **{
            "docid": docid, "source": "handbook.md", "title": "Ramp-up handbook", "publisher": "Contoso", "published": date(2024, 5, 1),
            "url": "https://contoso.example/handbook", "heading": "Ledger › Import", "quote": "Opening balances are imported once.",
            "edition": "2024-05", **fields,
        }
    )  # fmt: skip


def verdict(**fields: Any) -> Verdict:
    """In scope, with everything a verdict can hold."""
    return Verdict(
        **{
            "verdict": "in_scope", "coverage": Coverage.ENTITLED, "subject": "Import of opening balances",
            "clause": "The team imports opening balances once.", "conditions": ("At least 100 seats",),
            "gates": ("The contract is signed",),
            "next_threshold": "500 seats: a second import", "provider": "rampup", "provider_name": "the Ramp-up team",
            "facts": (FactUsed(fact="seats", label="seats", value="220"),),
            "disagreeing": (cited("rule.old", title="Old handbook", edition="2019", superseded=True, quote="From 50 seats."),),
            "citations": (cited(),), "confidence": 0.9, **fields,
        }
    )  # fmt: skip


def conditional(*needs: Need) -> Verdict:
    """A verdict that hangs on facts that are not known."""
    return verdict(verdict="conditional", needs=needs or (SEATS,), facts=(), next_threshold="")


def ownership(**fields: Any) -> Ownership:
    """A task of the customer's that the team supports."""
    return Ownership(
        **{
            "task": "Label the shelves", "owners": ("customer",), "supporting": ("rampup",), "phase": "Prepare",
            "parts": (Part(party="customer", party_name="the customer", text="Labels every shelf"),),
            "support_parts": (Part(party="rampup", party_name="the Ramp-up team", text="Sends the label template"),),
            "citations": (cited("task.shelves"),), "confidence": 0.8, **fields,
        }
    )  # fmt: skip


def guidance(count: int = 2) -> Guidance:
    """Some guides."""
    return Guidance(
        found=tuple(
            Found(docid=f"guide.{n}", title=f"Guide {n}", text="How to count stock.", detail="Depot", url=f"https://contoso.example/{n}")
            for n in range(count)
        ),
        citations=tuple(cited(f"guide.{n}") for n in range(count)),
        confidence=0.7,
    )


def clarify(*needs: Need, choices: tuple[Choice, ...] = ()) -> Clarify:
    """A question back."""
    return Clarify(subject="Import of opening balances", needs=needs, choices=choices, citations=(cited(),))


def abstain(*nearest: str) -> Abstain:
    """No answer, with the nearest questions that have one."""
    return Abstain(reason="no_record", nearest=tuple(Choice(title=one, question=one) for one in nearest))


def greeting() -> Smalltalk:
    """An answer to a greeting."""
    return Smalltalk(topic="greeting")

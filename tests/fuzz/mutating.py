"""Spoiling what is good: bytes and JSON, by chance that a seed repeats."""

from __future__ import annotations

import copy
import random
from typing import Any

_TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", "\u202e".encode(), b"<table>", b"<td rowspan=9999>",
    b"<td colspan=-1>", b"</tr>",
    b"<!--", b"-->", b"<![CDATA[", b"<script>", b"&#xFFFFFF;", b"&", b"<", b"[[[[", b"](", b"```\n", b"---\n", b"|", b"|-|-|\n", b"> " * 30,
    b"- " * 30, b"\t" * 20, b"\r", b"\n\n", b'"', b",", b";", b"9" * 400, b"%s%7B", b":::", b"PK\x03\x04", b"%PDF-", b"%%EOF", b"*" * 50,
)  # fmt: skip
_TEXTS = (
    "", " ", "\x00", "\ud800", "\u202e", "x" * 3000, "<at>x</at>", "<at " * 50, "*[a](http://x)*", "-1", "1e999", "é", "../..", "%7B0%7D",
    "message", "invoke", "conversationUpdate", "installationUpdate", "typing", "adaptiveCard/action", "message/submitAction",
    "composeExtension/query", "channel", "groupChat", "personal", "team", "facts", "ask", "role", "set_up", "set_role", "set_facts",
    "set_task",
    "tasks", "plan", "change", "answer", "minutes", "skip", "undo", "2024-13-01", "9999-12-31", "0001-01-01", "Europe/Berlin",
    "checkpoints",
    "set up", "schedule checkpoints every week on Monday at 9", "like", "https://contoso.example", "expectReplies", "add", "28:bot",
)  # fmt: skip
_VALUES: tuple[object, ...] = (None, True, False, 0, -1, 10**30, 0.5, 1e308, [], {}, [[]], [None], {"id": None}, {"id": 5}, [{"a": {}}])
_KEYS = (
    "do",
    "id",
    "text",
    "value",
    "action",
    "data",
    "question",
    "facts",
    "fact.seats",
    "page",
    "checkpoint",
    "schedule",
    "what",
    "tenant",
)


def spoilt_bytes(good: bytes, chance: random.Random) -> bytes:
    """`good` with one to eight faults: bytes changed, lost, doubled, moved, or tokens put in that formats give a meaning."""
    content = bytearray(good)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(content) + 1)
        match chance.randrange(7):
            case 0 if content:
                content[at % len(content)] ^= 1 << chance.randrange(8)
            case 1:
                del content[at : at + chance.randint(1, 64)]
            case 2:
                content[at:at] = content[at : at + chance.randint(1, 200)] * chance.choice((1, 2, 40))
            case 3:
                content[at:at] = chance.choice(_TOKENS) * chance.choice((1, 1, 3, 200))
            case 4:
                content[at : at + 4] = chance.randbytes(chance.randint(1, 8))
            case 5:
                content = content[:at]
            case _:
                content[at:at] = chance.choice(_TOKENS)
    return bytes(content[:2_000_000])


def spoilt_json(good: Any, chance: random.Random) -> Any:
    """A copy of `good` with one to six faults: values replaced, lost, wrapped or nested, keys added or renamed."""
    value = copy.deepcopy(good)
    for _ in range(chance.randint(1, 6)):
        places = list(_places(value))
        if not places:
            return _any(chance)
        holder, key = chance.choice(places)
        match chance.randrange(6):
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key]]
            case 2:
                holder[key] = _nested(holder[key], chance.choice((2, 30, 80)))
            case 3 if isinstance(holder, dict):
                holder[chance.choice(_KEYS)] = _any(chance)
            case _:
                holder[key] = _any(chance)
    return value


def _any(chance: random.Random) -> Any:
    return chance.choice(_TEXTS) if chance.random() < 0.6 else copy.deepcopy(chance.choice(_VALUES))


def _nested(value: object, depth: int) -> object:
    for _ in range(depth):
        value = {"a": value}
    return value


def _places(value: Any) -> Any:
    """Every (holder, key) within `value`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield value, key
        yield from _places(inner)

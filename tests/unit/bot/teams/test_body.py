import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAnActivity
from bot.teams.body import MAX_DEPTH, parsed

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"nonsense", b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": 1e999}', b"9" * 5000, b"[" * 100_000,
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1), b"\xff\xfe\x00",
    ],
)  # fmt: skip
def test_a_body_with_two_meanings_or_none_is_refused(raw: bytes) -> None:
    """Keys given twice, numbers that are none, endless nesting, broken text."""
    with pytest.raises(NotAnActivity):
        parsed(raw)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("nul\x00", "nul"), ("mi\u200bgration", "migration"), ("\u202egnihtyreve\u202c", "gnihtyreve"), ("half \ud83d", "half \ufffd"),
        ("a\tb\nc", "a\tb\nc"), ("👩\u200d💻 नम\u200cस्ते \u200fאבג", "👩\u200d💻 नम\u200cस्ते \u200fאבג"),
    ],
)  # fmt: skip
def test_characters_that_hide_or_turn_text_are_left_out(text: str, left: str) -> None:
    """Those that scripts and emoji need stay."""
    assert parsed(json.dumps({"text": text}).encode()) == {"text": left}


@given(st.binary())
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """No other error."""
    try:
        parsed(raw)
    except NotAnActivity as fault:
        assert str(fault)  # noqa: PT017  # either outcome is right


@given(JSON)
def test_whatever_is_read_can_be_stored_and_sent(value: object) -> None:
    """Its texts are encodable and hold no NUL, and reading it again changes nothing."""
    read = parsed(json.dumps(value).encode())
    sent = json.dumps(read, ensure_ascii=False).encode()

    assert b"\\u0000" not in sent
    assert parsed(sent) == read

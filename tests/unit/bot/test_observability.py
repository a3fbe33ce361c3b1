"""What stands in the logs, and what never does."""

import io
import json
import logging
from typing import Any

from bot.observability import correlation, event


def lines(logs: io.StringIO) -> list[dict[str, Any]]:
    """The logged lines."""
    return [json.loads(line) for line in logs.getvalue().splitlines()]


def test_an_event_is_a_line_of_json_with_its_fields(logs: io.StringIO) -> None:
    """Name, level and time among them."""
    event("answered", kind="verdict")

    (line,) = lines(logs)
    assert (line["event"], line["kind"], line["level"]) == ("answered", "verdict", "info")
    assert line["time"].endswith("+00:00")


def test_a_request_s_lines_bear_its_correlation_id(logs: io.StringIO) -> None:
    """The number that a person is told."""
    token = correlation.set("abc")
    event("answered")
    correlation.reset(token)
    event("stopped")

    assert [line.get("correlation") for line in lines(logs)] == ["abc", None]


def test_a_fault_is_logged_by_its_type_and_places_without_its_words(logs: io.StringIO) -> None:
    """An exception's message can quote what a person wrote."""
    try:
        raise ValueError("our secret question")
    except ValueError as fault:
        event("turn_failed", fault=fault)

    (line,) = lines(logs)
    assert (line["level"], line["fault"]) == ("error", "ValueError")
    assert "test_a_fault_is_logged" in line["at"]
    assert "secret" not in logs.getvalue()


def test_other_libraries_warnings_are_kept_without_their_words(logs: io.StringIO) -> None:
    """Where they come from is enough to find them."""
    logging.getLogger("some.library").warning("user said %s", "our secret question")
    logging.getLogger("some.library").info("chatter")

    (line,) = lines(logs)
    assert (line["event"], line["logger"], line["level"]) == ("library_said", "some.library", "warning")
    assert "secret" not in logs.getvalue()

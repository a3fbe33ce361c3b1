"""Logs: one JSON object a line on stderr, a constant event name with ids as fields, never a message's text.

A correlation id is set for each request; it stands in every line that the request causes, and a person who is told of an error gets it.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

correlation: ContextVar[str] = ContextVar("correlation", default="")
LOGGER = logging.getLogger("onramp")


def event(name: str, *, fault: BaseException | None = None, **fields: str | float | bool | None) -> None:
    """Log the event `name` with `fields`; with a `fault`, as an error with its type and the places it came through.

    The fault's own words are left out, for they can hold what a person wrote.
    """
    if fault is not None:
        frames = traceback.extract_tb(fault.__traceback__)
        fields |= {"fault": type(fault).__name__, "at": " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-8:]))}
    LOGGER.log(logging.INFO if fault is None else logging.ERROR, name, extra={"fields": fields})


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object. Other libraries' records keep their place alone: their texts can quote people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record`."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if record.name == LOGGER.name:
            line |= {"event": record.getMessage(), **getattr(record, "fields", {})}
        else:
            line |= {"event": "library_said", "logger": record.name, "place": f"{record.module}:{record.lineno}"}
            if record.exc_info and record.exc_info[0]:
                line["fault"] = record.exc_info[0].__name__
        if correlation.get():
            line["correlation"] = correlation.get()
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(stream: TextIO | None = None) -> None:
    """Send the process's logs to `stream` (standard error by default): Onramp's from INFO, other libraries' from WARNING."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    LOGGER.setLevel(logging.INFO)

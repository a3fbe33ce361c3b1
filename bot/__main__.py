"""Where the command `onramp` starts: before its parts are imported, so that what stops it meanwhile leaves no stack trace either."""

from __future__ import annotations

import sys
from collections.abc import Callable

from knowledge.command_line import start


def main() -> int:
    """Run the command and return its exit status."""
    return start("onramp", _load, failed=1)


def _load() -> Callable[[], int]:
    from bot.cli import main as run  # takes a second

    return run


if __name__ == "__main__":
    sys.exit(main())

"""Where the command `onramp-index` starts: before its parts are imported, so that what stops it meanwhile leaves no stack trace either."""

from __future__ import annotations

import sys
from collections.abc import Callable

from knowledge.command_line import start
from knowledge.errors import OnrampError


def main() -> int:
    """Run the command and return its exit status."""
    return start("onramp-index", _load, failed=2)


def _load() -> Callable[[], int]:
    try:
        from indexer.cli import main as run  # takes a second
    except ModuleNotFoundError as missing:
        raise OnrampError(f"the package {missing.name} is not installed; get the indexer's: pip install 'onramp[index]'") from None
    return run


if __name__ == "__main__":
    sys.exit(main())

"""Where the command `onramp-index` starts: it says in one line when the packages of the indexer are not installed."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command and return its exit status."""
    try:
        from indexer.cli import main as run
    except ModuleNotFoundError as missing:
        sys.stderr.write(f"onramp-index: the package {missing.name} is not installed; get the indexer's: pip install 'onramp[index]'\n")
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())

"""What all commands share: how they read a number, and how they end: what a user can mend is one line on stderr, never a stack trace."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable

from knowledge.errors import OnrampError

_TAKES_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def count(text: str) -> int:
    """The whole number, 1 or more, that `text` is. Raises ArgumentTypeError, which says what is allowed."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}; give a whole number, 1 or more")
    return int(text)


def end(name: str, command: Callable[[], int], *, failed: int) -> int:
    """What `command` returns; `failed` where it could not be done, once a line on stderr, which begins with `name`, says why.

    Where whoever reads stdout has enough and closes it, as `head` does, it ends with `failed` and without a word.
    """
    try:
        status = command()
        sys.stdout.flush()
        return status
    except OnrampError as fault:
        said = str(fault)
    except BrokenPipeError:
        _let_go()
        return failed
    except OSError as fault:
        if fault.filename is None and fault.errno not in _TAKES_NO_MORE:
            raise
        if fault.filename is None:
            _let_go()
        said = f"{fault.filename or 'stdout'}: {fault.strerror}; name another place, or mend this one"
    print(f"{name}: {said}", file=sys.stderr)  # noqa: T201  # a command line
    return failed


def _let_go() -> None:
    """Nothing more is written to stdout, at the exit neither."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

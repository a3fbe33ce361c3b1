"""What all commands share: how they read a number, and how they end: what a user can mend is one line on stderr, never a stack trace.

Imports little, for commands start here, before all that they need is imported.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
from collections.abc import Callable

from knowledge.errors import OnrampError

INTERRUPTED = 130  # the status of what Ctrl-C ends, as shells have it
_TAKES_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def count(text: str) -> int:
    """The whole number, 1 or more, that `text` is. Raises ArgumentTypeError, which says what is allowed."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}; give a whole number, 1 or more")
    return int(text)


def start(name: str, load: Callable[[], Callable[[], int]], *, failed: int) -> int:
    """The status of the command that `load` imports, ended as by `end`.

    An interrupt meanwhile ends the process where it stands, with nothing begun yet: as an exception it would surface as any error that an
    extension module makes of it.
    """

    def stop(*_: object) -> None:
        os.write(sys.stderr.fileno(), f"{name}: stopped\n".encode())
        os._exit(INTERRUPTED)

    def run() -> int:
        before = signal.getsignal(signal.SIGINT)
        if before is not signal.default_int_handler:  # whoever started it in the background has interrupts ignored
            return load()()
        signal.signal(signal.SIGINT, stop)
        command = load()
        signal.signal(signal.SIGINT, before)
        return command()

    return end(name, run, failed=failed)


def end(name: str, command: Callable[[], int], *, failed: int, stopped: str = "stopped") -> int:
    """What `command` returns; `failed` where it could not be done, once a line on stderr, which begins with `name`, says why.

    Where whoever reads stdout has enough and closes it, as `head` does, it ends with `failed` and without a word. Where it is interrupted,
    it says `stopped` and ends with INTERRUPTED.
    """
    try:
        status = command()
        sys.stdout.flush()
        return status
    except OnrampError as fault:
        said = str(fault)
    except KeyboardInterrupt:
        said, failed = stopped, INTERRUPTED
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

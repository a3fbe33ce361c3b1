"""What goes wrong around the bot, made at will: a full disk, a database that is away or silent."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil


@contextmanager
def full_disk(after_bytes: int = 32 * 1024) -> Iterator[None]:
    """No file can grow beyond `after_bytes` while inside; the system refuses the write, as it does where no room is left."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@dataclass(kw_only=True)
class Wire:
    """A wire to a PostgreSQL server that listens in the folder `behind`, which can be cut and mended. folder: where the wire listens."""

    folder: Path
    behind: Path
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def mend(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_unix_server(self._carry, self.folder / ".s.PGSQL.5432")

    async def cut(self) -> None:
        """Break every connection, and refuse new ones."""
        if self._server is not None:
            self._server.close()
            for writer in list(self._open):
                writer.transport.abort()
            await asyncio.sleep(0)
            (self.folder / ".s.PGSQL.5432").unlink(missing_ok=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (socket,) = self.behind.glob(".s.PGSQL.*[0-9]")
        far_reader, far_writer = await asyncio.open_unix_connection(socket)
        self._open |= {writer, far_writer}
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        self._open -= {writer, far_writer}


@asynccontextmanager
async def wire(folder: Path, behind: Path) -> AsyncIterator[Wire]:
    """A wire that carries."""
    made = Wire(folder=folder, behind=behind)
    await made.mend()
    yield made
    await made.cut()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@contextmanager
def frozen(postmaster: int) -> Iterator[None]:
    """A PostgreSQL server whose processes are stopped while inside: it accepts connections and keeps those it has, and says nothing.

    postmaster: the id of the process that the server began with.
    """
    stopped = [psutil.Process(postmaster)]
    try:
        stopped[0].suspend()  # first, or it would start others
        for child in stopped[0].children(recursive=True):
            stopped.append(child)
            child.suspend()
        yield
    finally:
        for process in reversed(stopped):
            with suppress(psutil.NoSuchProcess):  # a connection's own ends with it
                process.resume()

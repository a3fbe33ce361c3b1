"""A build on the nodes of a Ray cluster, by Ray Data. What a node that dies had in hand is done again on another."""

from __future__ import annotations

import logging
import os
import pickle
import secrets
import socket
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from types import TracebackType
from typing import Any, TypeVar

from knowledge.errors import OnrampError

T = TypeVar("T")
R = TypeVar("R")
_BLOCKS = 1000  # how many pieces the work is cut into at most: what is in hand when a node dies is done again


class RayEngine:
    """A cluster: an existing one, or one of this machine that lives as long as the engine. Enter it as a context.

    Every node needs the packages of `onramp[index,scale]`, and the source root and the index directory under the paths that they have here.
    """

    def __init__(self, address: str = "") -> None:
        """address: of a running cluster, as `host:port`; blank for one of this machine. Raises OnrampError without ray."""
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is told to anybody
        if not address:
            os.environ.update(_alone())
        try:
            import ray
            import ray.data
        except ImportError:
            raise OnrampError("ray is not installed; the engine ray needs it: pip install 'onramp[index,scale]'") from None
        self._ray, self._address = ray, address

    def __enter__(self) -> RayEngine:
        """Connect to the cluster, or start one. Raises OnrampError when it is not reached."""
        if _silent(self._address):
            raise OnrampError(f"no Ray cluster answers at {self._address}; check --engine-address and RAY_ADDRESS")
        where: dict[str, Any] = {"address": self._address} if self._address else {"address": "local", "include_dashboard": False}
        try:
            self._ray.init(**where, log_to_driver=False, logging_level=logging.ERROR)
        except (ConnectionError, RuntimeError, TimeoutError, ValueError) as fault:
            name = self._address or "of this machine"
            raise OnrampError(f"the Ray cluster {name} is not reached: {_first_line(fault)}; check --engine-address") from None
        context = self._ray.data.DataContext.get_current()
        context.enable_progress_bars = False  # the command has one of its own
        context.execution_options.preserve_order = True
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Leave the cluster, and stop it where it was started here."""
        self._ray.shutdown()

    def map(self, worker: Callable[[], Callable[[T], R]], items: Sequence[T]) -> Iterator[R]:
        """What `worker()` gives for each of `items`, in their order. Raises OnrampError when the cluster cannot finish."""
        rows = self._ray.data.from_items([pickle.dumps(item) for item in items], override_num_blocks=min(len(items), _BLOCKS))
        work = rows.map(_do, fn_kwargs={"worker": self._ray.cloudpickle.dumps(worker)}, num_cpus=1)
        try:
            for row in work.iter_rows():
                done = pickle.loads(row["done"])  # noqa: S301  # our own workers wrote it
                if isinstance(done, OnrampError):
                    raise OnrampError(f"on the Ray cluster: {done}")
                yield done
        except self._ray.exceptions.RayError as fault:
            raise OnrampError(f"the Ray cluster did not finish: {_first_line(fault)}") from None


def _alone() -> dict[str, str]:
    """What keeps a cluster of this machine to itself: it listens on the loopback address alone, and takes work from us alone."""
    return {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}


def _silent(address: str) -> bool:
    """Whether nobody listens at a plain `host:port`; Ray itself would try for half a minute."""
    host, _, port = address.rpartition(":")
    if not host or "/" in host or not port.isdecimal():
        return False
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except OSError:
        return True
    return False


def _do(row: dict[str, Any], *, worker: bytes) -> dict[str, Any]:
    try:
        done = _prepared(worker)(pickle.loads(row["item"]))  # noqa: S301  # our own command wrote it
    except OnrampError as fault:
        done = fault
    except Exception as fault:  # a mistake of ours: a line where the command runs, all of it in the log of the node
        traceback.print_exc()
        done = OnrampError(f"{type(fault).__name__}: {fault}")
    return {"done": pickle.dumps(done)}


@lru_cache(maxsize=1)
def _prepared(worker: bytes) -> Callable[[Any], Any]:
    """The worker of this process of the cluster; opening an encoder takes longer than a piece of work."""
    return pickle.loads(worker)()  # type: ignore[no-any-return]  # noqa: S301


def _first_line(fault: BaseException) -> str:
    return (str(fault).strip() or type(fault).__name__).splitlines()[0]

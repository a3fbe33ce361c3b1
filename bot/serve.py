"""Serving the bot until the process is told to stop."""

from __future__ import annotations

import errno
import gc
from importlib.metadata import version

from aiohttp import web

from bot import observability
from bot.app import build_app
from bot.errors import PortTaken
from bot.settings import Settings
from bot.telemetry import tracing

_LAST_ANSWERS_S = 10.0  # what is being answered may be finished when the process is told to stop


def _told(*_: object) -> None:
    """Say that questions are answered from now on."""
    observability.event("ready")


def serve(settings: Settings) -> int:
    """Serve the bot that `settings` describe; 0 once it is told to stop.

    Raises what `build_app` raises, and PortTaken when another program listens on the address already.
    """
    observability.configure()
    with tracing.exported(replica=settings.replica, version=version("onramp")) as traced:
        app = build_app(settings)
        gc.freeze()  # nothing of this is looked through again while people wait: a look takes 0.1 s
        gc.enable()
        observability.event(
            "starting", host=settings.host, port=settings.port, authenticated=not settings.local, index=str(settings.index),
            replica=settings.replica, traced=traced,
        )  # fmt: skip
        try:
            web.run_app(app, host=settings.host, port=settings.port, print=_told, access_log=None, shutdown_timeout=_LAST_ANSWERS_S)
        except OSError as fault:
            if fault.errno == errno.EACCES:
                raise PortTaken(f"{settings.host}:{settings.port}: may not be listened on; set ONRAMP_PORT to one above 1023") from None
            if fault.errno != errno.EADDRINUSE:
                raise
            raise PortTaken(f"{settings.host}:{settings.port}: another program listens there; stop it, or set ONRAMP_PORT") from None
    observability.event("stopped")
    return 0

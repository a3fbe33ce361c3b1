"""The stages of asking, each measured and traced: edge, translate, read, encode, search, decide, render, send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import StatusCode

from bot.observability import correlation
from bot.telemetry.metrics import Metrics


class MeasuredStages:
    """A span and a measured time for each stage; without a provider of traces a span costs next to nothing. clock: seconds."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float]) -> None:
        self._metrics, self._clock = metrics, clock
        self._tracer = trace.get_tracer("onramp")

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Watch what is done while entered as the stage `name`. A fault is marked by its type; its words can quote people."""
        began = self._clock()
        with self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
            if span.is_recording():
                span.set_attribute("onramp.correlation", correlation.get())
            try:
                yield
            except BaseException as fault:
                span.set_status(StatusCode.ERROR, type(fault).__name__)
                raise
            finally:
                self._metrics.stage(name, self._clock() - began)

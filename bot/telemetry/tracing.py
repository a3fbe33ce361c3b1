"""Sending traces to a collector, when the standard variables of OpenTelemetry name one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


@contextmanager
def exported(*, replica: str, version: str) -> Iterator[bool]:
    """Send the process's traces over OTLP while entered; whether they are sent: only where a variable names the collector.

    OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER and the others of the standard hold as well.
    """
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        yield False
        return
    from opentelemetry import trace  # what follows is loaded only where it is used
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    known = {"service.name": os.environ.get("OTEL_SERVICE_NAME") or "onramp", "service.version": version, "service.instance.id": replica}
    provider = TracerProvider(resource=Resource.create(known))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    try:
        yield True
    finally:
        provider.shutdown()

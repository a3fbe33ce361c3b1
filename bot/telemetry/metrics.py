"""What Prometheus collects: answers, stages, requests, what was noted in the log, and how the ledger stands.

Names and units follow Prometheus' own guide: seconds, `_total` for what only grows. No label ever holds what a person wrote.
"""

from __future__ import annotations

import logging

from prometheus_client import CollectorRegistry, Counter, Gauge, GCCollector, Histogram, Info, ProcessCollector, generate_latest

from bot.delivery.ledger import Backlog
from bot.observability import LOGGER
from knowledge.answers import Abstain, Answer, Verdict

# Events that alerts wait for. They are counted from nought, or the first of them would not be seen as an increase.
ALARMING = (
    "answer_not_kept", "channel_busy", "delivered", "delivery_late", "delivery_postponed", "delivery_refused", "delivery_unsettled",
    "index_refused", "knowledge_unavailable", "memory_unavailable", "record_delayed", "reference_not_kept", "request_failed",
    "request_refused", "signing_keys_unreachable", "sweep_failed", "turn_failed", "write_refused",
)  # fmt: skip
_QUICK = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0)


class Metrics:
    """The metrics of one service, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._build = Info("onramp_build", "What is served: version, index, pack and replica", registry=self.registry)
        self._answers = Counter("onramp_answers", "Answers given", ["kind", "verdict"], registry=self.registry)
        self._abstentions = Counter("onramp_abstentions", "Answers that nothing is on record", ["reason"], registry=self.registry)
        self._answering = Histogram(
            "onramp_answer_seconds", "From a question's arrival until its answer was taken by the channel", ["kind"],
            buckets=_SLOW, registry=self.registry,
        )  # fmt: skip
        self._of_stage: dict[str, Histogram] = {}  # found by name, as often as stages come
        self._stages = Histogram(
            "onramp_stage_seconds", "How long a stage of asking took", ["stage"], buckets=_QUICK, registry=self.registry
        )
        self._requests = Histogram(
            "onramp_request_seconds", "How long a request to the edge took", ["path", "status"], buckets=_SLOW, registry=self.registry
        )
        self._events = Counter("onramp_events", "Lines of the log by their event", ["event"], registry=self.registry)
        for name in ALARMING:
            self._events.labels(name)
        self._owed = Gauge("onramp_ledger_owed", "Messages that are due and not sent yet", registry=self.registry)
        self._late = Gauge("onramp_ledger_late_seconds", "How late the oldest of them is", registry=self.registry)
        self._in_doubt = Gauge(
            "onramp_ledger_in_doubt", "Messages that may or may not have been sent, for a person to look at", registry=self.registry
        )
        self._database = Gauge("onramp_database_up", "Whether the database answered when this was collected", registry=self.registry)
        of_vectors = "Whether the database of the vectors answered when this was collected; not a number where the index holds its own"
        self._vectors = Gauge("onramp_vectors_up", of_vectors, registry=self.registry)
        self._vectors.set(float("nan"))

    def serving(self, **what: str) -> None:
        """Say what is served, such as its version."""
        self._build.info(what)

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count an answer that took so long to give."""
        self._answers.labels(answer.kind, answer.verdict if isinstance(answer, Verdict) else "").inc()
        self._answering.labels(answer.kind).observe(seconds)
        if isinstance(answer, Abstain):
            self._abstentions.labels(answer.reason).inc()

    def stage(self, name: str, seconds: float) -> None:
        """Note how long a stage took."""
        if name not in self._of_stage:
            self._of_stage[name] = self._stages.labels(name)
        self._of_stage[name].observe(seconds)

    def request(self, path: str, status: int, seconds: float) -> None:
        """Note a request. path: the route's, never what was asked for, of which there is no end."""
        self._requests.labels(path, str(status)).observe(seconds)

    def event(self, name: str) -> None:
        """Count a line of the log."""
        self._events.labels(name).inc()

    def ledger(self, backlog: Backlog | None) -> None:
        """Note how the ledger stands; None when the database does not answer, and then it is not known."""
        self._database.set(backlog is not None)
        unknown = float("nan")
        self._owed.set(unknown if backlog is None else backlog.owed)
        self._late.set(unknown if backlog is None else backlog.late_s)
        self._in_doubt.set(unknown if backlog is None else backlog.in_doubt)

    def vectors(self, answered: bool) -> None:
        """Note whether the database of the vectors answered, where they are shared."""
        self._vectors.set(answered)

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)


class CountedEvents(logging.Handler):
    """Counts Onramp's own log lines in `metrics` while it is entered: what is worth a line is worth a count."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.INFO)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line."""
        self._metrics.event(record.getMessage())

    def __enter__(self) -> CountedEvents:
        LOGGER.setLevel(logging.INFO)
        LOGGER.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        LOGGER.removeHandler(self)

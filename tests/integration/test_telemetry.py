"""What is measured and traced while questions are answered over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from bot.app import build_app
from bot.settings import Settings
from tests import samples
from tests.channel import Connector, message
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Bot, Start
from tests.replicas import Replica, free_port

QUESTION = "Is the import of opening balances in scope?"
Samples = dict[str, dict[tuple[str, ...], float]]


@pytest.fixture
def port() -> int:
    """A port that is free."""
    return free_port()


async def collected(port: int) -> Samples:
    """What Prometheus would collect: for each sample the values of its labels, and its value."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
        text = await response.text()
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


async def test_answers_are_counted_by_kind_and_verdict(start: Start, port: int) -> None:
    """And those that nothing is on record by their reason."""
    bot: Bot = await start(ScriptedDesk({QUESTION: samples.verdict()}), metrics_port=port)
    for number, words in enumerate([QUESTION, QUESTION, "Who waters the plants?"]):
        await bot.send(message(words, id=f"asked-{number}"))
    found = await collected(port)

    assert found["onramp_answers_total"] == {("verdict", samples.verdict().verdict): 2, ("abstain", ""): 1}
    assert found["onramp_abstentions_total"] == {("no_record",): 1}
    assert found["onramp_answer_seconds_count"] == {("verdict",): 2, ("abstain",): 1}
    assert found["onramp_request_seconds_count"][("/api/messages", "200")] == 3


async def test_the_ledger_is_measured_when_it_is_asked_for(start: Start, port: int) -> None:
    """Nothing is owed at first."""
    await start(metrics_port=port)
    found = await collected(port)

    names = ("onramp_database_up", "onramp_ledger_owed", "onramp_ledger_late_seconds", "onramp_ledger_in_doubt")
    assert [found[name] for name in names] == [{(): 1.0}, {(): 0.0}, {(): 0.0}, {(): 0.0}]


async def test_lines_of_the_log_are_counted_by_their_event(start: Start, port: int) -> None:
    """Among them the channel's refusals."""
    bot = await start(ScriptedDesk({QUESTION: samples.verdict()}), metrics_port=port)
    bot.channel.answers = [(429, {"Retry-After": "1"})]
    await bot.send(message(QUESTION))
    found = await collected(port)

    assert found["onramp_events_total"][("channel_busy",)] == 1
    assert found["onramp_events_total"][("answered",)] == 1


async def test_metrics_are_out_of_the_channel_s_reach(start: Start, port: int) -> None:
    """They are served at an address of their own alone."""
    bot = await start(metrics_port=port)
    response = await bot.client.get("/metrics")

    assert response.status == 404


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    """Takes every span of this process from now on."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[InMemorySpanExporter]:
    """Holds the spans of one test."""
    exporter.clear()
    yield exporter
    exporter.clear()


@pytest.fixture
async def asked(spans: InMemorySpanExporter, contoso_index: Path, channel: Connector, tmp_path: Path) -> list[ReadableSpan]:
    """The spans of one question to a bot with a real index."""
    app = build_app(Settings(local=True, sends=False, index=contoso_index, database_url=f"sqlite:///{tmp_path / 'onramp.sqlite3'}"))
    client: TestClient[Any, Any] = TestClient(TestServer(app))
    async with client:
        await client.post("/api/messages", json=message("Who labels the shelves?", service_url=channel.url))
    return list(spans.get_finished_spans())


async def test_a_question_is_one_trace_through_all_stages(asked: list[ReadableSpan]) -> None:
    """From the edge to what is sent, each beneath what it is part of."""
    ids = {span.context.span_id: span.name for span in asked if span.context}
    beneath = {(span.name, ids[span.parent.span_id] if span.parent else "") for span in asked}

    assert len({span.context.trace_id for span in asked if span.context}) == 1
    assert {("edge", ""), ("encode", "search")} <= beneath
    assert {(stage, "edge") for stage in ("translate", "read", "search", "decide", "render", "send")} <= beneath


async def test_a_trace_is_found_by_the_correlation_id_of_the_logs(asked: list[ReadableSpan]) -> None:
    """Every span bears it."""
    assert len({(span.attributes or {}).get("onramp.correlation") for span in asked} - {None}) == 1
    assert all("onramp.correlation" in (span.attributes or {}) for span in asked)


async def test_a_trace_never_holds_what_a_person_wrote(start: Start, spans: InMemorySpanExporter) -> None:
    """Not even where it went wrong with their words."""
    desk = ScriptedDesk()
    desk.fault = ValueError("our secret question")
    bot = await start(desk)
    await bot.send(message("our secret question"))

    told = "".join(span.to_json() for span in spans.get_finished_spans())
    assert told
    assert "secret" not in told


@pytest.mark.slow  # starts a process
async def test_traces_go_to_the_collector_that_the_standard_variable_names(
    monkeypatch: pytest.MonkeyPatch, contoso_index: Path, channel: Connector, tmp_path: Path
) -> None:
    """Under the service's name, with the replica's own."""
    taken: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        taken.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    async with TestServer(app) as collector, aiohttp.ClientSession() as session:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", str(collector.make_url("/")))
        database = f"sqlite:///{tmp_path / 'onramp.sqlite3'}"
        replica = Replica(name="onramp-7", settings={"index": str(contoso_index), "database_url": database, "sends": "0"})
        await replica.start()
        question = message("Who labels the shelves?", service_url=channel.url)
        async with session.post(f"{replica.url}/api/messages", json=question) as response:
            assert response.status == 200
        await replica.stop()  # what is not sent yet is sent then

    resources = [resource for body in taken for resource in ExportTraceServiceRequest.FromString(body).resource_spans]
    known = {each.key: each.value.string_value for each in resources[0].resource.attributes}
    spans = {span.name for resource in resources for scope in resource.scope_spans for span in scope.spans}
    assert (known["service.name"], known["service.instance.id"]) == ("onramp", "onramp-7")
    assert {"edge", "translate", "encode", "search", "decide", "render"} <= spans

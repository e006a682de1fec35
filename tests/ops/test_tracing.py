"""Traces, with a collector of the test's own; and that without the setting nothing of it is there."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.support.server import PROJECT, RunningServer, wait_until


class Collector:
    """Takes what comes to /v1/traces, as OTLP over HTTP has it."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.services: set[str] = set()
        self.url = ""

    def take(self, body: bytes) -> None:
        found: list[Span] = []
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            names = {one.key: one.value.string_value for one in group.resource.attributes}
            self.services.add(names["service.name"])
            for scope in group.scope_spans:
                found.extend(scope.spans)
        self.spans.extend(found)  # at once: a test looks meanwhile

    def named(self, name: str) -> list[Span]:
        return [span for span in list(self.spans) if span.name == name]


def _attributes(span: Span) -> dict[str, str]:
    return {one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes}


@contextmanager
def _collecting() -> Iterator[Collector]:
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            collector.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{listener.server_port}"
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    try:
        yield collector
    finally:
        listener.shutdown()
        listener.server_close()


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with _collecting() as one:
        yield one


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[RunningServer]:
    folder: Path = tmp_path_factory.mktemp("traced")
    running = RunningServer(
        folder / "data", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_SERVICE_NAME="chat",
        OTEL_BSP_SCHEDULE_DELAY="200", WEBCHAT_LOG_FORMAT="json", WEBCHAT_LOG_LEVEL="info",
    )  # fmt: skip
    running.start()
    yield running
    running.stop()


def test_a_call_is_a_span_with_its_statements(traced: RunningServer, collector: Collector) -> None:
    with httpx.Client(base_url=traced.url, trust_env=False, timeout=60) as client:
        made = client.post("/api/users", json={"username": "Zephyrine"}).raise_for_status().json()
        mine = {"Authorization": f"Bearer {made['token']}", "X-Request-Id": "looked-at"}
        client.get("/api/users/me?ticket=hidden-ticket", headers=mine).raise_for_status()
        client.get("/api/invites/hidden-code", headers=mine)
        client.get("/api/health")
    wait_until(lambda: collector.named("GET /api/users/me"), what="the span")
    (span,) = collector.named("GET /api/users/me")
    assert _attributes(span)["webchat.request_id"] == "looked-at"
    assert collector.services == {"chat"}
    below = [one for one in list(collector.spans) if one.trace_id == span.trace_id and one.span_id != span.span_id]
    assert any("SELECT" in _attributes(one).get("db.query.text", "") for one in below)
    everything = "".join(map(str, collector.spans))
    assert "hidden-" not in everything
    assert "Zephyrine" not in everything
    assert not [one for one in collector.spans if "health" in str(one)]
    lines = [json.loads(line) for line in traced.output().splitlines() if line.startswith("{")]
    line = next(one for one in lines if one["request_id"] == "looked-at")
    assert line["trace_id"] == span.trace_id.hex()


def test_a_trace_that_was_begun_elsewhere_goes_on(traced: RunningServer, collector: Collector) -> None:
    begun = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{begun}-00f067aa0ba902b7-01"}
    httpx.get(f"{traced.url}/api/stickers", headers=headers, trust_env=False, timeout=60)
    wait_until(lambda: [one for one in list(collector.spans) if one.trace_id.hex() == begun], what="the span")


def test_without_the_setting_nothing_of_it_is_loaded() -> None:
    asks = "import sys, webchat.serving.server; print([name for name in sys.modules if 'opentelemetry.sdk' in name])"
    done = subprocess.run([sys.executable, "-c", asks], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_the_packages_the_start_says_what_is_missing() -> None:
    asks = (
        "import sys; sys.modules['opentelemetry.sdk'] = None\n"
        "from webchat.serving.tracing import TracingError, start_tracing\n"
        "try:\n    start_tracing()\nexcept TracingError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asks], cwd=PROJECT, capture_output=True, text=True, check=True,
        env={"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:1", "PATH": ""},
    )  # fmt: skip
    assert "pip install -r requirements-otel.txt" in done.stdout

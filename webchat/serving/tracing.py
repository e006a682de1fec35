"""Traces for OpenTelemetry, where OTEL_EXPORTER_OTLP_ENDPOINT says who collects them; else nothing of this is loaded.

A span for each call of the interface, named by its route, and one for each statement that it takes. Nothing that people
choose is in them: no addresses as they were asked for (which may hold secrets), no values of statements.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event
from starlette.types import ASGIApp, Receive, Scope, Send

from webchat.serving.logs import add_to_lines, current_request_id
from webchat.settings import get_settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

# What the library notes of a request that could hold a secret: tickets, codes of invites, addresses of webhooks.
_HIDDEN = ("http.target", "http.url", "url.full", "url.path", "url.query")
_TRACED = ("/api/", "/session", "/docs")
_UNTRACED = ("/api/health", "/api/ready", "/api/events")  # asked all the time, or open for hours


class TracingError(Exception):
    """Traces are wanted and cannot be made; the text is a sentence for the operator."""


class _Tracing:
    """What runs in this process; None while there are no traces."""

    provider: TracerProvider | None = None
    name_span: Callable[[str, str], None] | None = None


def start_tracing() -> None:
    """Begin, if the settings say so. Raises TracingError without the packages."""
    endpoint = get_settings().otel_endpoint
    if not endpoint or _Tracing.provider is not None:
        return
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise TracingError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages for it are not installed: "
            f"pip install -r requirements-otel.txt ({error})."
        ) from None
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: get_settings().otel_service_name}))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))

    def name_span(method: str, route: str) -> None:
        span = trace.get_current_span()
        span.update_name(f"{method} {route}")
        span.set_attribute("http.route", route)

    def trace_id() -> str:
        context = trace.get_current_span().get_span_context()
        return f"{context.trace_id:032x}" if context.is_valid else ""

    _Tracing.provider, _Tracing.name_span = provider, name_span
    add_to_lines("trace_id", trace_id)


def stop_tracing() -> None:
    """Hand over what was not sent yet."""
    if _Tracing.provider is not None:
        _Tracing.provider.shutdown()
        _Tracing.provider = _Tracing.name_span = None


def traced(app: ASGIApp) -> ASGIApp:
    """Wrap the app, inside of `with_request_id`; where there are no traces it is the app itself."""
    if _Tracing.provider is None:
        return app
    from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware

    inner = OpenTelemetryMiddleware(
        app, tracer_provider=_Tracing.provider, server_request_hook=_hide, exclude_spans=["receive", "send"],
        default_span_details=lambda scope: (str(scope["method"]), {}),
    )  # fmt: skip

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        await (inner if _is_traced(scope) else app)(scope, receive, send)

    return wrapped


def trace_statements(engine: Engine) -> Engine:
    """A span for each statement of this engine; the same engine. (The library for that knows no SQLAlchemy 2.1.)"""
    if _Tracing.provider is None:
        return engine
    from opentelemetry.trace import SpanKind, StatusCode

    tracer = _Tracing.provider.get_tracer("webchat")

    def begin(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        about = {"db.system.name": "postgresql", "db.query.text": statement}
        context.webchat_span = tracer.start_span(statement.split(None, 1)[0], kind=SpanKind.CLIENT, attributes=about)

    def end(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        context.webchat_span.end()

    def fail(context: Any) -> None:
        span = getattr(context.execution_context, "webchat_span", None)
        if span is not None:  # what the database says holds values
            span.set_status(StatusCode.ERROR, type(context.original_exception).__name__)
            span.end()

    for name, listener in (("before_cursor_execute", begin), ("after_cursor_execute", end), ("handle_error", fail)):
        event.listen(engine, name, listener)
    return engine


def name_span(method: str, route: str) -> None:
    """The present span is about this route."""
    if _Tracing.name_span is not None:
        _Tracing.name_span(method, route)


def _is_traced(scope: Scope) -> bool:
    path = scope.get("path", "")
    return scope["type"] == "http" and path.startswith(_TRACED) and not path.startswith(_UNTRACED)


def _hide(span: Any, _scope: Scope) -> None:
    for name in _HIDDEN:
        if span.attributes and name in span.attributes:
            span.set_attribute(name, "-")
    span.set_attribute("webchat.request_id", current_request_id())

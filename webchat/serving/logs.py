"""What this server writes about itself: lines for people or JSON for programs, each with the request it is about."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from pythonjsonlogger.json import JsonFormatter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webchat.settings import get_settings

_HEADER = b"x-request-id"
_USABLE = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_TEXT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
_QUIET = {
    "reflex.deprecation": logging.ERROR,
    "uvicorn.error": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
}
_more: dict[str, Callable[[], str]] = {}
_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def start_logging() -> None:
    """Write to standard error from now on, as WEBCHAT_LOG_FORMAT and WEBCHAT_LOG_LEVEL say."""
    settings = get_settings()
    handler = logging.StreamHandler()
    handler.addFilter(_add_request_id)
    handler.setFormatter(
        JsonFormatter(
            "{levelname}{name}{message}{request_id}", style="{", timestamp="time", json_ensure_ascii=False,
            rename_fields={"levelname": "level", "name": "logger"},
        )
        if settings.log_format == "json"
        else logging.Formatter(_TEXT)
    )  # fmt: skip
    level = "DEBUG" if settings.debug else settings.log_level.upper()
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level)) if not settings.debug else level)


def with_request_id(app: ASGIApp) -> ASGIApp:
    """Wrap the whole app: a request keeps the id that a proxy gave it in `X-Request-Id`, or gets one.

    It comes back in the answer and stands in every line that is written because of the request, also in threads.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == _HEADER), b"")
        request_id = given if _USABLE.fullmatch(given) else uuid4().hex.encode()
        _request_id.set(request_id.decode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (_HEADER, request_id)]}
            await send(message)

        # A socket's own `send` is passed on: `keep_lines` looks at what it belongs to.
        await app(scope, receive, send_with_id if scope["type"] == "http" else send)

    return wrapped


def current_request_id() -> str:
    """The id of the request that is being answered; "-" for none."""
    return _request_id.get()


def add_to_lines(name: str, value: Callable[[], str]) -> None:
    """Put one more value into every line of JSON from now on, where it is not empty."""
    _more[name] = value


def _add_request_id(record: logging.LogRecord) -> bool:
    record.request_id = _request_id.get()
    for name, value in _more.items():
        if found := value():
            setattr(record, name, found)
    return True

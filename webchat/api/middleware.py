"""What holds for every call of the interface and for nothing else that the same server answers."""

import logging
from contextlib import suppress
from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webchat.api.errors import error_response
from webchat.domain.errors import Overloaded, WebchatError
from webchat.metrics import REQUESTS
from webchat.services import operation
from webchat.services.uploads import largest_upload
from webchat.serving.tracing import name_span

_log = logging.getLogger(__name__)
LARGEST_BODY = 4 * 1024 * 1024
_AROUND_A_FILE = 64 * 1024
_OURS = ("/api", "/session", "/docs")
_ALWAYS_ANSWERED = ("/api/health", "/api/ready")


class BodyTooLarge(WebchatError):
    """More bytes than any request needs."""

    code = "too_large"
    status = 413

    def __init__(self, largest: int) -> None:
        super().__init__(f"A request holds at most {largest} bytes.")


class PlainPaths:
    """Takes paths with and without a trailing slash, without a redirect."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_ours(scope) and scope["path"].endswith("/"):
            path = scope["path"].rstrip("/")
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self.app(scope, receive, send)


class Measured:
    """Counts how long calls take until their answer begins, by the address of the route: never by what was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_ours(scope):
            await self.app(scope, receive, send)
            return
        began = perf_counter()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                _note(scope, message["status"], perf_counter() - began)
            await send(message)

        await self.app(scope, receive, noting)


class Limits:
    """Refuses bodies that are too large, and says what is left of a caller's rate limit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_ours(scope):
            await self.app(scope, receive, send)
            return
        if scope["path"] not in _ALWAYS_ANSWERED:
            try:
                operation.check_load()
            except Overloaded as error:
                await error_response(error)(scope, receive, send)
                return
        scope.setdefault("state", {})
        received, refused, largest = 0, False, _largest_body(scope)

        async def receive_some() -> Message:
            nonlocal received, refused
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest:
                refused = True
                raise BodyTooLarge(largest)
            return message

        async def send_unless_refused(message: Message) -> None:
            if not refused:
                _say_what_is_left(scope, message)
                await send(message)

        with suppress(BodyTooLarge):
            await self.app(scope, receive_some, send_unless_refused)
        if refused:
            await error_response(BodyTooLarge(largest))(scope, receive, send)


def _largest_body(scope: Scope) -> int:
    with_file = scope["path"].startswith(("/api/media/upload", "/api/uploads/"))
    return largest_upload() + _AROUND_A_FILE if with_file else LARGEST_BODY


def _is_ours(scope: Scope) -> bool:
    path = scope.get("path", "")
    return scope["type"] == "http" and any(path == start or path.startswith(f"{start}/") for start in _OURS)


def _note(scope: Scope, status: int, seconds: float) -> None:
    """The route, not the address: that may hold a secret."""
    method, route = scope["method"], getattr(scope.get("route"), "path", "none")
    REQUESTS.labels(method, route, status).observe(seconds)
    name_span(method, route)
    if _log.isEnabledFor(logging.INFO):
        more = {"method": method, "route": route, "status": status, "milliseconds": round(seconds * 1000, 1)}
        _log.info("%s %s %s", method, route, status, extra=more)


def _say_what_is_left(scope: Scope, message: Message) -> None:
    allowance = scope["state"].get("allowance")
    if allowance is not None and message["type"] == "http.response.start":
        headers = MutableHeaders(scope=message)
        if "X-RateLimit-Limit" in headers:  # a refusal speaks of the limit that it comes from
            return
        headers["X-RateLimit-Limit"] = str(allowance.limit)
        headers["X-RateLimit-Remaining"] = str(allowance.remaining)
        headers["X-RateLimit-Reset"] = str(allowance.reset)

"""The network address that a caller comes from, and how many sockets it may hold open.

Who has signed in is limited as a person (`services/limits.py`); a socket is open before anybody knows whose it is.
"""

from __future__ import annotations

import logging
from collections import Counter

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from webchat.settings import get_settings

_TOO_MANY = PlainTextResponse("Too many sockets from this address.", 429, headers={"Retry-After": "10"})
_CLOSED = WebSocketClose(1013)  # by a server that cannot answer a handshake in words
_log = logging.getLogger(__name__)


def address_of(connection: HTTPConnection) -> str:
    """The caller's network address, IPv6 by its /64; forwarded ones only from trusted proxies."""
    address = connection.client.host if connection.client else ""
    hops = get_settings().trusted_proxy_hops
    forwarded = [part.strip() for part in connection.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    if hops and forwarded:
        address = forwarded[-min(hops, len(forwarded))]
    return ":".join(address.split(":")[:4]) if address.count(":") > 1 else address


def few_sockets_each(app: ASGIApp) -> ASGIApp:
    """Wraps an ASGI app: an address has so many WebSockets open in this process, and the next one is refused."""
    is_open: Counter[str] = Counter()

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await app(scope, receive, send)
            return
        address, settings = address_of(HTTPConnection(scope)), get_settings()
        if settings.rate_limits and is_open[address] >= settings.sockets_per_address:
            _log.warning(
                "%s has %d sockets open: no more. Behind a proxy, set WEBCHAT_TRUSTED_PROXY_HOPS.",
                address, is_open[address],
            )  # fmt: skip
            is_sayable = "websocket.http.response" in scope.get("extensions", {})
            await (_TOO_MANY if is_sayable else _CLOSED)(scope, receive, send)
            return
        is_open[address] += 1
        try:
            await app(scope, receive, send)
        finally:
            is_open[address] -= 1
            if not is_open[address]:
                del is_open[address]

    return wrapped

"""The network address that a caller comes from, and how many sockets it may hold open.

Who has signed in is limited as a person (`services/limits.py`); a socket is open before anybody knows whose it is.
"""

from __future__ import annotations

import logging
from collections import Counter

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from webchat.settings import get_settings

_RETRY_AFTER = b"10"
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
            await _refuse(scope, send)
            return
        is_open[address] += 1
        try:
            await app(scope, receive, send)
        finally:
            is_open[address] -= 1
            if not is_open[address]:
                del is_open[address]

    return wrapped


async def _refuse(scope: Scope, send: Send) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1013})
        return
    headers = [(b"retry-after", _RETRY_AFTER), (b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "websocket.http.response.start", "status": 429, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"Too many sockets from this address."})

"""The network address that a caller comes from, and how many sockets it may hold open.

Who has signed in is limited as a person (`services/limits.py`); a socket is open before anybody knows whose it is.
"""

from __future__ import annotations

import logging
from collections import Counter
from contextvars import ContextVar
from ipaddress import IPv4Address, ip_address, ip_network

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from webchat.settings import get_settings

_TOO_MANY = PlainTextResponse("Too many sockets from this address.", 429, headers={"Retry-After": "10"})
_CLOSED = WebSocketClose(1013)  # by a server that cannot answer a handshake in words
_log = logging.getLogger(__name__)
_POLLS_OPEN_AT = "/_event"
_is_open: Counter[str] = Counter()
# Sessions of long polling by their id: no request of theirs lasts as long as they do.
_polling: dict[str, str] = {}
_comes_from: ContextVar[str] = ContextVar("comes_from", default="")


def address_of(connection: HTTPConnection) -> str:
    """The caller's network address, IPv6 by its /64; forwarded ones only from trusted proxies."""
    address = connection.client.host if connection.client else ""
    hops = get_settings().trusted_proxy_hops
    forwarded = [part.strip() for part in connection.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    if hops and forwarded:
        address = forwarded[-min(hops, len(forwarded))]
    return _network_of(address)


def _network_of(address: str) -> str:
    """Whoever has one address of a /64 has all of them; IPv4 that is written as IPv6 is IPv4."""
    try:
        parsed = ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped or ip_network((parsed, 64), strict=False))


def few_sockets_each(app: ASGIApp) -> ASGIApp:
    """Wraps an ASGI app: an address has so many sockets open in this process, and the next one is refused.

    Where WebSockets are blocked a page polls: each of its sessions is one, too, from `began` to `ended`.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" and not _begins_to_poll(scope):
            await app(scope, receive, send)
            return
        address, settings = address_of(HTTPConnection(scope)), get_settings()
        if settings.rate_limits and _is_open[address] >= settings.sockets_per_address:
            _log.warning(
                "%s has %d sockets open: no more. Behind a proxy, set WEBCHAT_TRUSTED_PROXY_HOPS.",
                address, _is_open[address],
            )  # fmt: skip
            is_sayable = scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {})
            await (_TOO_MANY if is_sayable else _CLOSED)(scope, receive, send)
        elif scope["type"] == "http":
            coming = _comes_from.set(address)
            try:
                await app(scope, receive, send)
            finally:
                _comes_from.reset(coming)
        else:
            _is_open[address] += 1
            try:
                await app(scope, receive, send)
            finally:
                _let_go(address)

    return wrapped


def began(session_id: str) -> None:
    """A session of engine.io begins, within the request that asks for it."""
    if address := _comes_from.get():
        _polling[session_id] = address
        _is_open[address] += 1


def ended(session_id: str) -> None:
    """It is over: its page said so, or is silent for long."""
    if address := _polling.pop(session_id, ""):
        _let_go(address)


def _begins_to_poll(scope: Scope) -> bool:
    if scope["type"] != "http" or not scope["path"].startswith(_POLLS_OPEN_AT):
        return False
    return "sid" not in HTTPConnection(scope).query_params


def _let_go(address: str) -> None:
    _is_open[address] -= 1
    if not _is_open[address]:
        del _is_open[address]

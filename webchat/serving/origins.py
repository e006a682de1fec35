"""Whose pages may talk to us: our own, under whatever name they were opened, and those of ALLOWED_ORIGINS.

Our own are also those that somebody else serves for us, at WEBCHAT_FRONTEND_ORIGINS.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from webchat.settings import get_settings

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def allow_origin(origin: str | None, environ: Mapping[str, Any]) -> bool:
    """Decide for engine.io's handshake: WSGI-like `environ`. A client without Origin is no browser and is let in."""
    if not origin:
        return True
    if origin.rstrip("/").lower() in get_settings().allowed_origins or is_front_end(origin):
        return True
    return is_own(origin, _hosts(environ.get("HTTP_HOST"), environ.get("HTTP_X_FORWARDED_HOST")))


def own_polling(app: ASGIApp, path: str) -> ASGIApp:
    """Wrap an ASGI app: long polling under `path` is for our own pages, as its WebSocket is.

    A page elsewhere on this host (another port) could ask with our cookie and without Origin; what it cannot do is
    read the answer, unless that is a script: so there are no scripts (`j`, JSONP), and no foreign pages at all.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(path) and _is_foreign(scope):
            await PlainTextResponse("Only WebChat's own pages can do this.", 403)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return wrapped


def _is_foreign(scope: Scope) -> bool:
    request = HTTPConnection(scope)
    site = request.headers.get("sec-fetch-site", "same-origin")
    return "j" in request.query_params or ("origin" not in request.headers and site not in {"same-origin", "none"})


def same_origin(headers: Mapping[str, str]) -> bool:
    """Say whether a request (lower-case header names) comes from our own pages; only then its cookie counts."""
    origin = headers.get("origin")
    if origin:
        return is_front_end(origin) or is_own(origin, _hosts(headers.get("host"), headers.get("x-forwarded-host")))
    return headers.get("sec-fetch-site") in {"same-origin", "none"} or is_front_end(headers.get("referer", ""))


def is_front_end(address: str) -> bool:
    """Say whether an origin, or the address of a page (`Referer`), is one of WEBCHAT_FRONTEND_ORIGINS.

    Pictures come without Origin, but with `Referer`, which no page can set to another's.
    """
    known = get_settings().frontend_origins
    return bool(known) and "/".join(address.split("/", 3)[:3]).lower() in known


def is_own(origin: str, hosts: tuple[str, ...]) -> bool:
    """Say whether `origin` names one of the hosts (`name` or `name:port`) that this request was sent to."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    port = _DEFAULT_PORTS.get(parts.scheme)
    if port is None or not parts.netloc:
        return False
    return parts.netloc.lower().removesuffix(port) in {host.removesuffix(port) for host in hosts}


def _hosts(host: str | None, forwarded: str | None) -> tuple[str, ...]:
    """Return the names of this server in this request; a forwarded one counts only behind a trusted proxy."""
    hops = get_settings().trusted_proxy_hops
    names = [host or ""]
    if hops and forwarded:
        parts = forwarded.split(",")
        names.append(parts[-min(hops, len(parts))])
    return tuple(name.strip().lower() for name in names if name.strip())

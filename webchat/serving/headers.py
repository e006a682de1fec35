"""Security and cache headers for everything that we serve, as an ASGI wrapper."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, MutableMapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webchat.serving.origins import is_front_end
from webchat.settings import get_settings

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_EMBED = re.compile(r"/embed(/|$)")
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
_POLICY = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; connect-src 'self' {sockets}; "
    "img-src 'self' data: blob: {pictures}; media-src 'self' blob: {media}; font-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self' {framing}"
)
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=(self)"),
)
_CREDENTIALS = b"access-control-allow-credentials"
_SHARED = b"access-control-allow-origin"
_EXPOSED = (
    b"access-control-expose-headers",
    (
        b"Retry-After, Idempotent-Replay, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, "
        b"Location, Upload-Offset, Upload-Length, Tus-Resumable, X-Webchat-Media, Content-Disposition, Date"
    ),
)
_MARKUP = (b"text/html", b"image/svg", b"application/xhtml", b"text/xml", b"application/xml")


def script_hashes(pages: Iterable[str]) -> tuple[str, ...]:
    """Return the CSP sources of every inline script in these pages."""
    scripts = {script for page in pages for script in _INLINE_SCRIPT.findall(page)}
    return tuple(sorted(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts))


def content_security_policy(hashes: Iterable[str], host: str, framing: Iterable[str] = (), backend: str = "") -> str:
    """Return the policy for a page opened under `host` (Safari's 'self' leaves out WebSockets, so they are named).

    `backend`: the origin of the server, where that is another one.
    """
    sockets = [f"ws://{host} wss://{host}"] if _HOST.fullmatch(host) else []
    sockets += [backend, backend.replace("http", "ws", 1), *_livekit()]
    tiles = urlsplit(get_settings().tile_url)
    pictures = [backend, f"{tiles.scheme}://{tiles.netloc}" if tiles.netloc else ""]
    listed = {"scripts": hashes, "sockets": sockets, "pictures": pictures, "media": [backend], "framing": framing}
    policy = _POLICY.format(**{name: " ".join(filter(None, sources)) for name, sources in listed.items()})
    return policy.replace(" ;", ";").rstrip()


def elsewhere(pages: Iterable[str], backend: str) -> dict[str, str]:
    """Return the headers for pages that another server hands out, for ours at `backend`.

    Their origin is told to the backend, which looks at it where a picture is asked for.
    """
    headers = {name.decode().title(): value.decode() for name, value in _ALWAYS} | {"Referrer-Policy": "strict-origin"}
    return headers | {"Content-Security-Policy": content_security_policy(script_hashes(pages), "", (), backend)}


def _livekit() -> tuple[str, ...]:
    """Where large calls take place: a WebSocket, and the same host over HTTP, which its client asks first."""
    parts = urlsplit(get_settings().livekit_url)
    if not parts.netloc:
        return ()
    return f"{parts.scheme}://{parts.netloc}", f"{parts.scheme.replace('ws', 'http')}://{parts.netloc}"


class _Build:
    """The finished front end that is being served; none in development, where Vite needs scripts of its own."""

    hashes: tuple[str, ...] | None = None


def use_build(folder: Path) -> None:
    """Send a Content-Security-Policy from now on, made for the pages in `folder`."""
    _Build.hashes = script_hashes(page.read_text() for page in folder.rglob("*.html"))


def security_headers(app: ASGIApp) -> ASGIApp:
    """Wrap an ASGI app so that its HTTP answers carry our headers; a header that it set itself stays."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(scope, message)
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped


def for_other_origins(app: ASGIApp) -> ASGIApp:
    """Wrap the whole app: Reflex's CORS would let the pages of ALLOWED_ORIGINS send our cookie along.

    And it would hide from them what our answers say beside the body. Our own pages at WEBCHAT_FRONTEND_ORIGINS may.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = is_front_end(_header(scope, b"origin"))
                kept = [item for item in message.get("headers", ()) if ours or item[0].lower() != _CREDENTIALS]
                shared = [_EXPOSED] if any(name.lower() == _SHARED for name, _ in kept) else []
                message = {**message, "headers": [*kept, *shared]}
            await send(message)

        await app(scope, receive, send_changed)

    return wrapped


def _add_headers(scope: Scope, message: MutableMapping[str, Any]) -> None:
    present = {name.lower(): value for name, value in message.get("headers", ())}
    wanted = [*_ALWAYS, *_page_headers(scope, present.get(b"content-type", b"")), *_transport_headers(scope)]
    if scope["path"].startswith("/assets/") and message["status"] == 200:
        wanted.append((b"cache-control", b"public, max-age=31536000, immutable"))
    message["headers"] = [
        *message.get("headers", ()),
        *((name, value) for name, value in wanted if name not in present),
    ]


def _page_headers(scope: Scope, content_type: bytes) -> list[tuple[bytes, bytes]]:
    if not content_type.startswith(_MARKUP):
        return []
    headers = [(b"cache-control", b"no-cache")] if content_type.startswith(b"text/html") else []
    if _Build.hashes is not None:
        framing = get_settings().allowed_origins if _EMBED.match(scope["path"]) else ()
        policy = content_security_policy(_Build.hashes, _header(scope, b"host"), framing)
        headers.append((b"content-security-policy", policy.encode()))
    return headers


def _transport_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    forwarded = _header(scope, b"x-forwarded-proto") if get_settings().trusted_proxy_hops else ""
    secure = scope.get("scheme") == "https" or forwarded.split(",")[-1].strip() == "https"
    return [(b"strict-transport-security", b"max-age=31536000")] if secure else []


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")

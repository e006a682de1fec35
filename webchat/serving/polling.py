"""Long polling among the workers of one port: a request for another worker's session is handed to it.

The kernel gives each connection to any worker, and a tab that polls opens several. engine.io knows a session in one
process only. So the id of a session begins with its worker's place, and each worker also listens on a Unix socket, in
a folder that only we can enter.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from socket import AF_UNIX, SOCK_STREAM, socket

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/_event"
_PATIENCE = 90.0  # seconds: a poll is answered when there is something to tell, or by the heartbeat
_LARGEST = 1_000_000
_BETWEEN = {"connection", "transfer-encoding", "content-length", "date"}


@dataclass(frozen=True)
class Place:
    """Which worker this is, and where all of them listen for each other."""

    number: int
    folder: Path

    def door(self, number: int) -> str:
        """The socket of one of them."""
        return str(self.folder / f"{number}.sock")


def open_door(place: Place) -> socket:
    """Where the other workers reach the one at this place, as soon as it listens."""
    path = Path(place.door(place.number))
    path.unlink(missing_ok=True)
    door = socket(AF_UNIX, SOCK_STREAM)
    door.bind(str(path))
    return door


_here: Place | None = None


def settle(place: Place) -> None:
    """This process is that worker from now on."""
    global _here
    _here = place


def make_id() -> str:
    """The id of a new session of engine.io."""
    return f"{_here.number if _here else ''}.{secrets.token_urlsafe(16)}"


def hand_over(app: ASGIApp) -> ASGIApp:
    """Wraps an ASGI app: polls for another worker go there."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        number = _place_of(scope) if _here and scope["type"] == "http" and scope["path"].startswith(PATH) else None
        if _here is None or number in (None, _here.number):
            await app(scope, receive, send)
            return
        response = await _ask(_here.door(number or 0), Request(scope, receive))
        await response(scope, receive, send)

    return wrapped


def _place_of(scope: Scope) -> int | None:
    number = Request(scope).query_params.get("sid", "").partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else None


async def _ask(door: str, request: Request) -> Response:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            return Response(status_code=413)
    address = f"http://worker{request.url.path}?{request.url.query}"
    headers = [(name, value) for name, value in request.headers.raw if name != b"content-length"]
    way = httpx.AsyncHTTPTransport(uds=door, verify=False)  # no TLS, and reading its certificates takes milliseconds
    try:
        async with httpx.AsyncClient(transport=way, timeout=_PATIENCE) as client:
            answer = await client.request(request.method, address, headers=headers, content=bytes(body))
    except httpx.HTTPError:
        return Response(status_code=400)  # as for a session that is not known: the page opens another one
    kept = {name: value for name, value in answer.headers.items() if name not in _BETWEEN | {"content-encoding"}}
    return Response(answer.content, answer.status_code, kept)

"""The door of a LiveKit server: it looks at who wants in, and lets nobody stay. Behind it there is no media."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

KEY, SECRET = "key", "a secret that LiveKit and WebChat share"


@dataclass
class LiveKitDoor:
    """`entered`: what the token says of whoever came to the signalling socket; `refuses`: with 401, as a bad token."""

    refuses: bool = False
    entered: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a WebChat that uses it."""
        return {
            "WEBCHAT_LIVEKIT_URL": f"ws://localhost:{self.port}", "WEBCHAT_LIVEKIT_KEY": KEY,
            "WEBCHAT_LIVEKIT_SECRET": SECRET,
        }  # fmt: skip

    def answer(self, _: ServerConnection, request: Request) -> Response | None:
        """Lets the signalling socket be opened, unless it refuses; the client then asks `/validate` why."""
        parts = urlsplit(request.path)
        if not parts.path.startswith("/rtc"):
            return _said(404, "not found")
        if self.refuses or parts.path.endswith("/validate"):
            return _said(401, "invalid token")
        asked = parse_qs(parts.query)
        claims = jwt.decode(asked["access_token"][0], SECRET, ["HS256"], issuer=KEY)
        self.entered.append(claims | {"asks_to_join": bool(asked.get("join_request"))})
        return None


def _said(status: int, text: str) -> Response:
    body = text.encode()
    headers = Headers({"Access-Control-Allow-Origin": "*", "Content-Length": str(len(body)), "Connection": "close"})
    return Response(status, "", headers, body)


def _leave(connection: ServerConnection) -> None:
    connection.close(1011, "no media here")


@contextmanager
def livekit_door() -> Iterator[LiveKitDoor]:
    """Listens meanwhile."""
    door = LiveKitDoor()
    listener: Server
    with serve(_leave, "localhost", 0, process_request=door.answer) as listener:
        door.port = listener.socket.getsockname()[1]
        thread = threading.Thread(target=listener.serve_forever)
        thread.start()
        try:
            yield door
        finally:
            listener.shutdown()
            thread.join()

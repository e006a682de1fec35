"""The short way to a browser's socket, for frames that many get.

socket.io's way to one receiver costs two tasks and a timer. Here the frame is
written once and handed to the ASGI ``send`` of each socket. It leans on the form
of engine.io's frames and on the queue of its sockets (see decision 5).
"""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

from socketio import AsyncServer
from socketio.packet import EVENT as PACKET_EVENT
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webchat.serving.origins import own_polling
from webchat.serving.straight import Line, line_of, write_at_once

PATH = "/_event"
_MESSAGE = "4"
_OPENING = re.compile(r'0\{.*?"sid":"([^"]+)"')

_sends: dict[str, Send] = {}
_lines: dict[str, Line] = {}
_queued_until: dict[str, float] = {}
_PATIENCE = 1.0  # seconds


def keep_sends(app: ASGIApp) -> ASGIApp:
    """Wrap an ASGI app: remember how to write to each of Reflex's sockets while it lives."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or not scope["path"].startswith(PATH):
            await app(scope, receive, send)
            return
        known: list[str] = []

        async def noting(message: Message) -> None:
            if not known and message["type"] == "websocket.send":
                known.append(_engine_id(message.get("text") or ""))
                _sends[known[0]] = send
                if line := line_of(scope):
                    _lines[known[0]] = line
            await send(message)

        try:
            await app(scope, receive, noting)
        finally:
            for engine_id in known:
                _sends.pop(engine_id, None)
                _lines.pop(engine_id, None)
                _queued_until.pop(engine_id, None)

    return wrapped


def only_own_pages(app: ASGIApp) -> ASGIApp:
    """Wrap an ASGI app: who may poll is who may open the WebSocket."""
    return own_polling(app, PATH)


def _engine_id(opening: str) -> str:
    found = _OPENING.match(opening)
    return found[1] if found else ""


def frame(sio: AsyncServer, event: str, namespace: str, data: Any) -> Message:
    """One event as the ASGI message that carries it, the same for every receiver."""
    packet = sio.packet_class(PACKET_EVENT, data=[event, data], namespace=namespace)
    return {"type": "websocket.send", "text": _MESSAGE + packet.encode()}


def write_now(sio: AsyncServer, engine_id: str, message: Message) -> bool:
    """Write to a socket if it takes the frame at once; False: it must wait in engine.io's queue.

    A socket that was sent there a moment ago goes on with it, so that no frame overtakes another.
    """
    send, socket = _sends.get(engine_id), sio.eio.sockets.get(engine_id)
    if send is None or socket is None:
        return False
    calm = socket.queue.empty() and _queued_until.get(engine_id, 0) < monotonic()
    if calm and write_at_once(send, message):
        return True
    _queued_until[engine_id] = monotonic() + _PATIENCE
    return False


async def end(sio: AsyncServer, engine_id: str, *, drop: bool = False) -> None:
    """End a socket by its transport, at once: its browser comes back by itself. `drop`: without a last word.

    engine.io's own way says "close" and then leaves a WebSocket open until a ping is missed; browsers do not heed that
    word there. It also waits until everything was read, and who does not read would hold up whoever ends them.
    """
    socket = sio.eio.sockets.get(engine_id)
    if socket is None:
        return
    await socket.close(wait=False, reason=sio.eio.reason.SERVER_DISCONNECT)
    sio.eio.sockets.pop(engine_id, None)
    line = _lines.get(engine_id)
    if not (line and line.cut(drop=drop)):
        await socket.queue.put(None)  # ends its writer, and that the WebSocket

"""The WebSocket of programs: who opens it, and one answer to each frame."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from webchat.api.actors import by_token
from webchat.api.commands import Commander
from webchat.api.errors import error_body, internal_body, invalid_body
from webchat.api.frames import encode
from webchat.api.stream import SESSION_REVOKED, Stream
from webchat.api.streams import streams
from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.cursors import LARGEST
from webchat.domain.errors import NotSignedIn, RateLimited, WebchatError
from webchat.domain.user_views import UserView
from webchat.metrics import CONNECTIONS
from webchat.realtime import presence
from webchat.services import events, limits, operation, session_uses, sessions, socket_tickets, users
from webchat.serving.origins import same_origin
from webchat.serving.straight import line_of

BAD_FRAME, NOT_YOU, TOO_MUCH = 4001, 4003, 4008
LARGEST_FRAME = 64 * 1024
HEARTBEAT = 25
_AUTH_PATIENCE = 5.0
_CLOSE_PATIENCE = 5.0
_MOST_REFUSED = 100
_LONGEST_REF = 200
router = APIRouter()
_log = logging.getLogger(__name__)


class _Ended(Exception):
    """The socket is to be closed with this code."""

    def __init__(self, code: int) -> None:
        self.code = code


@router.websocket("/ws/{user_id}")
@router.websocket("/ws/{user_id}/")
async def open_socket(socket: WebSocket, user_id: str) -> None:
    """Finds out who it is, then serves them until either side ends it."""
    await socket.accept()
    try:
        actor = await _enter(socket)
        if user_id not in ("me", str(actor.user_id)):
            raise _Ended(NOT_YOU)
        await _serve(socket, actor)
    except _Ended as end:
        # Who does not read does not take the close either: then the connection is simply given up.
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            await asyncio.wait_for(socket.close(end.code), _CLOSE_PATIENCE)
    except WebSocketDisconnect:
        pass


async def _enter(socket: WebSocket) -> Actor:
    """By header, by ticket, by our own pages' cookie, or by a first frame."""
    scheme, _, token = socket.headers.get("authorization", "").partition(" ")
    secret = socket.cookies.get(sessions.COOKIE)
    if scheme.lower() == "bearer":
        actor = await _by_token(socket, token.strip())
    elif ticket := socket.query_params.get("ticket"):
        actor = await socket_tickets.redeem(ticket)
    elif secret and "origin" in socket.headers and same_origin(socket.headers):
        actor = await read(sessions.authenticate, secret)
    else:
        try:
            frame = await asyncio.wait_for(_next(socket), _AUTH_PATIENCE)
        except TimeoutError:
            raise _Ended(NOT_YOU) from None
        actor = await _by_frame(socket, frame)
    if actor is None:
        raise _Ended(NOT_YOU)
    return actor


async def _by_frame(socket: WebSocket, frame: dict[str, Any]) -> Actor | None:
    token = frame.get("token")
    return await _by_token(socket, token) if frame.get("type") == "auth" and isinstance(token, str) else None


async def _by_token(socket: WebSocket, token: str) -> Actor | None:
    with suppress(NotSignedIn):  # a close has no room for the words
        return await by_token(socket, token)
    return None


async def _serve(socket: WebSocket, actor: Actor) -> None:
    stream, name = Stream(actor, socket.send_text, line_of(socket.scope), HEARTBEAT * 2.5), uuid4().hex
    if not streams.add(stream):
        raise _Ended(TOO_MUCH)
    presence.connected(actor.user_id, name)
    CONNECTIONS.labels("socket").inc()
    listening = None
    try:
        user = await read(_still, actor)  # a session that ended before we listened told nobody
        stream.begin(encode(_hello(user, name)))
        listening = asyncio.create_task(_listen(socket, stream, name))
        await asyncio.wait((listening, stream.ended), return_when=asyncio.FIRST_COMPLETED)
        if stream.closing is not None:
            raise _Ended(stream.closing)
        listening.result()
    finally:
        if listening is not None:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
        await stream.stop()
        streams.remove(stream)
        CONNECTIONS.labels("socket").dec()
        presence.disconnected(actor.user_id, name)


def _still(uow: UnitOfWork, actor: Actor) -> UserView:
    if not sessions.still_counts(uow, actor):
        raise _Ended(SESSION_REVOKED)
    return users.get_view(uow, actor.user_id)


def _hello(user: UserView, name: str) -> dict[str, Any]:
    return {
        "type": "hello",
        "protocol": 1,
        "connection_id": name,
        "user": user,
        "cursor": events.current_cursor(),
        "server_time": now(),
        "heartbeat_seconds": HEARTBEAT,
        "limits": {"frame_bytes": LARGEST_FRAME},
    }


async def _listen(socket: WebSocket, stream: Stream, name: str) -> None:
    """Answers one frame after another; who is refused too often in a row is closed."""
    commander, refused = Commander(stream, name), 0
    while True:
        frame = await _next(socket)
        stream.heard()
        reply, limited = await _answer(socket, stream, commander, frame)
        refused = refused + 1 if limited else 0
        if refused > _MOST_REFUSED:
            raise _Ended(TOO_MUCH)
        await stream.put(encode(reply))


async def _answer(
    socket: WebSocket, stream: Stream, commander: Commander, frame: dict[str, Any]
) -> tuple[dict[str, Any], bool]:
    """The one answer to a frame, and whether it was refused for being too much."""
    kind, ref = str(frame.pop("type", "")), frame.pop("ref", None)
    if not _is_ref(ref):
        raise _Ended(BAD_FRAME)
    try:
        limits.count_request(str(stream.actor.user_id))
        operation.check_load()
        if kind == "ping":
            return {"type": "pong", "ref": ref, "cursor": events.current_cursor()}, False
        if kind == "auth":
            await _again(socket, stream, {"type": kind, **frame})
            return {"type": "ack", "ref": ref, "data": {}}, False
        session_uses.note(stream.actor)
        return {"type": "ack", "ref": ref, "data": await commander.run(kind, frame)}, False
    except WebchatError as error:
        return {"type": "error", "ref": ref, **error_body(error)}, isinstance(error, RateLimited)
    except ValidationError as error:
        first = error.errors()[0]
        return {"type": "error", "ref": ref, **invalid_body(first, first["loc"])}, False
    except Exception:  # noqa: BLE001  one command's fault is not the socket's
        _log.exception("A command failed.")
        return {"type": "error", "ref": ref, **internal_body()}, False


def _is_ref(ref: Any) -> bool:
    """A number or a short text, which comes back as it is."""
    if isinstance(ref, str):
        return len(ref) <= _LONGEST_REF and not any("\ud800" <= character <= "\udfff" for character in ref)
    return ref is None or (isinstance(ref, int) and abs(ref) <= LARGEST)


async def _again(socket: WebSocket, stream: Stream, frame: dict[str, Any]) -> None:
    """A new token of the same user takes the place of the old one."""
    actor = await _by_frame(socket, frame)
    if actor is None or actor.user_id != stream.actor.user_id:
        raise NotSignedIn
    stream.actor = actor


def _no_number(_name: str) -> None:
    raise ValueError("NaN and infinity are no JSON.")


_decode = json.JSONDecoder(parse_constant=_no_number).decode


async def _next(socket: WebSocket) -> dict[str, Any]:
    """The next frame: a JSON object of up to 64 KiB."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    if not text or len(text) > LARGEST_FRAME or len(text.encode(errors="replace")) > LARGEST_FRAME:
        raise _Ended(BAD_FRAME)
    try:
        frame = _decode(text)
    except (ValueError, RecursionError):
        raise _Ended(BAD_FRAME) from None
    if not isinstance(frame, dict):
        raise _Ended(BAD_FRAME)
    return frame

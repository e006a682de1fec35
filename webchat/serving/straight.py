"""Short ways to a WebSocket, for what many receive: no task that waits, and several frames in one write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_KEY = "webchat.line"
_WHOLE_TEXT = 0x81
_SHORT, _LONG, _LONGER = 125, 126, 127


def write_at_once(send: Callable[[Message], Awaitable[None]], message: Message) -> bool:
    """Runs an ASGI ``send`` up to where it would wait: True when that was all, else nothing was written.

    A socket that is closing takes everything: its own task notices.
    """
    sending = send(message)
    try:
        sending.send(None)  # type: ignore[attr-defined]
    except StopIteration:
        return True
    except Exception:  # noqa: BLE001
        return True
    sending.close()  # type: ignore[attr-defined]
    return False


class Line:
    """Uvicorn's end of an open socket. It leans on the form of its protocol class (see decision 13)."""

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
        self._protocol = protocol

    def write(self, frames: Iterable[bytes]) -> bool:
        """Writes frames of `as_frame` in one go; False when the other side does not keep up: nothing was written."""
        if not self._protocol.writable.is_set():
            return False
        if not self._protocol.close_sent and not self._protocol.transport.is_closing():
            self._protocol.transport.write(b"".join(frames))
        return True

    def cut(self, *, drop: bool = False) -> bool:
        """Drops the connection if the other side does not keep up, for nothing more would reach it; else False.

        `drop`: in any case, with whatever it has sent and nobody has read.
        """
        if self._protocol.writable.is_set() and not drop:
            return False
        self._protocol.transport.abort()
        return True


def as_frame(payload: bytes) -> bytes:
    """A whole text frame, as a server writes it (RFC 6455, 5.2)."""
    size = len(payload)
    if size <= _SHORT:
        return bytes((_WHOLE_TEXT, size)) + payload
    if size <= 0xFFFF:
        return bytes((_WHOLE_TEXT, _LONG)) + size.to_bytes(2, "big") + payload
    return bytes((_WHOLE_TEXT, _LONGER)) + size.to_bytes(8, "big") + payload


def keep_lines(app: ASGIApp) -> ASGIApp:
    """Wraps the outermost app of our own server, so that `line_of` knows how to write to a socket."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        protocol = getattr(send, "__self__", None)
        if scope["type"] == "websocket" and isinstance(protocol, WebSocketsSansIOProtocol):
            scope[_KEY] = Line(protocol)
        await app(scope, receive, send)

    return wrapped


def line_of(scope: Scope) -> Line | None:
    """The short way to an accepted socket; None under another server."""
    return scope.get(_KEY)

"""Many WebSockets of programs in one thread, cheap enough that the server is what is measured."""

from __future__ import annotations

import base64
import os
import selectors
import socket
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

_MASK = b"\0\0\0\0"  # a mask of zeros is one: the payload goes as it is
_LONG, _LONGER = 126, 127
_ASKED_WHETHER_ALIVE = 9
_PATIENCE = 30.0
_READ = 1 << 18
_HEARTBEAT, _PING = 20.0, b'{"type":"ping"}'


class Line:
    """One open socket; `heard` is called with each frame's payload."""

    def __init__(self, url: str, token: str, heard: Callable[[Line, bytes], None]) -> None:
        parts = urlsplit(url)
        self.heard = heard
        self._rest = b""
        self._socket = socket.create_connection((parts.hostname, parts.port), _PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET /ws/me HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._socket.recv(_READ)
        head, _, self._rest = answer.partition(b"\r\n\r\n")
        if b" 101 " not in head:
            raise ConnectionError(head.decode(errors="replace"))
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """For selectors."""
        return self._socket.fileno()

    def send(self, payload: bytes) -> None:
        """One text frame of up to 64 KiB."""
        self._write(0x81, payload)

    def _write(self, head: int, payload: bytes) -> None:
        size = len(payload)
        length = bytes([0x80 | size]) if size < _LONG else bytes([0x80 | _LONG]) + size.to_bytes(2, "big")
        self._socket.sendall(bytes([head]) + length + _MASK + payload)

    def read(self) -> None:
        """Takes what has come and passes on each whole frame."""
        data = self._socket.recv(_READ)
        if not data:
            raise ConnectionError("The server closed a socket.")
        self._rest += data
        self.pass_on()

    def pass_on(self) -> None:
        """Passes on the whole frames that are here already."""
        rest, start = self._rest, 0
        while (found := _frame(rest, start)) is not None:
            kind, (begin, start) = rest[start] & 0x0F, found
            if kind == _ASKED_WHETHER_ALIVE:
                self._write(0x8A, rest[begin:start])
            else:
                self.heard(self, rest[begin:start])
        self._rest = rest[start:]

    def close(self) -> None:
        """Ends the connection."""
        self._socket.close()


def _frame(data: bytes, start: int) -> tuple[int, int] | None:
    """Where the payload of the frame that begins here begins and ends; None while it is not whole."""
    if len(data) < start + 2:
        return None
    size, begin = data[start + 1] & 0x7F, start + 2
    if size == _LONG:
        size, begin = int.from_bytes(data[begin : begin + 2], "big"), begin + 2
    elif size == _LONGER:
        size, begin = int.from_bytes(data[begin : begin + 8], "big"), begin + 8
    return (begin, begin + size) if len(data) >= begin + size else None


class Lines:
    """All of them, read together."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines: list[Line] = []
        self._heard_of_us = time.perf_counter()
        self._selector = selectors.DefaultSelector()
        for line in lines:
            self.add(line)

    def add(self, line: Line) -> None:
        """Reads one more."""
        self._lines.append(line)
        self._selector.register(line, selectors.EVENT_READ)

    def run(self, done: Callable[[], bool], until: float | None = None) -> bool:
        """Reads until it is done (True), or a moment of `time.perf_counter` has come."""
        limit = time.perf_counter() + _PATIENCE if until is None else until
        for line in self._lines:
            line.pass_on()
        while not done():
            at = time.perf_counter()
            if at >= limit:
                return False
            if at > self._heard_of_us + _HEARTBEAT:
                self._heard_of_us = at
                for line in self._lines:
                    line.send(_PING)
            for key, _ in self._selector.select(limit - at):
                key.fileobj.read()
        return True

    def close(self) -> None:
        """Ends all of them."""
        self._selector.close()
        for line in self._lines:
            line.close()

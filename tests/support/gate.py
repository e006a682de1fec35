"""A way to a server on which WebSockets can be blocked, as some networks do."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Gate:
    """Passes bytes on; `block` cuts the WebSockets that are open and refuses new ones, until `allow`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.target = (parts.hostname or "", parts.port or 80)
        self.url = ""
        self.refused = 0
        self.blocked = False
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()

    def block(self) -> None:
        with self._lock:
            self.blocked = True
            for one in self._sockets:
                _cut(one)

    def allow(self) -> None:
        self.blocked = False

    def admits(self, connection: socket.socket, head: bytes) -> bool:
        """Whether this connection may go on; remembers it when it becomes a WebSocket."""
        if b"upgrade: websocket" not in head.lower():
            return True
        with self._lock:
            if self.blocked:
                self.refused += 1
            else:
                self._sockets.add(connection)
            return not self.blocked


@contextmanager
def gate_to(url: str) -> Iterator[Gate]:
    """A gate in front of a real server."""
    gate = Gate(url)
    listener = _Listener(("127.0.0.1", 0), type("Handler", (_Handler,), {"gate": gate}))
    gate.url = f"http://localhost:{listener.server_address[1]}"
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield gate
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


class _Handler(socketserver.BaseRequestHandler):
    gate: Gate

    def handle(self) -> None:
        with suppress(OSError):
            head = self.request.recv(65536)
            if not self.gate.admits(self.request, head):
                self.request.sendall(_REFUSED)
                return
            with socket.create_connection(self.gate.target) as server:
                server.sendall(head)
                back = threading.Thread(target=_pass_on, args=(server, self.request), daemon=True)
                back.start()
                _pass_on(self.request, server)
                back.join()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    _cut(one)
    _cut(other)


def _cut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)

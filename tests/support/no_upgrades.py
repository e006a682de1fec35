"""Something in between that knows no WebSockets, as some companies' proxies do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_REFUSED = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_PIECE = 65_536


class NoUpgrades:
    """Passes bytes on; while `blocked`, a connection that begins with an upgrade is refused."""

    def __init__(self, target: str) -> None:
        self.blocked = True
        self.upgrades = 0
        self._open: set[socket.socket] = set()
        self._target = (urlsplit(target).hostname, urlsplit(target).port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._listener.getsockname()[1]}"

    def block(self) -> None:
        """Refuses upgrades from now on, and cuts the sockets that are open."""
        self.blocked = True
        for client in tuple(self._open):
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Serves until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = client.recv(_PIECE)
            if b"upgrade: websocket" in head.lower():
                self.upgrades += 1
                if self.blocked:
                    client.sendall(_REFUSED)
                    return
                self._open.add(client)
            with socket.create_connection(self._target) as server:
                server.sendall(head)
                back = threading.Thread(target=_pass_on, args=(server, client), daemon=True)
                back.start()
                _pass_on(client, server)
                back.join()


def _pass_on(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            to.sendall(piece)
    for end in (source, to):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def no_upgrades(target: str) -> Iterator[NoUpgrades]:
    """One in front of a server."""
    between = NoUpgrades(target)
    thread = threading.Thread(target=between.run, daemon=True)
    thread.start()
    try:
        yield between
    finally:
        between.close()
        thread.join()

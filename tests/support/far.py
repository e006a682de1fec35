"""Lines to a server of this machine that hold as little as those of people far away."""

from __future__ import annotations

import socket


def far_away(port: int) -> socket.socket:
    """Connects. On this machine the kernel would keep megabytes of what is not read, before the server hears of it."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)
    line.connect(("127.0.0.1", port))
    line.setblocking(False)
    return line

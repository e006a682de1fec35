"""A program with a token: REST and sockets on a real server."""

from __future__ import annotations

import asyncio
import json
import ssl
import uuid
from contextlib import suppress
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

_PATIENCE = 60.0  # seconds for a frame: who waits longer waits for what never comes


class Program:
    """Someone with a token, a REST client and sockets."""

    def __init__(self, url: str, name: str, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.rest = httpx.Client(base_url=url, verify=tls or True, trust_env=False, timeout=60)
        body = {"username": f"{name} {uuid.uuid4().hex[:8]}"}
        made = self.rest.post("/api/users/", json=body).raise_for_status().json()
        self.id, self.token = made["user"]["id"], made["token"]
        self.headers = {"Authorization": f"Bearer {self.token}"}
        self.rest.headers.update(self.headers)
        self.address = f"{url.replace('http', 'ws', 1)}/ws"
        self.open: list[Socket] = []

    async def socket(self, path: str = "me", *, headers: dict[str, str] | None = None, **given: Any) -> Socket:
        """Opens one; `given` goes to the library that connects."""
        sent = self.headers if headers is None else headers
        link = await connect(f"{self.address}/{path}", additional_headers=sent, proxy=None, ssl=self._tls, **given)
        self.open.append(Socket(link))
        return self.open[-1]

    async def leave(self) -> None:
        """Lets go of all that it opened."""
        self.rest.close()
        for socket in self.open:
            await socket.hang_up()


class Socket:
    """A connection that keeps what came, in order."""

    def __init__(self, link: ClientConnection) -> None:
        self.link = link
        self.events: list[dict[str, Any]] = []
        self._ref = 0

    async def next(self, *kinds: str) -> dict[str, Any]:
        async with asyncio.timeout(_PATIENCE):
            while True:
                frame = json.loads(await self.link.recv())
                self.events.append(frame)
                if frame["type"] in kinds:
                    return frame

    async def ask(self, kind: str, /, **fields: Any) -> dict[str, Any]:
        self._ref += 1
        await self.link.send(json.dumps({"type": kind, "ref": self._ref, **fields}))
        answer = await self.next("ack", "error", "pong")
        assert answer["ref"] == self._ref
        return answer

    async def closed_with(self) -> int | None:
        """Waits for the end, and hears all that comes before it: behind what nobody reads it would not be seen."""
        async with asyncio.timeout(_PATIENCE):
            self.events += [json.loads(frame) for frame in await heard_out(self.link)]
        return self.link.close_code

    async def hang_up(self) -> None:
        """Closes without the farewell, which would wait behind all that nobody has read."""
        self.link.transport.abort()
        await self.link.wait_closed()


async def heard_out(link: ClientConnection) -> list[str | bytes]:
    """All that is still said until the connection is closed."""
    frames = []
    with suppress(ConnectionClosed):
        while True:
            frames.append(await link.recv())
    return frames

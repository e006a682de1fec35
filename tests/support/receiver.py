"""A small HTTP server on this machine that takes what it is sent and answers as the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_CLOSE = "close"


@dataclass
class Taken:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers` are used up one by one, then it says 200: (status, content type, text, location), or "close"."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    answers: list[tuple[int, str, str, str] | str] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    silent: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/told"

    def say(self, status: int, text: str = "", kind: str = "text/plain", location: str = "") -> None:
        self.answers.append((status, kind, text, location))

    def hang_up(self) -> None:
        self.answers.append(_CLOSE)

    def say_nothing(self) -> None:
        self.answers.append("silence")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.taken.append(Taken(lines[0].split()[1], headers, body))
        self.asked.set()
        answer = self.answers.pop(0) if self.answers else (200, "text/html", "", "")
        if answer == "silence":
            await self.silent.wait()
        if not isinstance(answer, str):
            status, kind, text, location = answer
            content = text.encode()
            more = f"Location: {location}\r\n" if location else ""
            head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n{more}\r\n"
            writer.write(head.encode() + content)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Listens meanwhile."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        receiver.silent.set()
        server.close()
        await server.wait_closed()

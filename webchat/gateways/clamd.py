"""Asks a clamd whether a file is harmful: its INSTREAM command, pieces with their length before them, then a zero."""

from pathlib import Path

import anyio
from anyio import fail_after
from anyio.abc import ByteStream

_PIECE = 256 * 1024
_LONGEST_ANSWER = 4096


class ClamdError(Exception):
    """It does not answer, or not what was asked; the text is for the operator."""


async def find_harm(address: str, path: Path, seconds: float) -> str:
    """The name of what was found in a file; empty: nothing. `address` is `host:port` or `unix:/path`."""
    try:
        with fail_after(seconds):
            async with await _connect(address) as stream:
                answer = await _ask(stream, path)
    except (TimeoutError, OSError, anyio.BrokenResourceError, anyio.EndOfStream) as error:
        raise ClamdError(f"clamd at {address} does not answer ({error or 'too slow'}).") from error
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer != "stream: OK":
        raise ClamdError(f"clamd at {address} answered: {answer}")
    return ""


async def _connect(address: str) -> ByteStream:
    if address.startswith("unix:"):
        return await anyio.connect_unix(address.removeprefix("unix:"))
    host, _, port = address.rpartition(":")
    return await anyio.connect_tcp(host.strip("[]"), int(port))


async def _ask(stream: ByteStream, path: Path) -> str:
    await stream.send(b"zINSTREAM\0")
    async with await anyio.open_file(path, "rb") as file:
        while piece := await file.read(_PIECE):
            await stream.send(len(piece).to_bytes(4) + piece)
    await stream.send(bytes(4))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        answer += await stream.receive()
    return answer.rstrip(b"\0\n").decode(errors="replace")

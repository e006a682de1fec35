"""Long polls among the workers of one port: each goes to the one that knows its session."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from starlette.responses import PlainTextResponse

from webchat.serving import polling
from webchat.serving.polling import Place

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Own: yes\r\nConnection: close\r\n\r\nthere"


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """We are the worker at place 0."""
    with TemporaryDirectory() as name:
        monkeypatch.setattr(polling, "_here", Place(0, Path(name)))
        yield Path(name)


async def ask(sid: str, content: bytes = b"") -> httpx.Response:
    app = polling.hand_over(PlainTextResponse("here"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://chat") as client:
        return await client.post(f"/_event/?EIO=4&transport=polling&sid={sid}", content=content)


async def test_a_poll_for_another_goes_there(folder: Path) -> None:
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"a poll"))
        writer.write(_ANSWER)
        await writer.drain()
        writer.close()

    async with await asyncio.start_unix_server(serve, Place(0, folder).door(1)):
        answer = await ask("1.abc", b"a poll")
    assert (answer.status_code, answer.text, answer.headers["x-own"]) == (200, "there", "yes")
    assert heard[0].startswith(b"POST /_event/?EIO=4&transport=polling&sid=1.abc HTTP/1.1")
    assert b"host: chat\r\n" in heard[0].lower()


async def test_what_is_for_nobody_else_stays(folder: Path) -> None:
    assert polling.make_id().startswith("0.")
    for sid in ("0.abc", "abc", "", "-1.abc", "1234.abc", "..%2Fx.abc"):
        assert (await ask(sid)).text == "here"


async def test_who_is_not_there_and_what_is_too_large_is_refused(folder: Path) -> None:
    assert (await ask("7.abc")).status_code == 400
    assert (await ask("7.abc", b"x" * 1_000_001)).status_code == 413

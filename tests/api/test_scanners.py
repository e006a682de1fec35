"""A scanner has the first word, and its silence is a no."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.conftest import Program
from tests.api.test_media import upload
from tests.support.uploads import own_folder
from webchat.settings import get_settings

__all__ = ["own_folder"]


async def _instream(reader: asyncio.StreamReader) -> bytes:
    """What came in by the rules of INSTREAM."""
    assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
    content = b""
    while size := int.from_bytes(await reader.readexactly(4)):
        content += await reader.readexactly(size)
    return content


@pytest.fixture
async def clamd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A socket that speaks as clamd does, and finds the word EICAR."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        content = await _instream(reader)
        if b"SILENCE" not in content:
            words = b"Eicar-Test-Signature FOUND" if b"EICAR" in content else b"OK"
            writer.write(b"ERROR\0" if b"ODD" in content else b"stream: " + words + b"\0")
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    path = tmp_path / "clamd"
    server = await asyncio.start_unix_server(answer, path)
    monkeypatch.setenv("WEBCHAT_CLAMD", f"unix:{path}")
    get_settings.cache_clear()
    yield str(path)
    server.close()
    await server.wait_closed()


@pytest.mark.usefixtures("clamd")
async def test_what_clamd_finds_is_refused(ana: Program) -> None:
    assert (await upload(ana, b"harmless" * 100_000, "a.txt"))["size"] == 800_000
    refused = await ana.http.post("/api/media/upload", files={"file": ("a.txt", b"x" * 300_000 + b"EICAR")})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "file")


@pytest.mark.parametrize("content", [b"SILENCE", b"ODD"])
@pytest.mark.usefixtures("clamd")
async def test_what_clamd_cannot_judge_is_not_taken(ana: Program, content: bytes) -> None:
    await _is_not_taken(ana, content)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBCHAT_CLAMD", "unix:/nowhere/clamd"),
        ("WEBCHAT_CLAMD", "localhost:1"),
        ("WEBCHAT_SCAN_COMMAND", "/nowhere/scan"),
    ],
)
async def test_without_its_scanner_the_server_takes_nothing(
    ana: Program, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    await _is_not_taken(ana, b"harmless")


async def _is_not_taken(program: Program, content: bytes) -> None:
    answer = await program.http.post("/api/media/upload", files={"file": ("a.txt", content)})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["retryable"]) == (503, "scanner_unavailable", True)
    assert not [path for path in get_settings().upload_dir.rglob("*") if path.is_file()]

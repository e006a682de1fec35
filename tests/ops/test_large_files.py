"""Large files pass through without filling the memory, and the commands that look after files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import psutil
import pytest

from tests.support.server import PROJECT, RunningServer

_MIB = 1024 * 1024
_SIZE = 200 * _MIB
_MOST_MORE = 64 * _MIB
_TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file of zeros that takes no room on the disk, but for its last byte."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(_SIZE - 1)
        file.seek(0, os.SEEK_END)
        file.write(b"\xff")
    return path


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that takes large files."""
    running = RunningServer(tmp_path_factory.mktemp("roomy") / "data", MAX_FILE_SIZE=str(2 * _SIZE))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def program(roomy: RunningServer) -> Iterator[httpx.Client]:
    """Somebody with a token, who has sent a little file."""
    with httpx.Client(base_url=roomy.url, trust_env=False, timeout=120) as client:
        answer = client.post("/api/users", json={"username": "Sender"}).raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        client.post("/api/media/upload", files={"file": ("a.txt", b"words")}).raise_for_status()
        yield client


@contextmanager
def _bounded(server: RunningServer) -> Iterator[None]:
    """What happens inside makes the server grow by a bounded number of bytes."""
    assert server.process is not None
    process, done = psutil.Process(server.process.pid), Event()
    before = process.memory_info().rss

    def most() -> int:
        highest = before
        while not done.wait(0.01):
            highest = max(highest, process.memory_info().rss)
        return highest

    with ThreadPoolExecutor(1) as pool:
        watched = pool.submit(most)
        try:
            yield
        finally:
            done.set()
    assert watched.result() - before < _MOST_MORE


def _send_in_parts(program: httpx.Client, large: Path) -> int:
    begun = program.post("/api/uploads", headers=_TUS | {"Upload-Length": str(_SIZE)}).raise_for_status()
    part = _TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    with large.open("rb") as file:
        sent = program.patch(begun.headers["location"], headers=part, content=file).raise_for_status()
    return int(sent.headers["x-webchat-media"])


def _send_in_a_form(program: httpx.Client, large: Path) -> int:
    with large.open("rb") as file:
        sent = program.post("/api/media/upload", files={"file": ("large", file)}).raise_for_status()
    return int(sent.json()["id"])


def _fetch(program: httpx.Client, media_id: int) -> int:
    with program.stream("GET", f"/api/media/{media_id}/download") as answer:
        return sum(map(len, answer.iter_bytes()))


def _run(server: RunningServer, *command: str) -> str:
    environment = {**os.environ, **server.environment, "WEBCHAT_DATA_DIR": str(server.data_dir)}
    done = subprocess.run(
        [sys.executable, "-m", "webchat", *command], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr
    return f"{done.returncode} {done.stdout}"


def test_large_files_come_and_go_in_little_memory(roomy: RunningServer, program: httpx.Client, large: Path) -> None:
    for send in (_send_in_parts, _send_in_a_form):
        with _bounded(roomy):
            media_id = send(program, large)
        with _bounded(roomy):
            assert _fetch(program, media_id) == _SIZE


def test_the_commands_look_after_files_beside_the_server(roomy: RunningServer, program: httpx.Client) -> None:
    assert _run(roomy, "media-check").startswith("0 Every file has its content")
    assert _run(roomy, "prune-media").startswith("0 0 files dropped")
    name = program.get("/api/media/1").json()["sha256"]
    [content] = (roomy.data_dir / "uploads" / "content").rglob(name)
    orphan = content.parent / ("0" * 64)
    content.rename(orphan)
    os.utime(orphan, (0, 0))
    said = _run(roomy, "media-check", "--fix")
    assert said.startswith("1 ")
    assert "a.txt) has lost its content" in said
    assert "Deleted." in said
    assert not orphan.exists()
    assert program.get("/api/media/1/download").status_code == 404

"""A public client of the tus protocol, tus-js-client, against a real server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import httpx
import pytest

from tests.support.server import PROJECT, RunningServer
from webchat.serving.environment import node_folder

_CLIENT = PROJECT / ".web" / "node_modules" / "tus-js-client" / "lib.esm" / "node" / "index.js"
_SCRIPT = Path(__file__).with_name("tus_client.mjs")
Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Something of 5 MiB that no other file is."""
    (tmp_path / "large").write_bytes(os.urandom(5 * 1024 * 1024))
    return tmp_path / "large"


@pytest.fixture
def program(server: RunningServer) -> Iterator[httpx.Client]:
    """Somebody with a token."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        answer = client.post("/api/users", json={"username": f"Tus {token_hex(4)}"})
        client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
        yield client


@pytest.fixture
def start(server: RunningServer, program: httpx.Client, large: Path) -> Iterator[Start]:
    """Starts the client with this person's token and the large file; ended with the test."""
    started: list[subprocess.Popen[str]] = []

    def begin(how: str) -> subprocess.Popen[str]:
        folder = node_folder()
        assert folder is not None
        token = program.headers["Authorization"].removeprefix("Bearer ")
        command = [folder / "node", _SCRIPT, _CLIENT, f"{server.url}/api/uploads/", token, large, how]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield begin
    for client in started:
        with client:
            client.kill()


def _said(client: subprocess.Popen[str]) -> list[str]:
    """What it said until it ended well."""
    said, problem = client.communicate(timeout=120)
    assert client.returncode == 0, problem
    return said.split()


def _is_kept(program: httpx.Client, media_id: str, file: Path) -> None:
    view = program.get(f"/api/media/{media_id}").raise_for_status().json()
    assert view["filename"] == "large ä.bin"
    assert view["sha256"] == sha256(file.read_bytes()).hexdigest()
    assert program.get(view["url"]).content == file.read_bytes()


@pytest.mark.parametrize("how", ["whole", "stream", "resumed"])
def test_files_come_whole(program: httpx.Client, start: Start, large: Path, how: str) -> None:
    [media_id] = _said(start(how))
    _is_kept(program, media_id, large)


def test_an_upload_goes_on_after_a_restart_of_the_server(
    server: RunningServer, program: httpx.Client, start: Start, large: Path
) -> None:
    client = start("restart")
    assert client.stdout is not None
    assert client.stdout.readline() == "half\n"
    server.restart()
    *offsets, media_id = _said(client)
    assert 0 < int(offsets[-1]) < large.stat().st_size
    _is_kept(program, media_id, large)


def test_what_is_given_up_is_forgotten(program: httpx.Client, start: Start) -> None:
    [address] = _said(start("given_up"))
    assert program.head(address, headers={"Tus-Resumable": "1.0.0"}).status_code == 404

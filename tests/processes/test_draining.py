"""`serve --workers` beside other machines: told to end, it sends its people there one by one, unless it hurries."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socket import create_connection

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.program import Program, Socket
from tests.support.server import RunningServer, wait_until
from tests.support.valkey import running_valkey

_RESTARTING = 4012


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[RunningServer]:
    """Two processes that share a Valkey of the operator's, and would take minutes to send their people away."""
    with running_valkey(tmp_path) as valkey:
        running = RunningServer(tmp_path / "data", REDIS_URL=valkey.url, WEBCHAT_DRAIN_SECONDS="300")
        running.arguments = ("--workers", "2")
        try:
            running.start()
            wait_until(lambda: "WebChat is ready, with 2 processes" in running.output(), 240, "both processes")
            yield running
        finally:
            running.stop(signal.SIGINT)


def _refuses(machine: RunningServer) -> bool:
    with suppress(httpx.ConnectError):
        httpx.get(f"{machine.url}/api/health", trust_env=False, timeout=60)
        return False
    return True


async def test_who_is_told_to_end_sends_people_away_one_after_another(machine: RunningServer) -> None:
    ana = Program(machine.url, "Ana")
    ana.address = f"{machine.url.replace('http', 'ws', 1)}/ws"
    place = ana.rest.post("/api/conversations/notes").raise_for_status().json()["id"]
    ana.rest.close()
    sockets = [await ana.socket() for _ in range(12)]
    for socket in sockets:
        await socket.next("hello")
    process = machine.process
    assert process is not None
    process.send_signal(signal.SIGTERM)
    first, others = await asyncio.wait(
        [asyncio.create_task(socket.link.wait_closed()) for socket in sockets], return_when=asyncio.FIRST_COMPLETED
    )
    assert first
    open_ones = await _still_talking(sockets, place)
    assert len(open_ones) >= 8  # each process has closed its first one
    # Who comes now is not left waiting at a door that nobody opens, but goes to another machine.
    await asyncio.to_thread(wait_until, lambda: _refuses(machine), what="a closed door")
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    await asyncio.gather(*others)
    assert {socket.link.close_code for socket in sockets} == {_RESTARTING}
    assert await asyncio.to_thread(process.wait, 120) == 0
    assert "Traceback" not in machine.output()  # in order all the same


def test_who_came_in_before_the_door_was_closed_is_answered(tmp_path: Path) -> None:
    with running_valkey(tmp_path) as valkey:
        running = RunningServer(tmp_path / "data", REDIS_URL=valkey.url, WEBCHAT_DRAIN_SECONDS="1")
        try:
            running.start()
            with create_connection(("127.0.0.1", running.port), timeout=60) as line:
                assert running.process is not None
                running.process.send_signal(signal.SIGTERM)
                wait_until(lambda: _refuses(running), what="a closed door")
                line.sendall(b"GET /api/health HTTP/1.1\r\nHost: here\r\n\r\n")
                assert line.recv(1000).startswith(b"HTTP/1.1 200 ")
            assert running.process.wait(120) == 0
        finally:
            running.stop()


async def _still_talking(sockets: list[Socket], place: int) -> list[Socket]:
    """Those whose messages are still taken."""
    found = []
    for socket in sockets:
        with suppress(ConnectionClosed):
            answer = await socket.ask("message.send", conversation_id=place, body="still here")
            assert answer["type"] == "ack"
            found.append(socket)
    return found

"""Who was cut off comes back and has seen, in the end, what the log holds: no more, no less, in its order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.support.program import Program
from tests.support.server import RunningServer
from webchat.client import AsyncClient

_LINES = 120
_PAUSE = 0.1
Ended = Callable[[], bool]


class Reader:
    """What one listener has heard, whatever came twice once; `ends`: how its connections ended."""

    def __init__(self, cursor: str, last: str) -> None:
        self.cursor, self.last = cursor, last
        self.heard: dict[int, Any] = {}
        self.ends: list[Any] = []
        self.done = asyncio.Event()

    def take(self, event: dict[str, Any]) -> None:
        """One frame or event."""
        assert event["type"] != "reset"
        self.cursor = event.get("cursor") or self.cursor
        if event.get("id") is not None:
            self.heard.setdefault(event["id"], event)
        if event["type"] == "message.created" and event["data"]["body"] == self.last:
            self.done.set()


async def _over_the_socket(reader: Reader, program: Program) -> None:
    while not reader.done.is_set():
        try:
            async with connect(f"{program.address}/me", additional_headers=program.headers, proxy=None) as link:
                await link.send(json.dumps({"type": "resume", "ref": 1, "since": reader.cursor}))
                first = json.loads(await link.recv())
                assert first["type"] == "hello"  # whose cursor is later than what is still to be replayed
                while not reader.done.is_set():
                    reader.take(json.loads(await link.recv()))
        except ConnectionClosed as closed:
            reader.ends.append(closed.rcvd.code if closed.rcvd else 1006)
        except OSError:
            await asyncio.sleep(_PAUSE)


async def _over_the_stream(reader: Reader, program: Program) -> None:
    async with httpx.AsyncClient(base_url=program.rest.base_url, trust_env=False, timeout=30) as client:
        while not reader.done.is_set():
            headers = program.headers | {"Last-Event-ID": reader.cursor}
            try:
                async with client.stream("GET", "/api/events", headers=headers) as answer:
                    async for line in answer.aiter_lines():
                        if line.startswith("data: "):
                            reader.take(json.loads(line[6:]))
                        if reader.done.is_set():
                            return
                reader.ends.append("ended")
            except (httpx.ReadError, httpx.RemoteProtocolError):
                reader.ends.append("broken")
            except httpx.TransportError:
                await asyncio.sleep(_PAUSE)


async def _with_the_client(reader: Reader, program: Program) -> None:
    async with AsyncClient(str(program.rest.base_url), program.token) as client:
        async for event in client.events(reader.cursor):
            reader.take(dict(event.raw))
            if reader.done.is_set():
                return


async def _write(program: Program, to: int, written: list[str], may_end: asyncio.Event) -> None:
    """Says lines, the last ones when it may."""
    async with AsyncClient(str(program.rest.base_url), program.token, patience=240) as client:
        for number in range(_LINES):
            await client.send(_line(number), to=to)
            written.append(_line(number))
            if number == _LINES * 2 // 3:
                await may_end.wait()


async def test_who_was_cut_off_has_seen_in_the_end_what_the_log_holds(server: RunningServer, program) -> None:
    ana, bob = program("Ana"), program("Bob")
    begin = bob.rest.get("/api/events/log").json()["cursor"]
    ways = {way: Reader(begin, _line(_LINES - 1)) for way in (_over_the_socket, _over_the_stream, _with_the_client)}
    written: list[str] = []
    stopping = asyncio.Event()
    async with asyncio.timeout(300):
        readers = [asyncio.create_task(way(reader, bob)) for way, reader in ways.items()]
        writing = asyncio.create_task(_write(ana, bob.id, written, stopping))
        await _until(lambda: len(written) > _LINES // 3 and all(len(reader.heard) > 5 for reader in ways.values()))
        server.kill9()
        await asyncio.to_thread(server.start)
        await _until(lambda: len(written) > _LINES // 2 and all(_has(one, _LINES // 2) for one in ways.values()))
        restarting = asyncio.create_task(asyncio.to_thread(server.restart))
        stopping.set()
        await asyncio.gather(restarting, writing, *readers)
    log: list[dict[str, Any]] = []
    async with asyncio.timeout(30):
        while _line(_LINES - 1) not in [one["data"].get("body") for one in log]:  # the log may lag behind the readers
            log = await asyncio.to_thread(_log_since, bob, begin)
    said = [one["data"]["body"] for one in log if one["type"] == "message.created"]
    assert said == [_line(number) for number in range(_LINES)]
    for way, reader in ways.items():
        logged = [event for event in reader.heard.values() if event["cursor"]]
        assert [event["id"] for event in logged] == [event["id"] for event in log], way.__name__
        assert [event["data"]["id"] for event in logged] == [event["data"]["id"] for event in log], way.__name__
    assert ways[_over_the_socket].ends[:2] == [1006, 4012]
    assert ways[_over_the_stream].ends[:2] == ["broken", "ended"]


def _line(number: int) -> str:
    return f"line {number}"


def _has(reader: Reader, number: int) -> bool:
    return _line(number) in [one["data"].get("body") for one in reader.heard.values()]


async def _until(condition: Ended) -> None:
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.02)


def _log_since(program: Program, cursor: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    more = True
    while more:
        page = program.rest.get("/api/events/log", params={"since": cursor, "limit": 100}).json()
        found, cursor, more = found + page["items"], page["cursor"], page["has_more"]
    return found

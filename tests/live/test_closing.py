"""Sockets of our own pages that the server ends: the browser must notice, also one that does not read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.far import far_away
from tests.support.reflex_socket import ReflexSocket
from tests.support.server import RunningServer, wait_until

# More than a connection's buffers hold, beyond which frames wait in memory: see `MAX_UNREAD_FRAMES`.
_BODY = "ü" * 1000
_MESSAGES = 2400
_AT_ONCE = 8
_NONE_LEFT = 'webchat_connections{kind="browser"} 0.0'


@asynccontextmanager
async def _joined(server: RunningServer, name: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Origin": server.url}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=60) as client:
        (await client.post("/session", json={"name": name})).raise_for_status()
        yield client


async def _opened(server: RunningServer, client: httpx.AsyncClient, **given: Any) -> ReflexSocket:
    tab = await ReflexSocket.open(server.url, client.cookies["webchat_session"], **given)
    await tab.arrive()
    return tab


async def test_a_socket_that_is_ended_is_closed_at_once(own_server: RunningServer) -> None:
    own_server.environment["REFLEX_SOCKET_INTERVAL"] = "600"  # a ping that is missed ends a socket, too, if late
    await asyncio.to_thread(own_server.start)
    async with _joined(own_server, "Ana") as ana:
        tab = await _opened(own_server, ana)
        (await ana.patch("/api/users/me/privacy", json={"presence": False})).raise_for_status()
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(60):
                await tab.until(lambda one: False)


async def test_browsers_that_do_not_read_are_cut_off_each(own_server: RunningServer) -> None:
    await asyncio.to_thread(own_server.start)
    async with _joined(own_server, "Ana") as ana, _joined(own_server, "Ben") as ben:
        tabs = [await _opened(own_server, client, sock=far_away(own_server.port)) for client in (ana, ana, ben)]
        for tab in tabs:
            tab.ws.transport.pause_reading()
        me = (await ana.get("/api/users/me")).json()
        todo = iter(range(_MESSAGES))

        async def say() -> None:
            for number in todo:
                body = {"recipient_id": me["id"], "body": f"{number} {_BODY}"}
                (await ben.post("/api/messages/", json=body)).raise_for_status()

        await asyncio.gather(*(say() for _ in range(_AT_ONCE)))
        with httpx.Client(base_url=own_server.url, trust_env=False, timeout=60) as looker:
            await asyncio.to_thread(wait_until, lambda: _NONE_LEFT in looker.get("/metrics").text)
        for tab in tabs:
            tab.ws.transport.abort()
            await tab.ws.wait_closed()

"""The interface without a network, on an empty database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.support.chat import Listener, live_server
from webchat.api.app import create_api

HOST = "http://chat.test"


@dataclass
class Program:
    """Someone with a token."""

    id: int
    http: httpx.AsyncClient

    async def say(self, to: int, body: str, **more: Any) -> httpx.Response:
        return await self.http.post("/api/messages/", json={"recipient_id": to, "body": body, **more})


@pytest.fixture
async def live(clean_database: object) -> AsyncIterator[Listener]:
    async with live_server() as listener:
        yield listener


@pytest.fixture
async def transport(live: Listener) -> httpx.ASGITransport:
    return httpx.ASGITransport(create_api())


@pytest.fixture
async def nobody(transport: httpx.ASGITransport) -> AsyncIterator[httpx.AsyncClient]:
    """A client without any proof."""
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        yield client


@pytest.fixture
async def enrol(
    nobody: httpx.AsyncClient, transport: httpx.ASGITransport
) -> AsyncIterator[Callable[[str], Awaitable[Program]]]:
    """Makes users with tokens."""
    clients = []

    async def new(name: str) -> Program:
        answer = (await nobody.post("/api/users/", json={"username": name})).raise_for_status().json()
        headers = {"Authorization": f"Bearer {answer['token']}"}
        clients.append(httpx.AsyncClient(transport=transport, base_url=HOST, headers=headers))
        return Program(answer["user"]["id"], clients[-1])

    yield new
    for client in clients:
        await client.aclose()


@pytest.fixture
async def ana(enrol: Callable[[str], Awaitable[Program]]) -> Program:
    return await enrol("Ana")


@pytest.fixture
async def bob(enrol: Callable[[str], Awaitable[Program]]) -> Program:
    return await enrol("Bob")

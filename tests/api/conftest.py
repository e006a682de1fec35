"""The interface without a network, on an empty database."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import jwt
import pytest

from tests.support.chat import Listener, live_server
from webchat.api.app import create_api
from webchat.api.reference import operations_of
from webchat.settings import get_settings

HOST = "http://chat.test"
KEY = "wcs_a-key-of-a-shop-and-long-enough"
SECRET = "a secret of a shop, long enough for every algorithm that somebody may try"
Client = Callable[..., httpx.AsyncClient]


_reference = cache(create_api)  # its document is made once


async def _is_documented(answer: httpx.Response) -> None:
    """Whatever a test asks for is answered as the reference says."""
    method, path = answer.request.method.lower(), answer.request.url.path
    operation = operations_of(_reference(), path.rstrip("/")).get(method)
    if operation and answer.status_code != 405:  # of a wrong method nothing is said
        assert str(answer.status_code) in operation["responses"], (method, path, answer.status_code)


def a_client(transport: httpx.ASGITransport, **options: Any) -> httpx.AsyncClient:
    """A client of the interface; what it is answered must stand in the reference."""
    return httpx.AsyncClient(transport=transport, base_url=HOST, event_hooks={"response": [_is_documented]}, **options)


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
    async with a_client(transport) as client:
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
        clients.append(a_client(transport, headers=headers))
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


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets settings of this installation for one test."""

    def configure(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()

    configure(WEBCHAT_SERVICE_KEY=KEY, WEBCHAT_JWT_SECRET=SECRET, WEBCHAT_JWT_ISSUER="shop")
    yield configure
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
async def client(configured: Callable[..., None], transport: httpx.ASGITransport) -> AsyncIterator[Client]:
    made = []

    def new(token: str, **headers: str) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {token}", **headers}
        made.append(a_client(transport, headers=headers))
        return made[-1]

    yield new
    for one in made:
        await one.aclose()


def signed(key: Any = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **claims: Any) -> str:
    said = {"iss": "shop", "sub": "42", "name": "Ada Host", "aud": "webchat", "exp": int(time.time()) + 600} | claims
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(said, key, algorithm=algorithm, headers=headers)


async def me(client: httpx.AsyncClient) -> dict[str, Any]:
    """The profile of whoever this client is."""
    answer = await client.get("/api/users/me")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ensure(client: httpx.AsyncClient, key: str = "order:7", **more: Any) -> httpx.Response:
    """A host asks for the conversation of one of its things."""
    return await client.post("/api/conversations/ensure", json={"external_key": key, **more})

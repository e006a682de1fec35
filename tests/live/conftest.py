"""Tabs without a browser: raw Reflex sockets on a real server."""

from __future__ import annotations

import uuid

import httpx
import pytest

from tests.support.reflex_socket import ReflexSocket


@pytest.fixture
def join(server):
    """Join over HTTP as the first page does; gives the client (with its cookie) and the user."""
    clients = []

    def made(name: str):
        client = httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=30)
        clients.append(client)
        unique = f"{name} {uuid.uuid4().hex[:8]}"
        return client, client.post("/session", json={"name": unique}).raise_for_status().json()["user"]

    yield made
    for client in clients:
        client.close()


@pytest.fixture
async def tab_of(server):
    """Open a tab's socket with the cookie of a client; all are closed at the end."""
    tabs = []

    async def opened(client: httpx.Client | None = None) -> ReflexSocket:
        secret = client.cookies["webchat_session"] if client else ""
        tabs.append(await ReflexSocket.open(server.url, secret))
        return tabs[-1]

    yield opened
    for tab in tabs:
        await tab.close()

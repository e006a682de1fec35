"""People with the client of Python, at a real server."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.server import RunningServer
from webchat.client import Client

SECRETS = {"WEBCHAT_SERVICE_KEY": "wcs_a-key-for-the-shops-of-tests", "WEBCHAT_JWT_SECRET": "shops " * 8}


@pytest.fixture(scope="session")
def host() -> Iterator[RunningServer]:
    """A server that belongs to a shop."""
    with tempfile.TemporaryDirectory(prefix="webchat-shop-", ignore_cleanup_errors=True) as folder:
        running = RunningServer(Path(folder) / "data", WEBCHAT_RATE_LIMITS="off", WEBCHAT_JWT_ISSUER="shop", **SECRETS)
        try:
            running.start()
            yield running
        finally:
            running.stop()


class Friend:
    """Somebody with a client and a token."""

    def __init__(self, url: str, name: str) -> None:
        with Client(url) as nobody:
            made = nobody.create_user(f"{name} {uuid.uuid4().hex[:8]}")
        self.id, self.token, self.url = made.user.id, made.token, url
        self.client = Client(url, made.token)


@pytest.fixture
def enrol(server: RunningServer) -> Iterator[Callable[[str], Friend]]:
    """Makes users of the shared server."""
    friends: list[Friend] = []

    def new(name: str) -> Friend:
        friends.append(Friend(server.url, name))
        return friends[-1]

    yield new
    for friend in friends:
        friend.client.close()


@pytest.fixture
def ana(enrol: Callable[[str], Friend]) -> Friend:
    return enrol("Ana")


@pytest.fixture
def bob(enrol: Callable[[str], Friend]) -> Friend:
    return enrol("Bob")

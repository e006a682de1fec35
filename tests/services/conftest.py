"""The live path on an empty database, and two people."""

from collections.abc import AsyncIterator

import pytest

from tests.support.chat import Listener, join, live_server
from tests.support.push_service import World
from tests.support.receiver import receiving
from webchat.domain.actor import Actor


@pytest.fixture
async def live(clean_database: object) -> AsyncIterator[Listener]:
    """Everything running, nobody there."""
    async with live_server() as listener:
        yield listener


@pytest.fixture
async def ana(live: Listener) -> Actor:
    return await join("Ana")


@pytest.fixture
async def bob(live: Listener) -> Actor:
    return await join("Bob")


@pytest.fixture
async def world(live: Listener) -> AsyncIterator[World]:
    async with receiving() as receiver:
        yield World(receiver)

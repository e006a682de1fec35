"""The short way to a socket."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from webchat.serving.server import wrapped
from webchat.serving.straight import Line, line_of


async def test_no_wrapper_stands_between_the_app_and_a_socket() -> None:
    found: list[Line | None] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(line_of(scope))

    config = Config(app)
    config.load()
    protocol = WebSocketsSansIOProtocol(config, ServerState(), {}, asyncio.get_running_loop())
    await wrapped(app)({"type": "websocket", "path": "/ws/me", "headers": []}, _nothing, protocol.send)
    assert isinstance(found[0], Line)


async def _nothing() -> None:
    pytest.fail("Nobody asks for a message here.")

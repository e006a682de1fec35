"""Programs with a WebSocket on a real server."""

from __future__ import annotations

import pytest

from tests.support.program import Program


@pytest.fixture
async def program(server):
    made: list[Program] = []

    def new(name: str) -> Program:
        made.append(Program(server.url, name))
        return made[-1]

    yield new
    for one in made:
        await one.leave()

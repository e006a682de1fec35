"""A listener that hangs up is forgotten, whatever is said to it at that moment."""

from __future__ import annotations

import asyncio

import pytest

from webchat.api.frames import Frame
from webchat.api.sse import EventStream
from webchat.domain.actor import Actor


async def _turns(count: int) -> None:
    """So many turns of the event loop."""
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.mark.parametrize("turns", range(-6, 4))
async def test_who_hangs_up_while_something_is_said_is_gone(ana: Actor, turns: int) -> None:
    """`turns` of the event loop pass between the two, either way: a cancellation could meet the frame at some."""
    begun, hung_up = asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, str]:
        await hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.body":
            begun.set()

    stream = EventStream(ana, None)
    serving = asyncio.create_task(stream({}, receive, send))
    async with asyncio.timeout(20):
        await begun.wait()
    await _turns(50)  # until it waits for more
    if turns < 0:
        hung_up.set()
    await _turns(max(0, -turns))
    stream._stream.tell(Frame(b"hello", "message.created", "hello"))
    await _turns(max(0, turns))
    hung_up.set()
    async with asyncio.timeout(20):
        await serving

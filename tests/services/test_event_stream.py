"""A listener that hangs up is forgotten, whatever is said to it at that moment."""

from __future__ import annotations

import asyncio

import pytest

from webchat.api.frames import Frame
from webchat.api.sse import EventStream, follow
from webchat.api.stream import Stream
from webchat.api.streams import MOST_SOCKETS, streams
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict


async def _turns(count: int) -> None:
    """So many turns of the event loop."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_whose_last_place_went_meanwhile_is_told(ana: Actor) -> None:
    asked = await follow(ana)  # there was room at that moment
    others = [Stream(ana) for _ in range(MOST_SOCKETS)]

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        raise AssertionError(message)

    try:
        assert all(streams.add(one) for one in others)
        with pytest.raises(Conflict):  # which is still answered: nothing was sent
            await asked({}, receive, send)
        assert not streams.has_room(ana.user_id)
    finally:
        for one in others:
            streams.remove(one)
    assert streams.has_room(ana.user_id)


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
    async with asyncio.timeout(60):
        await begun.wait()
    await _turns(50)  # until it waits for more
    if turns < 0:
        hung_up.set()
    await _turns(max(0, -turns))
    stream._stream.tell(Frame(b"hello", "message.created", "hello"))
    await _turns(max(0, turns))
    hung_up.set()
    async with asyncio.timeout(60):
        await serving

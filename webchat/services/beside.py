"""Work that goes on beside the requests for as long as somebody wants it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from webchat.realtime.hub import Sink, hub
from webchat.realtime.together import together


async def heard(event: asyncio.Event, seconds: float) -> None:
    """Waits for the event, or so long. `asyncio.wait_for` may lose a cancellation that comes with the event."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


@asynccontextmanager
async def beside(*works: Coroutine[Any, Any, None], listener: Sink | None = None) -> AsyncIterator[None]:
    """Runs `works` until this is closed; `listener` is told meanwhile whatever happens."""
    if listener is not None:
        hub.subscribe(listener)
    try:
        async with together(*works):
            yield
    finally:
        if listener is not None:
            hub.unsubscribe(listener)

"""Several works that go on side by side, and how they are ended."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

_CANCEL_AGAIN = 2.0  # seconds, which what it still has to put in order may take
_log = logging.getLogger(__name__)


async def end(task: asyncio.Task[None]) -> None:
    """Cancels until it has ended: a library may take a cancellation for its own time running out."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_CANCEL_AGAIN)


@asynccontextmanager
async def together(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Runs `works` until this is closed. What one of them failed with is told then, and keeps no other from its end."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            await end(task)
        for task in tasks:
            if not task.cancelled() and (problem := task.exception()):
                _log.error("Work beside the requests had failed.", exc_info=problem)

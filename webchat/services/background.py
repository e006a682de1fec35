"""What runs beside the requests, from start to stop: each looks after its own kind of unfinished work."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from webchat.services import (
    call_keeper,
    call_rooms,
    digest_runner,
    disappearing,
    gifs,
    guide_runner,
    host_pictures,
    host_tokens,
    link_previews,
    operation,
    push_runner,
    retention,
    schedule_runner,
    shared_limits,
    webhook_runner,
)

_RUNNERS = (
    call_keeper.running,
    call_rooms.running,
    schedule_runner.running,
    disappearing.running,
    retention.running,
    webhook_runner.running,
    push_runner.running,
    digest_runner.running,
    link_previews.running,
    gifs.running,
    host_tokens.running,
    host_pictures.running,
    shared_limits.running,
    guide_runner.running,
    operation.running,
)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Runs all of them as long as this is open."""
    async with AsyncExitStack() as stack:
        for runner in _RUNNERS:
            await stack.enter_async_context(runner())
        yield

"""From a commit to everyone who listens, without any knowledge of how they are reached."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from webchat.db.unit_of_work import on_commit
from webchat.metrics import count_committed
from webchat.realtime import audience, bus
from webchat.realtime.endings import Endings
from webchat.realtime.hub import hub
from webchat.realtime.log_tail import LogTail
from webchat.realtime.presence import presence as _presence
from webchat.realtime.receipt_minima import MinimaTeller

__all__ = ["hub", "lifespan"]


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """The dispatcher, the log tail, presence and the receipts of all, from start to stop."""
    hub.restart()
    audience.clear()
    bus.register()
    on_commit(count_committed)
    tail = LogTail()
    await tail.start()
    minima, endings = MinimaTeller(), Endings()
    for listener in (minima, endings):
        hub.subscribe(listener)
    tasks = [asyncio.create_task(work) for work in (hub.run(), tail.run(), _presence.run(), minima.run())]
    try:
        yield
    finally:
        for listener in (minima, endings):
            hub.unsubscribe(listener)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await _presence.keep(_presence.leave_all())

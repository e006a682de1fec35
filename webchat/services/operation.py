"""How this process is doing, for whoever watches over it, and when it is too much."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

from webchat import metrics
from webchat.db.errors import no_answer
from webchat.db.unit_of_work import UnitOfWork, read, waiting
from webchat.domain.cursors import parse_cursor
from webchat.domain.errors import Overloaded, Unavailable
from webchat.realtime.hub import hub
from webchat.repositories import operation
from webchat.services import events, message_writer
from webchat.services.beside import beside
from webchat.settings import get_settings

T = TypeVar("T")
RETRY_AFTER = 2  # seconds
_EVERY = 5.0
_PATIENCE = 5.0  # who watches over us asks again soon, and is to hear that the database is silent
_log = logging.getLogger(__name__)


def check_load() -> None:
    """Raises `Overloaded` while more work waits for the database than it can do soon: for every door.

    A batch of messages is as much work as a use case. Only doors ask: what the live path and the keepers do is never
    sent away.
    """
    if waiting() + message_writer.waiting_batches() >= get_settings().most_waiting:
        metrics.SHED.inc()
        raise Overloaded(RETRY_AFTER)


async def check_ready() -> None:
    """Raises `Unavailable` when the log cannot be read, or not within seconds."""
    await _soon(read(events.check_log))


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Keeps the gauges up to date for the other processes, whichever of them is asked."""
    metrics.PROCESSES.set(1)
    works = [_measure_often()] if get_settings().metrics_dir else []
    async with beside(*works):
        yield


async def _measure_often() -> None:
    while True:
        try:
            await measure()
        except Exception:  # noqa: BLE001  the database may be away for a while
            _log.exception("The figures of this process could not be brought up to date.")
        await asyncio.sleep(_EVERY)


async def measure() -> None:
    """Brings the gauges up to date; a database that is away, silent or busy leaves its own as they were."""
    busy = waiting()
    metrics.QUEUES.labels("database").set(busy)
    metrics.QUEUES.labels("messages").set(message_writer.waiting())
    metrics.QUEUES.labels("hub").set(hub.waiting)
    if busy or not hub.cursor:
        return
    try:
        behind, age, webhooks = await _soon(read(_pulse, hub.cursor))
    except Unavailable:
        return
    metrics.LOG_BEHIND.set(behind)
    metrics.HORIZON_AGE.set(age)
    metrics.WEBHOOKS.set(webhooks)


async def _soon(asked: Awaitable[T]) -> T:
    """The answer of a database that is well; `Unavailable` where it takes longer."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await asked
    except TimeoutError as error:
        raise no_answer(f"not within {_PATIENCE:g} seconds") from error


def _pulse(uow: UnitOfWork, cursor: str) -> tuple[int, float, int]:
    row = operation.pulse(uow.session, parse_cursor(cursor))
    return row["behind"], float(row["horizon_age"]), row["webhooks"]

"""Nothing is kept longer than the settings say.

Events, words of deleted messages, idle sessions, files; and what should have disappeared by now.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.clock import Clock, now
from webchat.repositories import events, receipts, retention
from webchat.services import disappearing
from webchat.services.beside import beside
from webchat.services.media_keeper import Pruned, prune_media
from webchat.settings import get_settings

_BATCH = 500
_PAUSE = 3600.0
_FIRST_PAUSE = 60.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much went. `files` is None where another process is at them.

    `disappeared`: messages that were due; `places`: rows of those that disappeared before the first event.
    """

    events: int
    receipts: int
    messages: int
    sessions: int
    disappeared: int
    places: int
    files: Pruned | None


async def prune(clock: Clock = now) -> Forgotten:
    """Removes what was kept long enough, in small transactions."""
    settings = get_settings()
    days = settings.event_retention_days
    deleted_before = clock() - timedelta(days=settings.deleted_retention_days)
    idle_before = clock() - timedelta(days=settings.idle_session_days)
    disappeared = await disappearing.vanish_due(clock)
    # A day more: nobody who comes back with a cursor is told of a row that is gone.
    vanished_before = clock() - timedelta(days=days + 1)
    return Forgotten(
        await _all(lambda uow: events.prune(uow.session, days, _BATCH)),
        await _all(lambda uow: receipts.prune(uow.session, days, _BATCH)),
        await _all(lambda uow: retention.scrub(uow.session, deleted_before, _BATCH)),
        await _all(lambda uow: retention.end_idle(uow.session, idle_before, clock(), _BATCH)),
        disappeared,
        await _all(lambda uow: disappearing.remove_places(uow, vanished_before, _BATCH)),
        await prune_media(clock),
    )


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Prunes once an hour as long as this is open."""
    async with beside(_run()):
        yield


async def _run() -> None:
    await asyncio.sleep(_FIRST_PAUSE)
    while True:
        try:
            await prune()
        except Exception:  # noqa: BLE001  the database or the store may be away for a while
            _log.exception("What nobody needs could not be removed just now.")
        await asyncio.sleep(_PAUSE)


async def _all(some: Callable[[UnitOfWork], int]) -> int:
    total = 0
    while count := await transact(some):
        total += count
    return total

"""Reads the log behind the direct path, and so repairs what a crash between commit and publish left out."""

import asyncio
import logging
from time import monotonic
from typing import Any

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.cursors import Cursor
from webchat.domain.errors import Unavailable
from webchat.domain.events import LoggedEvent
from webchat.realtime import audience, bus
from webchat.realtime.hub import hub
from webchat.repositories import event_views, events, receipts
from webchat.settings import get_settings

_log = logging.getLogger(__name__)
_PAUSE = 1.0
_PAGE = 500
_PRUNE_PAUSE = 600.0


class LogTail:
    """One reader of everyone's events; moves `hub.cursor`."""

    def __init__(self) -> None:
        self._position: Cursor | None = None
        self._pruned_at = monotonic()

    async def run(self) -> None:
        """Follows the log until cancelled; a database that is away is waited for."""
        while True:
            try:
                while await self.step():
                    pass
                await self._prune_now_and_then()
            except Unavailable:
                _log.warning("The event log cannot be read just now; trying again.")
            except Exception:  # noqa: BLE001  without the tail nothing would be repaired any more
                _log.exception("Reading the event log failed; trying again.")
            await asyncio.sleep(_PAUSE)

    async def start(self) -> None:
        """Begins at the present end of the log."""
        log = await read(lambda uow: events.position(uow.session))
        self._position = log.cursor
        hub.cursor = str(self._position)

    async def step(self) -> bool:
        """Dispatches one page of what is new; True when there may be more."""
        if self._position is None:
            await self.start()
        assert self._position is not None  # noqa: S101  start() has set it
        joined, end, more = await read(_read_page, self._position)
        for event, view in joined:
            if not hub.has_seen(event.id):
                audience.heed(event)
                hub.dispatch(bus.live_event(event, view), in_order=True)
        await hub.drained()
        self._position = end
        hub.cursor = str(end)
        return more

    async def _prune_now_and_then(self) -> None:
        if monotonic() - self._pruned_at < _PRUNE_PAUSE:
            return
        self._pruned_at = monotonic()
        days = get_settings().event_retention_days
        for prune in (_prune, _prune_moments):
            while await transact(prune, days) == _PAGE:
                pass


def _read_page(uow: UnitOfWork, since: Cursor) -> tuple[list[tuple[LoggedEvent, Any]], Cursor, bool]:
    log = events.position(uow.session)
    page = events.tail(uow.session, since, _PAGE)
    new = events.get_many(uow.session, [event_id for _, event_id in page if not hub.has_seen(event_id)])
    more = len(page) == _PAGE
    end = Cursor(log.epoch, *page[-1]) if more else log.cursor
    return event_views.join(uow.session, new) if new else [], end, more


def _prune(uow: UnitOfWork, days: int) -> int:
    return events.prune(uow.session, days, _PAGE)


def _prune_moments(uow: UnitOfWork, days: int) -> int:
    return receipts.prune(uow.session, days, _PAGE)

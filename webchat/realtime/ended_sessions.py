"""Sessions that ended while other processes could not tell us: their sockets close here all the same."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.clock import now
from webchat.domain.errors import Unavailable
from webchat.domain.events import SESSION_ENDED, Signal
from webchat.realtime.hub import hub
from webchat.repositories import sessions

_PAUSE = 2.0
_MARGIN = timedelta(seconds=10)  # clocks of machines differ
_log = logging.getLogger(__name__)


async def watch(can_hear: Callable[[], bool]) -> None:
    """Asks the database every few seconds while we hear nothing, and once after that, until cancelled."""
    deaf_since: datetime | None = None
    while True:
        await asyncio.sleep(_PAUSE)
        hears = can_hear()
        if not hears and deaf_since is None:
            deaf_since = now() - _MARGIN
        if deaf_since is None:
            continue
        try:
            for session_id, user_id in await read(_ended_since, deaf_since):
                hub.signal(Signal(SESSION_ENDED, user_id=user_id, data={"session_id": session_id}))
        except Unavailable:
            _log.warning("Could not ask which sessions ended.")
        else:
            deaf_since = None if hears else deaf_since


def _ended_since(uow: UnitOfWork, since: datetime) -> list[tuple[int, int]]:
    return sessions.ended_since(uow.session, since)

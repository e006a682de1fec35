"""When sessions were last used: noted beside what is asked, which does not wait for it."""

import asyncio
import logging

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Unavailable
from webchat.repositories import sessions
from webchat.services.lately import Lately

_AFTER = 60.0
_REMEMBERED = 10_000
_log = logging.getLogger(__name__)


class Uses:
    """Those of this process that are still to be kept, and those that were a moment ago."""

    def __init__(self) -> None:
        self._kept = Lately[int, None](_AFTER, _REMEMBERED)
        self._due: set[int] = set()
        self._task: asyncio.Task[None] | None = None

    def note(self, actor: Actor) -> None:
        """Keeps that the actor's session is in use, at most once a minute; on the event loop."""
        if actor.session_id is None or actor.session_id in self._kept:
            return
        self._kept.keep(actor.session_id, None)
        self._due.add(actor.session_id)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._due:
                due, self._due = self._due, set()
                await transact(_touch, due)
        except Unavailable:
            _log.info("It was not kept when some sessions were last used.")
        finally:
            self._task = None


def _touch(uow: UnitOfWork, session_ids: set[int]) -> None:
    sessions.touch(uow.session, session_ids, now())


_uses = Uses()
note = _uses.note

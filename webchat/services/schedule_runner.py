"""Sends messages for later at their time, each once, whichever process gets to it.

A message is claimed first and sent second, under its own `client_id`. Who dies in between leaves a claim that
lapses; the next one sends again, and the send path gives the first message.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.errors import NotFound, WebchatError
from webchat.domain.events import SCHEDULE_UPDATED, LiveEvent, Signal
from webchat.repositories import schedules
from webchat.services.beside import beside, heard
from webchat.services.messages import SendMessage, send_message
from webchat.services.schedules import CLAIM, tell

_AT_ONCE = 20
# Other processes schedule too, and do not wake this one.
_LONGEST_PAUSE = 20.0
_log = logging.getLogger(__name__)


class ScheduleRunner:
    """Wakes at the next due time, and when something is scheduled here."""

    def __init__(self, clock: Clock = now) -> None:
        self._clock = clock
        self._changed = asyncio.Event()

    async def on_event(self, event: LiveEvent) -> None:
        """Nothing of the log concerns what is not sent yet."""

    async def on_signal(self, signal: Signal) -> None:
        """Something was scheduled, changed or cancelled."""
        if signal.type == SCHEDULE_UPDATED:
            self._changed.set()

    async def run(self) -> None:
        """Sends what is due, again and again, until cancelled."""
        while True:
            self._changed.clear()
            try:
                await self.send_due()
                pause = await self._pause()
            except Exception:  # noqa: BLE001  the database may be away for a while
                _log.exception("Messages for later could not be sent just now.")
                pause = 1.0
            await heard(self._changed, pause)

    async def send_due(self) -> int:
        """Sends what is due now; gives how many messages that were."""
        sent = 0
        while rows := await transact(_claim, self._clock()):
            for row in rows:
                sent += await _send(row)
        return sent

    async def _pause(self) -> float:
        due = await read(_next_due)
        left = (due - self._clock()).total_seconds() if due else _LONGEST_PAUSE
        return min(max(left, 0.0), _LONGEST_PAUSE)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Sends messages for later as long as this is open."""
    runner = ScheduleRunner()
    async with beside(runner.run(), listener=runner):
        yield


async def _send(row: Any) -> bool:
    actor = Actor(row["user_id"], None, row["username"], row["display_name"])
    command = SendMessage(
        row["body"],
        conversation_id=row["conversation_id"],
        client_id=row["client_id"],
        kind=row["kind"],
        reply_to_id=row["answers"],
        payload=row["payload"],
    )
    try:
        await send_message(actor, command)
    except NotFound:
        await transact(_failed, row, "You cannot write in this conversation any more.")
    except WebchatError as error:
        if not error.retryable:  # else the claim lapses, and it is tried again
            await transact(_failed, row, error.message)
    else:
        await transact(_done, row)
        return True
    return False


def _claim(uow: UnitOfWork, at: datetime) -> list[Any]:
    return schedules.claim(uow.session, at, at - CLAIM, _AT_ONCE)


def _next_due(uow: UnitOfWork) -> datetime | None:
    return schedules.next_due(uow.session, CLAIM.total_seconds())


def _done(uow: UnitOfWork, row: Any) -> None:
    schedules.delete(uow.session, row["id"])
    tell(uow, row["user_id"], row["id"], None)


def _failed(uow: UnitOfWork, row: Any, problem: str) -> None:
    if view := schedules.fail(uow.session, row["id"], problem):
        tell(uow, row["user_id"], row["id"], view)

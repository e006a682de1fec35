"""Ends what has lapsed in calls, each thing once, whichever process gets to it; and notes who is still there.

Deadlines stand in the rows, so they outlive a restart. Each process knows its own sockets only and says of those that
they are there: who is there for no process for long enough has gone.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.clock import Clock, now
from webchat.domain.events import CALL_UPDATED, LiveEvent, Signal
from webchat.realtime import presence
from webchat.repositories import calls
from webchat.services.beside import beside, heard
from webchat.services.call_changes import expire_call

_BEAT = 2.0
# Calls that begin in another process are told by the log.
_LONGEST_PAUSE = 20.0
_log = logging.getLogger(__name__)


class CallKeeper:
    """Wakes when something lapses, and every two seconds while anybody is in a call."""

    def __init__(self, clock: Clock = now) -> None:
        self._clock = clock
        self._changed = asyncio.Event()

    async def on_event(self, event: LiveEvent) -> None:
        """A call began or changed: another deadline may be the next."""
        if event.type == CALL_UPDATED:
            self._changed.set()

    async def on_signal(self, signal: Signal) -> None:
        """What passes has no deadline."""

    async def run(self) -> None:
        """Looks again and again, until cancelled."""
        while True:
            self._changed.clear()
            try:
                anybody = await self.note_who_is_here()
                await self.expire_due()
                pause = await self._pause(anybody)
            except Exception:  # noqa: BLE001  the database may be away for a while
                _log.exception("Calls could not be looked after just now.")
                pause = 1.0
            await heard(self._changed, pause)

    async def note_who_is_here(self) -> bool:
        """Signs of life of those who are connected to this process; whether anybody is in a call at all."""
        inside = await read(_insiders)
        if signs := [(row["call_id"], row["user_id"], row["line"] or "user") for row in inside if _has_line(row)]:
            await transact(_touch, signs, self._clock())
        return bool(inside)

    async def forgive(self) -> None:
        """After a start nobody can know who was there meanwhile: everyone has the whole time to come back."""
        if signs := [(row["call_id"], row["user_id"], "") for row in await read(_insiders)]:
            await transact(_touch, signs, self._clock())

    async def expire_due(self) -> int:
        """Ends what has lapsed by now; gives in how many calls that was."""
        at, ended = self._clock(), 0
        for row in await read(_due, at):
            ended += await transact(expire_call, row["id"], row["conversation_id"], at)
        return ended

    async def _pause(self, anybody: bool) -> float:
        due = await read(_next_due)
        longest = _BEAT if anybody else _LONGEST_PAUSE
        left = (due - self._clock()).total_seconds() if due else longest
        return min(max(left, 0.0), longest)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Looks after calls as long as this is open."""
    keeper = CallKeeper()
    await keeper.forgive()
    async with beside(keeper.run(), listener=keeper):
        yield


def _has_line(row: Any) -> bool:
    """Where a device has a socket of its own, no other tab of the same person stands in for it."""
    return presence.has_line(row["user_id"], row["device_id"] if row["line"] == "device" else None)


def _insiders(uow: UnitOfWork) -> list[Any]:
    return calls.insiders(uow.session)


def _touch(uow: UnitOfWork, signs: list[tuple[int, int, str]], at: datetime) -> None:
    calls.touch(uow.session, signs, at)


def _due(uow: UnitOfWork, at: datetime) -> list[Any]:
    return calls.due(uow.session, at)


def _next_due(uow: UnitOfWork) -> datetime | None:
    return calls.next_due(uow.session)

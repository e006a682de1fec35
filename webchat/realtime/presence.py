"""Who is here: online while any tab is connected, away when all are idle, offline after a grace.

Known to this process only: nobody needs presence after a restart, and a row a minute and tab is a lot of writing.
"""

import asyncio
import logging
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Literal

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.clock import Clock, now
from webchat.domain.errors import Unavailable
from webchat.domain.events import PRESENCE, Signal
from webchat.realtime import bus
from webchat.repositories import users

State = Literal["online", "away", "offline"]
GRACE = timedelta(seconds=30)

_log = logging.getLogger(__name__)
_PAUSE = 1.0
_MOST_DEVICES = 10_000


class Presence:
    """The connections of this process, by user."""

    def __init__(self, clock: Clock = now) -> None:
        self._clock = clock
        self._tabs: dict[int, dict[str, bool]] = {}
        self._owner: dict[str, int] = {}
        self._leaving: dict[int, datetime] = {}
        self._last_seen: dict[int, datetime] = {}
        self._devices: OrderedDict[tuple[int, str], set[str]] = OrderedDict()
        self._carried: dict[str, tuple[int, str]] = {}

    def connected(self, user_id: int, connection_id: str) -> None:
        """A tab or a socket opened."""
        before = self.of(user_id)[0]
        self._owner[connection_id] = user_id
        self._tabs.setdefault(user_id, {})[connection_id] = True
        self._leaving.pop(user_id, None)
        self._tell_change(user_id, before)

    def disconnected(self, user_id: int, connection_id: str) -> None:
        """It closed; the user stays for the grace, so that a reload does not flicker."""
        before = self.of(user_id)[0]
        self._owner.pop(connection_id, None)
        if device := self._carried.pop(connection_id, None):
            self._devices.get(device, set()).discard(connection_id)
        tabs = self._tabs.get(user_id, {})
        tabs.pop(connection_id, None)
        if not tabs and user_id in self._tabs:
            del self._tabs[user_id]
            self._leaving[user_id] = self._clock()
        self._tell_change(user_id, before)

    def report(self, connection_id: str, active: bool) -> None:
        """A tab says that its person is there, or idle."""
        user_id = self._owner.get(connection_id)
        if user_id is None:
            return
        before = self.of(user_id)[0]
        self._tabs[user_id][connection_id] = active
        self._tell_change(user_id, before)

    def carry(self, user_id: int, device_id: str, connection_id: str) -> None:
        """This connection is that device's, until it closes."""
        if self._owner.get(connection_id) != user_id:
            return
        self._devices.get(self._carried.get(connection_id, (0, "")), set()).discard(connection_id)
        device = self._carried[connection_id] = (user_id, device_id)
        self._devices.setdefault(device, set()).add(connection_id)
        self._devices.move_to_end(device)
        if len(self._devices) > _MOST_DEVICES:
            self._devices.popitem(last=False)

    def has_line(self, user_id: int, device_id: str | None = None) -> bool:
        """Whether a connection of somebody is open here at this moment, of one device or of any."""
        return bool(self._tabs.get(user_id) if device_id is None else self._devices.get((user_id, device_id)))

    def of(self, user_id: int) -> tuple[State, datetime | None]:
        """The state now and, of those who left while this process ran, when they were last here."""
        if tabs := self._tabs.get(user_id):
            return ("online" if any(tabs.values()) else "away"), None
        if user_id in self._leaving:
            return "online", None
        return "offline", self._last_seen.get(user_id)

    def counts(self) -> tuple[int, int]:
        """How many people are connected, and by how many tabs and sockets."""
        return len(self._tabs), len(self._owner)

    def sweep(self) -> dict[int, datetime]:
        """Makes those offline whose grace has passed; gives when each was last here."""
        due = {user_id: at for user_id, at in self._leaving.items() if self._clock() - at >= GRACE}
        for user_id, at in due.items():
            del self._leaving[user_id]
            self._last_seen[user_id] = at
            self._tell_change(user_id, "online")
        return due

    async def run(self) -> None:
        """Sweeps until cancelled, and keeps when people were last here."""
        while True:
            await asyncio.sleep(_PAUSE)
            await self.keep(self.sweep())

    async def keep(self, gone: dict[int, datetime]) -> None:
        """Writes when people were last here."""
        try:
            for user_id, at in gone.items():
                await transact(_saw_last, user_id, at)
        except Unavailable:
            _log.warning("Could not keep when people were last here.")

    def leave_all(self) -> dict[int, datetime]:
        """At a stop: everyone who was here, and when."""
        here = {user_id: self._clock() for user_id in self._tabs} | self._leaving
        for known in (self._tabs, self._owner, self._leaving, self._devices, self._carried):
            known.clear()
        return here

    def _tell_change(self, user_id: int, before: State) -> None:
        state, last_seen_at = self.of(user_id)
        if state != before:
            data = {"user_id": user_id, "presence": state, "last_seen_at": last_seen_at}
            bus.signal(Signal(PRESENCE, user_id=user_id, data=data))


def _saw_last(uow: UnitOfWork, user_id: int, at: datetime) -> None:
    users.saw_last(uow.session, user_id, at)


presence = Presence()
connected, disconnected, report, of = presence.connected, presence.disconnected, presence.report, presence.of
carry, has_line = presence.carry, presence.has_line
counts = presence.counts

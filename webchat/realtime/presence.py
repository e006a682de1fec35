"""Who is here: online while any tab is connected, away when all are idle, offline after a grace.

A change is told at once, and what a person is after more of them when a few seconds have passed: each is work for
everybody who listens.

Never stored: nobody needs presence after a restart, and a row a minute and tab is a lot of writing. Another process is
one more connection of each of its people (`realtime/neighbours.py`).
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.clock import Clock, now
from webchat.domain.errors import Unavailable
from webchat.domain.events import PRESENCE, Signal
from webchat.realtime.hub import hub
from webchat.repositories import users

State = Literal["online", "away", "offline"]
GRACE = timedelta(seconds=30)
TOLD_EVERY = timedelta(seconds=3)

_log = logging.getLogger(__name__)
_PAUSE = 1.0
_MOST_DEVICES = 10_000


class Presence:
    """All connections, by user: those of this process, and one for each other process that has any."""

    def __init__(self, clock: Clock = now) -> None:
        self._clock = clock
        self._tabs: dict[int, dict[str, bool]] = {}
        self._owner: dict[str, int] = {}
        self._leaving: dict[int, tuple[datetime, bool]] = {}
        self._last_seen: dict[int, datetime] = {}
        # What was told of whom in the last seconds, and when; the oldest first.
        self._told: dict[int, tuple[State, datetime]] = {}
        self._devices: OrderedDict[tuple[int, str], set[str]] = OrderedDict()
        self._carried: dict[str, tuple[int, str]] = {}
        self.on_own_change: Callable[[int], None] = lambda _: None
        """Told whose connections to this process changed."""

    def connected(self, user_id: int, connection_id: str) -> None:
        """A tab or a socket opened."""
        self._owner[connection_id] = user_id
        self._set(user_id, connection_id, active=True)
        self.on_own_change(user_id)

    def disconnected(self, user_id: int, connection_id: str) -> None:
        """It closed; the user stays for the grace, so that a reload does not flicker."""
        self._owner.pop(connection_id, None)
        if device := self._carried.pop(connection_id, None):
            self._devices.get(device, set()).discard(connection_id)
        self._drop(user_id, connection_id, ours=True)
        self.on_own_change(user_id)

    def report(self, connection_id: str, active: bool) -> None:
        """A tab says that its person is there, or idle."""
        user_id = self._owner.get(connection_id)
        if user_id is not None:
            self._set(user_id, connection_id, active=active)
            self.on_own_change(user_id)

    def elsewhere(self, user_id: int, process: str, active: bool | None, *, ours: bool = False) -> None:
        """Another process has this user connected, or no longer (None); `ours`: it fell to us to keep when."""
        if active is None:
            self._drop(user_id, process, ours=ours)
        else:
            self._set(user_id, process, active=active)

    def own(self, user_id: int) -> bool | None:
        """Whether a user is active at this process; None when they are not connected to it."""
        states = [active for name, active in self._tabs.get(user_id, {}).items() if name in self._owner]
        return any(states) if states else None

    def carry(self, user_id: int, device_id: str, connection_id: str) -> bool:
        """This connection is that device's, until it closes; False where it stays another's, since none was named."""
        if self._owner.get(connection_id) != user_id:
            return True
        before = self._carried.get(connection_id, (0, ""))
        if before[1] and not device_id:
            return False
        self._devices.get(before, set()).discard(connection_id)
        device = self._carried[connection_id] = (user_id, device_id)
        self._devices.setdefault(device, set()).add(connection_id)
        self._devices.move_to_end(device)
        if len(self._devices) > _MOST_DEVICES:
            self._devices.popitem(last=False)
        return True

    def has_line(self, user_id: int, device_id: str | None = None) -> bool:
        """Whether a connection of somebody is open at this process now, of one device or of any."""
        return self.own(user_id) is not None if device_id is None else bool(self._devices.get((user_id, device_id)))

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
        """Makes those offline whose grace has passed; gives when each was last here, of those who were ours.

        Tells what became of those who changed again soon after they had been told of.
        """
        self._tell_held_back()
        due = {user_id: left for user_id, left in self._leaving.items() if self._clock() - left[0] >= GRACE}
        for user_id, (at, _) in due.items():
            del self._leaving[user_id]
            self._last_seen[user_id] = at
            self._tell_change(user_id, "online")
        return {user_id: at for user_id, (at, ours) in due.items() if ours}

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
        """At a stop: everyone who was here, at this process, and when."""
        left = {user_id: at for user_id, (at, ours) in self._leaving.items() if ours}
        here = dict.fromkeys(self._owner.values(), self._clock()) | left
        for known in (self._tabs, self._owner, self._leaving, self._devices, self._carried, self._told):
            known.clear()
        return here

    def _set(self, user_id: int, name: str, *, active: bool) -> None:
        before = self.of(user_id)[0]
        self._tabs.setdefault(user_id, {})[name] = active
        self._leaving.pop(user_id, None)
        self._tell_change(user_id, before)

    def _drop(self, user_id: int, name: str, *, ours: bool) -> None:
        before = self.of(user_id)[0]
        tabs = self._tabs.get(user_id, {})
        tabs.pop(name, None)
        if not tabs and user_id in self._tabs:
            del self._tabs[user_id]
            self._leaving[user_id] = self._clock(), ours
        self._tell_change(user_id, before)

    def _tell_change(self, user_id: int, before: State) -> None:
        if user_id not in self._told and self.of(user_id)[0] != before:
            self._tell(user_id)

    def _tell(self, user_id: int) -> None:
        """To who listens here: every process finds out by itself."""
        state, last_seen_at = self.of(user_id)
        self._told[user_id] = state, self._clock()
        data = {"user_id": user_id, "presence": state, "last_seen_at": last_seen_at}
        hub.signal(Signal(PRESENCE, user_id=user_id, data=data))

    def _tell_held_back(self) -> None:
        due = []
        for user_id, (state, at) in self._told.items():
            if timedelta(0) <= self._clock() - at < TOLD_EVERY:
                break
            due.append((user_id, state))
        for user_id, state in due:
            del self._told[user_id]
            if self.of(user_id)[0] != state:
                self._tell(user_id)


def _saw_last(uow: UnitOfWork, user_id: int, at: datetime) -> None:
    users.saw_last(uow.session, user_id, at)


presence = Presence()
connected, disconnected, report, of = presence.connected, presence.disconnected, presence.report, presence.of
carry, has_line = presence.carry, presence.has_line
counts = presence.counts

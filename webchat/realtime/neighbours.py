"""The other processes: which of them live, and whom each has connected.

Each says what changed, numbered, and gives signs of life. Who finds a number missing asks for the whole. A process
that is silent for a while is gone, and its people go offline after the grace, unless they came back elsewhere.
"""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from webchat.domain.events import Signal
from webchat.realtime.presence import Presence
from webchat.realtime.presence import presence as _presence
from webchat.realtime.relay import BEAT, BEAT_SECONDS

PEOPLE, ALL, ASK, BYE = "relay.people", "relay.all", "relay.ask", "relay.bye"

_LOST = 10.0  # seconds of silence
_GATHER = 0.05
_log = logging.getLogger(__name__)
# What one process has of a user: whether they are active there, and how many streams they have open.
Part = tuple[bool, int]


class _Neighbour:
    """What another process said, up to its change number `known`; None: it has to be asked."""

    def __init__(self, at: float) -> None:
        self.heard_at = at
        self.known: int | None = None
        self.asked_at = at - BEAT_SECONDS
        self.people: dict[int, Part] = {}


class Neighbours:
    """This process's view of the others; alone, it says nothing."""

    def __init__(self, presence: Presence, clock: Callable[[], float] = monotonic) -> None:
        self._presence, self._clock = presence, clock
        self._others: dict[str, _Neighbour] = {}
        self._own: dict[int, Part] = {}
        self._streams: dict[int, int] = {}
        self._changed: set[int] = set()
        self._number = 0
        self.name = ""
        self.say: Callable[[Signal], None] | None = None

    def join(self, name: str, say: Callable[[Signal], None]) -> None:
        """Others can hear us from now on, as `name`."""
        self.name, self.say = name, say
        self._presence.on_own_change = self._note
        say(Signal(ASK, data={"whom": ""}))

    def leave(self) -> Signal:
        """We end: gives what the others are to be told, and forgets them."""
        self._presence.on_own_change = lambda _: None
        self.say = None
        for known in (self._others, self._own, self._streams, self._changed):
            known.clear()
        return Signal(BYE)

    def set_streams(self, user_id: int, count: int) -> None:
        """How many streams of programs a user has open here."""
        self._streams[user_id] = count
        if not count:
            del self._streams[user_id]
        if self.say is not None:
            self._note(user_id)

    def streams_elsewhere(self, user_id: int) -> int:
        """How many streams a user has open at other processes."""
        return sum(one.people[user_id][1] for one in self._others.values() if user_id in one.people)

    def hear(self, origin: str, signal: Signal) -> None:
        """Another process says something about itself."""
        if signal.type == BYE:
            self._lose(origin)
            return
        other = self._others.setdefault(origin, _Neighbour(self._clock()))
        other.heard_at = self._clock()
        if signal.type == ASK and signal.data["whom"] in ("", self.name):
            self._tell_all()
        elif signal.type == ALL:
            self._take_all(origin, other, signal.data)
        elif signal.type == PEOPLE and other.known == signal.data["number"] - 1:
            other.known = signal.data["number"]
            self._take(origin, other, signal.data["people"])
        elif signal.type == PEOPLE or (signal.type == BEAT and other.known is None):
            self._ask(origin, other)

    def pass_time(self, *, can_hear: bool) -> None:
        """Gives up those who are silent; while we are deaf ourselves, nobody is."""
        for origin, other in list(self._others.items()):
            if not can_hear:
                other.heard_at, other.known = self._clock(), None
            elif self._clock() - other.heard_at > _LOST:
                _log.warning("Another process is gone.")
                self._lose(origin)

    async def run(self, can_hear: Callable[[], bool]) -> None:
        """Says what changed here, and looks after the others, until cancelled."""
        checked_at = self._clock()
        while True:
            await asyncio.sleep(_GATHER)
            self._tell_changes()
            if self._clock() - checked_at >= BEAT_SECONDS:
                checked_at = self._clock()
                self.pass_time(can_hear=can_hear())

    def _ask(self, origin: str, other: _Neighbour) -> None:
        other.known = None
        if self._clock() - other.asked_at >= BEAT_SECONDS:
            other.asked_at = self._clock()
            self._say(Signal(ASK, data={"whom": origin}))

    def _note(self, user_id: int) -> None:
        self._changed.add(user_id)

    def _tell_changes(self) -> None:
        changed, self._changed = self._changed, set()
        told: dict[str, Any] = {}
        for user_id in changed:
            part = self._part(user_id)
            if part != self._own.get(user_id):
                told[str(user_id)] = part
                self._own[user_id] = part or (False, 0)
                if part is None:
                    del self._own[user_id]
        if told:
            self._number += 1
            self._say(Signal(PEOPLE, data={"number": self._number, "people": told}))

    def _tell_all(self) -> None:
        self._tell_changes()
        people = {str(user_id): part for user_id, part in self._own.items()}
        self._say(Signal(ALL, data={"number": self._number, "people": people}))

    def _part(self, user_id: int) -> Part | None:
        active = self._presence.own(user_id)
        return None if active is None else (active, self._streams.get(user_id, 0))

    def _take_all(self, origin: str, other: _Neighbour, data: dict[str, Any]) -> None:
        gone = {str(user_id): None for user_id in other.people if str(user_id) not in data["people"]}
        other.known = data["number"]
        self._take(origin, other, gone | data["people"])

    def _take(self, origin: str, other: _Neighbour, people: dict[str, Any]) -> None:
        for key, part in people.items():
            user_id = int(key)
            if part is None:
                other.people.pop(user_id, None)
            else:
                other.people[user_id] = bool(part[0]), int(part[1])
            self._presence.elsewhere(user_id, origin, None if part is None else bool(part[0]))

    def _lose(self, origin: str) -> None:
        """Its people leave; one of those who stay keeps when."""
        other = self._others.pop(origin, None)
        ours = not self._others or self.name < min(self._others)
        for user_id in other.people if other else ():
            self._presence.elsewhere(user_id, origin, None, ours=ours)

    def _say(self, signal: Signal) -> None:
        if self.say is not None:
            self.say(signal)


neighbours = Neighbours(_presence)

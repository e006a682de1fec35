"""Who looks at a tab of ours at this moment, as their browsers say again and again; told to all processes."""

from datetime import datetime, timedelta

from webchat.domain.clock import Clock, now
from webchat.domain.events import ATTENTION, Signal
from webchat.realtime import bus

SECONDS = 75
"""For how long one report counts; browsers repeat it before that, as long as the person gives signs."""


def report(user_id: int, connection_id: str, session_id: int, *, attentive: bool) -> None:
    """A tab says whether its person looks at it."""
    data = {"connection_id": connection_id, "session_id": session_id, "seconds": SECONDS if attentive else 0}
    bus.signal(Signal(ATTENTION, user_id=user_id, data=data))


class Attention:
    """What was told, by person."""

    def __init__(self, clock: Clock = now) -> None:
        self._clock = clock
        self._until: dict[int, dict[str, datetime]] = {}

    def heed(self, signal: Signal) -> None:
        """Takes a signal of this kind."""
        user_id, data = signal.user_id or 0, signal.data
        tabs = self._alive(user_id)
        tabs.pop(data["connection_id"], None)
        if data["seconds"]:
            tabs[data["connection_id"]] = self._clock() + timedelta(seconds=data["seconds"])
        if tabs:
            self._until[user_id] = tabs
        else:
            self._until.pop(user_id, None)

    def has(self, user_id: int) -> bool:
        """Whether a person looks at one of their tabs."""
        return bool(self._alive(user_id))

    def _alive(self, user_id: int) -> dict[str, datetime]:
        return {tab: until for tab, until in self._until.get(user_id, {}).items() if until > self._clock()}

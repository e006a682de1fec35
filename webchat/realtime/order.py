"""The order of a conversation where several processes write into it: what comes too early waits for what was before.

Each process hears of its own commits at once and of the others' a moment later. Numbers of messages have no gaps, so
a number that is missing shows that something is still on its way; what does not come soon is read from the log.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from time import monotonic

from webchat.domain.events import MESSAGE_CREATED, LiveEvent

_REMEMBERED = 10_000
_MOST_HELD = 1_000
_PATIENCE = 0.05  # seconds: the other process has committed already


@dataclass(slots=True)
class _Held:
    """What waits in one conversation, by event id, and from when on the log is asked."""

    due_at: float
    events: dict[int, LiveEvent] = field(default_factory=dict)


class Order:
    """Which message each conversation was told last, and what waits for the next one.

    `something` is set while anything waits.
    """

    def __init__(self) -> None:
        self.something = asyncio.Event()
        self._told: OrderedDict[int, int] = OrderedDict()
        self._held: dict[int, _Held] = {}

    def is_due(self, event: LiveEvent) -> bool:
        """Whether everything before it was told; a conversation of which nothing was told yet is looked up first."""
        place = event.conversation_id
        if place is None:
            return True
        seq = getattr(event.data, "seq", None)
        if seq is None:
            return place not in self._held
        told = self._told.get(place)
        return told is not None and (seq - 1 if event.type == MESSAGE_CREATED else seq) <= told

    def hold(self, event: LiveEvent) -> None:
        """Keeps it until its time."""
        place = event.conversation_id or 0
        patience = _PATIENCE if place in self._told else 0.0
        held = self._held.setdefault(place, _Held(monotonic() + patience))
        held.events[event.id] = event
        self.something.set()
        if len(held.events) > _MOST_HELD:
            held.due_at = 0.0

    def told(self, event: LiveEvent) -> list[LiveEvent]:
        """Notes that it is told now; gives what has its time by that, in order, and takes it for told, too."""
        self._note(event)
        return self._next(event.conversation_id) if event.conversation_id is not None else []

    def overdue(self) -> dict[int, int]:
        """Conversations whose gap did not close by itself, each with the id of the last event that waits there."""
        now = monotonic()
        return {place: max(held.events) for place, held in self._held.items() if held.due_at <= now}

    def let_go(self, place: int, upto: int) -> list[LiveEvent]:
        """What waited in a conversation up to an event, after the log was read: nothing is missing any more."""
        held = self._held.get(place)
        if held is None:
            return []
        found = [held.events.pop(id_) for id_ in sorted(held.events) if id_ <= upto]
        self._forget_empty(place)
        return found

    def clear(self) -> None:
        """Forgets everything."""
        self._told.clear()
        self._held.clear()
        self.something.clear()

    def _note(self, event: LiveEvent) -> None:
        place, seq = event.conversation_id, getattr(event.data, "seq", None)
        if place is None or seq is None:
            return
        self._told[place] = max(seq, self._told.pop(place, 0))
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)

    def _next(self, place: int) -> list[LiveEvent]:
        held = self._held.get(place)
        if held is None:
            return []
        found = []
        for id_ in sorted(held.events):
            if getattr(held.events[id_].data, "seq", None) is not None and not self.is_due(held.events[id_]):
                break
            found.append(held.events.pop(id_))
            self._note(found[-1])
        self._forget_empty(place)
        return found

    def _forget_empty(self, place: int) -> None:
        if not self._held[place].events:
            del self._held[place]
        if not self._held:
            self.something.clear()

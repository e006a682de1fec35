"""Who listens in this process, and the one task that tells them, in order."""

import asyncio
import logging
from collections import OrderedDict
from time import time
from typing import Protocol

from webchat import metrics
from webchat.domain.events import LiveEvent, Signal
from webchat.realtime.order import Order

__all__ = ["Hub", "LiveEvent", "Signal", "Sink", "hub"]

_log = logging.getLogger(__name__)
_REMEMBERED = 20_000


class Sink(Protocol):
    """A subscriber: the browsers, a WebSocket, a stream, a bot."""

    async def on_event(self, event: LiveEvent) -> None:
        """A committed change; it may come twice after a crash, with the same id."""

    async def on_signal(self, signal: Signal) -> None:
        """Something that matters only now."""


class Hub:
    """Passes events and signals on; `cursor` is where this process's reading of the log has come to.

    `order` holds back what comes before its time; None where this process is the only one that writes.
    """

    def __init__(self) -> None:
        self.cursor = ""
        self.order: Order | None = None
        self._sinks: list[Sink] = []
        self._queue: asyncio.Queue[LiveEvent | Signal] = asyncio.Queue()
        self._seen: OrderedDict[int, None] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How much is still to be told."""
        return self._queue.qsize()

    def subscribe(self, sink: Sink) -> None:
        """Tells `sink` everything from now on."""
        if sink not in self._sinks:
            self._sinks.append(sink)

    def unsubscribe(self, sink: Sink) -> None:
        """Tells `sink` nothing more."""
        if sink in self._sinks:
            self._sinks.remove(sink)

    def dispatch(self, event: LiveEvent, *, in_order: bool = False) -> bool:
        """Passes an event on, on the event loop; False when it was before. `in_order`: it comes out of the log."""
        if event.id in self._seen:
            return False
        if self.order is not None and not in_order and not self.order.is_due(event):
            self.order.hold(event)
            return True
        self._pass_on(event)
        for waiting in self.order.told(event) if self.order is not None else ():
            if waiting.id not in self._seen:  # the log may have said it, too
                self._pass_on(waiting)
        return True

    def has_seen(self, event_id: int) -> bool:
        """Whether this event was dispatched not long ago."""
        return event_id in self._seen

    def signal(self, signal: Signal) -> None:
        """Passes a signal on, behind the events before it."""
        self._queue.put_nowait(signal)

    async def drained(self) -> None:
        """Waits until everything so far has been told."""
        await self._queue.join()

    async def run(self) -> None:
        """Tells the sinks, one thing after another, until cancelled."""
        while True:
            item = await self._queue.get()
            try:
                for sink in tuple(self._sinks):
                    await self._tell(sink, item)
                if isinstance(item, LiveEvent):
                    metrics.DELIVERY_DELAY.observe(max(0.0, time() - item.created_at.timestamp()))
            finally:
                self._queue.task_done()

    def restart(self) -> None:
        """Forgets what was said before, on a new event loop; who listens stays."""
        self._queue = asyncio.Queue()
        self._seen.clear()

    def _pass_on(self, event: LiveEvent) -> None:
        self._seen[event.id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        self._queue.put_nowait(event)

    async def _tell(self, sink: Sink, item: LiveEvent | Signal) -> None:
        try:
            if isinstance(item, Signal):
                await sink.on_signal(item)
            else:
                await sink.on_event(item)
        except Exception:  # noqa: BLE001  one listener's failure is not the others'
            _log.exception("A listener failed on %s", item.type)


hub = Hub()

"""Between processes: what is committed or said here is told to all others through Valkey's publish/subscribe.

Only a hint, never the truth: what is lost is read from the log about a second later. Nothing here is waited for by
whoever sends; while Valkey is away, what the log does not hold is kept and told when it is back.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis

from webchat.db.unit_of_work import Committed, read
from webchat.domain.errors import WebchatError
from webchat.domain.events import TYPING, LoggedEvent, Signal
from webchat.gateways.valkey import FAILURES, PATIENCE
from webchat.realtime.envelopes import Told, pack, unpack
from webchat.repositories import event_views

BEAT = "relay.beat"
"""A sign of life of a process; what begins with `relay.` is between processes and told to nobody else."""

BEAT_SECONDS = 1.0
_SILENCE = 4.0  # seconds without our own beats: the way is closed
_PAUSE = 0.5
_SETTLE = 2.0  # seconds that the others may need to listen again
_TYPING_SECONDS = 5.0
_MOST_WAITING = 10_000
_AT_ONCE = 200
_log = logging.getLogger(__name__)

Items = Sequence[Committed]


@dataclass
class Relay:
    """One process's end. `take_events` and `take_signal` are called in the order in which things were said."""

    client: Redis
    channel: str
    take_events: Callable[[list[tuple[LoggedEvent, Any]]], None]
    take_signal: Callable[[str, Signal], None]
    name: str = field(default_factory=lambda: uuid4().hex[:12])

    def __post_init__(self) -> None:
        self._waiting: deque[tuple[float, Committed]] = deque(maxlen=_MOST_WAITING)
        self._something = asyncio.Event()
        self._own = pack(self.name, ()).removesuffix(b"]}")
        self._heard_at = 0.0
        self._failing = False

    @property
    def is_up(self) -> bool:
        """Whether what we say comes back to us."""
        return monotonic() - self._heard_at < _SILENCE

    def tell(self, items: Items) -> None:
        """Says it to the others, soon."""
        now = monotonic()
        self._waiting.extend((now, item) for item in items)
        self._something.set()

    async def run_sender(self) -> None:
        """Publishes until cancelled."""
        while True:
            await self._something.wait()
            if self._failing and not await self._came_back():
                self._forget_what_is_logged()
                await asyncio.sleep(_PAUSE)
                continue
            batch = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
            if not await self._publish([item for _, item in batch]):
                self._waiting.extendleft(reversed(batch))
            if not self._waiting:
                self._something.clear()

    async def run_receiver(self) -> None:
        """Listens until cancelled."""
        while True:
            try:
                await self._listen()
            except FAILURES as error:
                self._complain(error)
            except Exception:  # noqa: BLE001  without this task nobody would hear the others any more
                _log.exception("Listening to the other processes failed; trying again.")
            await asyncio.sleep(_PAUSE)

    async def run_beat(self) -> None:
        """Gives signs of life until cancelled."""
        while True:
            self.tell([Signal(BEAT)])
            await asyncio.sleep(BEAT_SECONDS)

    async def say_now(self, items: Items) -> None:
        """The last words of a process that ends."""
        await self._publish(items)

    async def _listen(self) -> None:
        async with self.client.pubsub() as ear:
            async with asyncio.timeout(PATIENCE):
                await ear.subscribe(self.channel)
            since = monotonic()
            while True:
                async with asyncio.timeout(_SILENCE + PATIENCE):
                    message = await ear.get_message(ignore_subscribe_messages=True, timeout=_SILENCE)
                if message is not None:
                    await self._take(message["data"])
                elif not self.is_up and monotonic() - since > _SILENCE:
                    raise TimeoutError("nothing is heard any more")

    async def _take(self, data: bytes) -> None:
        if data.startswith(self._own):
            self._heard_at = monotonic()
            return
        try:
            origin, items = unpack(data)
        except ValueError:
            _log.warning("Somebody else writes to our channel of Valkey.")
            return
        views = await self._read_views(items)
        for told in items:
            if isinstance(told.what, Signal):
                self.take_signal(origin, told.what)
            elif told.view is not None or told.what.id in views:
                self.take_events([(told.what, told.view or views[told.what.id])])

    async def _read_views(self, items: list[Told]) -> dict[int, Any]:
        """What events speak of that came without it; nothing where the database does not answer: the tail tells."""
        bare = [told.what for told in items if isinstance(told.what, LoggedEvent) and told.view is None]
        if not bare:
            return {}
        try:
            joined = await read(lambda uow: event_views.join(uow.session, bare))
        except WebchatError:
            return {}
        return {event.id: view for event, view in joined}

    async def _publish(self, items: Items) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await self.client.publish(self.channel, pack(self.name, items))
        except FAILURES as error:
            self._complain(error)
            return False
        except Exception:  # noqa: BLE001  without its task the others would hear nothing any more
            _log.exception("Something cannot be told to the other processes.")
        return True

    async def _came_back(self) -> bool:
        """Whether Valkey answers again; then the others are given time to listen before they are told anything."""
        if not await self._publish([Signal(BEAT)]):
            return False
        _log.warning("Valkey answers again.")
        self._failing = False
        await asyncio.sleep(_SETTLE)
        return True

    def _complain(self, error: BaseException) -> None:
        if not self._failing:
            _log.warning("Valkey does not answer (%s): messages come from the log meanwhile.", error or "in time")
        self._failing = True

    def _forget_what_is_logged(self) -> None:
        """Of what waits, keeps what only we can tell, and what is not over yet."""
        oldest = monotonic() - _TYPING_SECONDS
        kept = [
            (at, item)
            for at, item in self._waiting
            if isinstance(item, Signal) and item.type != BEAT and (item.type != TYPING or at > oldest)
        ]
        self._waiting = deque(kept, _MOST_WAITING)

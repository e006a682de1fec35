"""Tells people's devices of messages while they look at no page of ours, and takes it back once they read elsewhere;
and of calls, wherever they look (`push_calls.py`).

It hears of messages as any subscriber of the hub does. Whoever looks at a page now has been told there: if the message
is still unread a while later, and they look away, their other devices hear of it. `push_notice` says who was told of
what, so that of several processes one tells.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.call_views import CallView
from webchat.domain.clock import Clock, now
from webchat.domain.cursors import LARGEST
from webchat.domain.encoding import to_bytes
from webchat.domain.errors import Unavailable
from webchat.domain.events import (
    ATTENTION,
    CALL_UPDATED,
    CONVERSATION_REMOVED,
    MESSAGE_CREATED,
    MESSAGE_DELETED,
    PUSH_SUBSCRIBED,
    RECEIPT_UPDATED,
)
from webchat.domain.message_views import MessageView
from webchat.domain.notifications import (
    NotificationSettings,
    closing_notice,
    message_notice,
    names,
    wants_to_hear,
)
from webchat.gateways.public_http import PublicHttp
from webchat.gateways.push import Gone, Letter, NotNow, Refusal, deliver
from webchat.realtime import audience
from webchat.realtime.attention import Attention
from webchat.realtime.hub import LiveEvent, Signal
from webchat.repositories import notifications, push, unread
from webchat.services import push_calls
from webchat.services.beside import beside
from webchat.services.push import private_key
from webchat.services.push_calls import Called
from webchat.services.push_parcels import Parcel, parcel, takes_silence
from webchat.settings import get_settings

LOOK_AGAIN = 30.0
"""Seconds until somebody who looks at a page, and does not read the message there, is told elsewhere."""
_MOST_WAITING = 5_000
_AT_ONCE = 32
_TRIES = 5
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 900.0
_REFRESH = 60.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Said:
    """A message, and those of its readers who may have to be told."""

    message: MessageView
    readers: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Unsaid:
    """Between these numbers of a conversation nothing is to be shown any more, to these people."""

    conversation_id: int
    readers: frozenset[int]
    first: int
    last: int


class PushRunner:
    """The subscriber; `look_again` in seconds."""

    def __init__(self, http: PublicHttp, clock: Clock = now, look_again: float = LOOK_AGAIN) -> None:
        self._http, self._clock, self._look_again = http, clock, look_again
        self._attention = Attention(clock)
        self._subscribers: set[int] = set()
        self._key = ""
        self._queue: asyncio.Queue[_Said | _Unsaid | Called] = asyncio.Queue(_MOST_WAITING)
        self._tasks: set[asyncio.Task[None]] = set()
        self._rings: dict[tuple[int, int], asyncio.Task[None]] = {}
        self._upkeep: asyncio.Task[None] | None = None
        self._sending = asyncio.Semaphore(_AT_ONCE)

    async def on_event(self, event: LiveEvent) -> None:
        """Something was said, taken back, or is no longer somebody's to read; or somebody calls."""
        if not self._subscribers:
            return
        if event.type == CALL_UPDATED and isinstance(event.data, CallView):
            self._put(push_calls.called(event.data, self._subscribers))
        if event.type == CONVERSATION_REMOVED and event.user_id in self._subscribers:
            self._put(_Unsaid(event.data.conversation_id, frozenset({event.user_id}), 0, LARGEST))
        message = event.data
        if event.type not in {MESSAGE_CREATED, MESSAGE_DELETED} or not isinstance(message, MessageView):
            return
        members = self._subscribers & await audience.members_of(message.conversation_id)
        if event.type == MESSAGE_DELETED:
            self._put(_Unsaid(message.conversation_id, frozenset(members), message.seq, message.seq))
        elif message.kind != "system":
            self._heard(message, members)

    async def on_signal(self, signal: Signal) -> None:
        """Somebody read, looks at a page, or subscribed."""
        if signal.type == ATTENTION:
            self._attention.heed(signal)
        elif signal.type == PUSH_SUBSCRIBED and signal.user_id:
            self._subscribers.add(signal.user_id)
        elif signal.type == RECEIPT_UPDATED and signal.data["user_id"] in self._subscribers:
            reader = frozenset({signal.data["user_id"]})
            self._put(_Unsaid(signal.conversation_id or 0, reader, 0, signal.data["read_seq"]))

    async def run(self) -> None:
        """Tells, one thing after another, until cancelled; what was claimed is delivered beside it."""
        self._upkeep = self._start(self._keep_subscribers())
        try:
            while True:
                item = await self._queue.get()
                try:
                    await self._work_off(item)
                except Unavailable:
                    _log.warning("Devices were not told of something: the database does not answer.")
                except Exception:  # noqa: BLE001  one message's failure is not the others'
                    _log.exception("Devices could not be told of something.")
                finally:
                    self._queue.task_done()
        finally:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settled(self) -> None:
        """Waits until everything that was heard of has been told."""
        while True:
            await self._queue.join()
            telling = [task for task in self._tasks if task is not self._upkeep]
            if not telling:
                return
            await asyncio.wait(telling)

    async def refresh(self) -> None:
        """Reads who has subscribed; whoever does so meanwhile counts, too."""
        before = set(self._subscribers)
        found = await read(_subscribers)
        self._subscribers = found | (self._subscribers - before)

    def _heard(self, message: MessageView, members: Collection[int]) -> None:
        writer = frozenset({message.sender.id})
        if message.sender.id in members:  # whoever writes has read what was before
            self._put(_Unsaid(message.conversation_id, writer, 0, message.seq))
        if message.kind == "call":  # it rings, or was missed: that is told by itself
            return
        readers = frozenset(members) - writer
        looking = frozenset(one for one in readers if self._attention.has(one))
        self._put(_Said(message, readers - looking))
        if looking and len(self._tasks) < _MOST_WAITING:
            self._start(self._later(_Said(message, looking)))

    async def _later(self, said: _Said) -> None:
        await asyncio.sleep(self._look_again)
        away = frozenset(one for one in said.readers if not self._attention.has(one))
        self._put(_Said(said.message, away))

    def _put(self, item: _Said | _Unsaid | Called) -> None:
        if not item.readers:
            return
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            _log.warning("Too much at once: some devices are not told of something.")

    async def _work_off(self, item: _Said | _Unsaid | Called) -> None:
        if isinstance(item, _Said):
            self._send(await transact(_claim, item, self._clock()))
        elif isinstance(item, Called):
            self._send(await transact(push_calls.tell, item, self._clock()))
        else:
            self._send(await transact(_take_back, item, self._clock()))

    def _send(self, parcels: list[Parcel]) -> None:
        for one in parcels:
            device = one.call_id, one.subscription_id
            task = self._start(self._deliver(one, self._rings.pop(device, None)))
            if one.until:
                self._rings[device] = task
                task.add_done_callback(partial(self._rang, device))

    def _rang(self, device: tuple[int, int], ring: asyncio.Task[None]) -> None:
        if self._rings.get(device) is ring:
            del self._rings[device]

    async def _deliver(self, one: Parcel, ring: asyncio.Task[None] | None) -> None:
        """Hands it over, with growing pauses where that does not work, as long as it is worth it."""
        if ring:  # of which this is the end: it must not come later
            ring.cancel()
            await asyncio.wait([ring])
        pause = _FIRST_PAUSE
        for _ in range(_TRIES):
            try:
                async with self._sending:
                    await self._hand_over(one)
                return
            except Gone:
                await transact(_forget, one)
                return
            except Refusal as refusal:
                _log.warning("A push service does not take what we tell: %s.", refusal)
                return
            except NotNow as later:
                await asyncio.sleep(min(max(later.seconds, pause), _LONGEST_PAUSE))
                pause *= 4
            if not await read(_is_worth, one):
                return

    async def _hand_over(self, one: Parcel) -> None:
        self._key = self._key or await transact(private_key)
        notice = one.notice
        ttl = max(1, int((one.until - self._clock()).total_seconds())) if one.until else notice.ttl
        topic = f"call{one.call_id}" if one.call_id else notice.tag  # its end replaces a ring that still waits
        letter = Letter(to_bytes(notice.as_dict()), topic, ttl, notice.urgent)
        await deliver(self._http, self._key, get_settings().push_contact, one.address, letter)

    async def _keep_subscribers(self) -> None:
        while True:
            with suppress(Unavailable):
                await self.refresh()
            await asyncio.sleep(_REFRESH)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


@asynccontextmanager
async def pushing(runner: PushRunner) -> AsyncIterator[PushRunner]:
    """Tells devices as long as this is open."""
    await runner.refresh()
    async with beside(runner.run(), listener=runner):
        yield runner


@asynccontextmanager
async def running() -> AsyncIterator[PushRunner]:
    """The same from start to stop of a process; the key is there from the first start on."""
    await transact(private_key)
    async with aclosing(PublicHttp(get_settings().private_hosts)) as http, pushing(PushRunner(http)) as runner:
        yield runner


def _subscribers(uow: UnitOfWork) -> set[int]:
    return push.subscribers(uow.session)


def _claim(uow: UnitOfWork, said: _Said, at: datetime) -> list[Parcel]:
    """For everyone who wants to hear of it and whom nobody has told: what goes to each of their devices."""
    message, session = said.message, uow.session
    place = (message.conversation_id, message.seq)
    rows = push.unread_by(session, *place, message.sender.id, said.readers)
    wishes = notifications.of_users(session, said.readers)
    wanted = {
        row["user_id"]: wishes.get(row["user_id"], NotificationSettings())
        for row in rows
        if wants_to_hear(row["notify"], row["muted_until"], names(message, row["user_id"]), at)
    }
    awake = [user_id for user_id, wish in wanted.items() if not wish.quiet_at(at)]
    told = push.claim(session, *place, awake)
    group = push.group_title(session, message.conversation_id) if told else None
    totals = unread.totals(session, told, at)
    notices = {
        one: message_notice(message, group, wanted[one], named=names(message, one), unread=totals[one]) for one in told
    }
    return [parcel(row, notices[row["user_id"]], place=place) for row in push.of_users(session, told)]


def _take_back(uow: UnitOfWork, unsaid: _Unsaid, at: datetime) -> list[Parcel]:
    place = unsaid.conversation_id
    readers = push.close(uow.session, place, unsaid.readers, unsaid.first, unsaid.last)
    totals = unread.totals(uow.session, readers, at)
    rows = push.of_users(uow.session, readers)
    return [parcel(row, closing_notice(place, totals[row["user_id"]])) for row in rows if takes_silence(row)]


def _is_worth(uow: UnitOfWork, one: Parcel) -> bool:
    """Whether what could not be told is still so."""
    if one.until:
        return push_calls.still_rings(uow, one)
    return one.place is None or push.is_open(uow.session, one.user_id, *one.place)


def _forget(uow: UnitOfWork, one: Parcel) -> None:
    push.forget(uow.session, one.subscription_id, one.address.endpoint)

"""Tells people's devices of messages while they look at no page of ours, and takes it back once they read elsewhere.

It hears of messages as any subscriber of the hub does. Whoever looks at a page now has been told there: if the message
is still unread a while later, and they look away, their other devices hear of it. `push_notice` says who was told of
what, so that of several processes one tells.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.clock import Clock, now
from webchat.domain.cursors import LARGEST
from webchat.domain.errors import Unavailable
from webchat.domain.events import (
    ATTENTION,
    CONVERSATION_REMOVED,
    MESSAGE_CREATED,
    MESSAGE_DELETED,
    PUSH_SUBSCRIBED,
    RECEIPT_UPDATED,
)
from webchat.domain.notifications import (
    Notice,
    NotificationSettings,
    closing_notice,
    message_notice,
    names,
    wants_to_hear,
)
from webchat.domain.views import MessageView, to_bytes
from webchat.gateways.public_http import PublicHttp
from webchat.gateways.push import Address, Gone, Letter, NotNow, Refusal, deliver
from webchat.realtime import audience, hub
from webchat.realtime.attention import Attention
from webchat.realtime.hub import LiveEvent, Signal
from webchat.repositories import notifications, push
from webchat.services.push import private_key
from webchat.settings import get_settings

LOOK_AGAIN = 30.0
"""Seconds until somebody who looks at a page, and does not read the message there, is told elsewhere."""
_MOST_WAITING = 5_000
_AT_ONCE = 32
_TRIES = 5
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 900.0
_REFRESH = 60.0
# These end a subscription that is woken without showing anything.
_NEVER_SILENT = ("https://web.push.apple.com/",)
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


@dataclass(frozen=True, slots=True)
class _Parcel:
    subscription_id: int
    user_id: int
    address: Address
    notice: Notice
    place: tuple[int, int] | None = None


class PushRunner:
    """The subscriber; `look_again` in seconds."""

    def __init__(self, http: PublicHttp, clock: Clock = now, look_again: float = LOOK_AGAIN) -> None:
        self._http, self._clock, self._look_again = http, clock, look_again
        self._attention = Attention(clock)
        self._subscribers: set[int] = set()
        self._key = ""
        self._queue: asyncio.Queue[_Said | _Unsaid] = asyncio.Queue(_MOST_WAITING)
        self._tasks: set[asyncio.Task[None]] = set()
        self._upkeep: asyncio.Task[None] | None = None
        self._sending = asyncio.Semaphore(_AT_ONCE)

    async def on_event(self, event: LiveEvent) -> None:
        """Something was said, taken back, or is no longer somebody's to read."""
        if not self._subscribers:
            return
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
        """Reads who has subscribed."""
        self._subscribers = await read(_subscribers)

    async def tell(self, user_ids: Iterable[int], notice: Notice) -> None:
        """Tells all devices of these people something that is no message, such as a call, or takes it back."""
        readers = self._subscribers.intersection(user_ids)
        if readers:
            rows = await read(_subscriptions, frozenset(readers))
            self._send([_parcel(row, notice) for row in rows])

    def _heard(self, message: MessageView, members: Collection[int]) -> None:
        writer = frozenset({message.sender.id})
        if message.sender.id in members:  # whoever writes has read what was before
            self._put(_Unsaid(message.conversation_id, writer, 0, message.seq))
        readers = frozenset(members) - writer
        looking = frozenset(one for one in readers if self._attention.has(one))
        self._put(_Said(message, readers - looking))
        if looking and len(self._tasks) < _MOST_WAITING:
            self._start(self._later(_Said(message, looking)))

    async def _later(self, said: _Said) -> None:
        await asyncio.sleep(self._look_again)
        away = frozenset(one for one in said.readers if not self._attention.has(one))
        self._put(_Said(said.message, away))

    def _put(self, item: _Said | _Unsaid) -> None:
        if not item.readers:
            return
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            _log.warning("Too much at once: some devices are not told of something.")

    async def _work_off(self, item: _Said | _Unsaid) -> None:
        if isinstance(item, _Said):
            self._send(await transact(_claim, item, self._clock()))
        else:
            self._send(await transact(_take_back, item))

    def _send(self, parcels: list[_Parcel]) -> None:
        for parcel in parcels:
            self._start(self._deliver(parcel))

    async def _deliver(self, parcel: _Parcel) -> None:
        """Hands it over, with growing pauses where that does not work, as long as it is worth it."""
        pause = _FIRST_PAUSE
        for _ in range(_TRIES):
            try:
                async with self._sending:
                    await self._hand_over(parcel)
                return
            except Gone:
                await transact(_forget, parcel)
                return
            except Refusal as refusal:
                _log.warning("A push service does not take what we tell: %s.", refusal)
                return
            except NotNow as later:
                await asyncio.sleep(min(max(later.seconds, pause), _LONGEST_PAUSE))
                pause *= 4
            if parcel.place and not await read(_still_open, parcel):
                return

    async def _hand_over(self, parcel: _Parcel) -> None:
        self._key = self._key or await transact(private_key)
        notice = parcel.notice
        letter = Letter(to_bytes(notice.as_dict()), notice.tag, notice.ttl, notice.urgent)
        await deliver(self._http, self._key, get_settings().push_contact, parcel.address, letter)

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
    hub.subscribe(runner)
    task = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        hub.unsubscribe(runner)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def running() -> AsyncIterator[PushRunner]:
    """The same from start to stop of a process; the key is there from the first start on."""
    http = PublicHttp(get_settings().private_hosts)
    await transact(private_key)
    async with pushing(PushRunner(http)) as runner:
        _Here.runner = runner
        yield runner
    _Here.runner = None
    await http.aclose()


class _Here:
    """The runner of this process, for whoever has something to tell that is no message."""

    runner: PushRunner | None = None


async def tell_devices(user_ids: Iterable[int], notice: Notice) -> None:
    """Tells all devices of these people something that is no message, such as a call, or takes it back."""
    if _Here.runner:
        await _Here.runner.tell(user_ids, notice)


def _subscribers(uow: UnitOfWork) -> set[int]:
    return push.subscribers(uow.session)


def _subscriptions(uow: UnitOfWork, user_ids: frozenset[int]) -> list[Any]:
    return push.of_users(uow.session, user_ids)


def _claim(uow: UnitOfWork, said: _Said, at: Any) -> list[_Parcel]:
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
    notices = {
        user_id: message_notice(message, group, named=names(message, user_id), previews=wanted[user_id].previews)
        for user_id in told
    }
    return [_parcel(row, notices[row["user_id"]], place) for row in push.of_users(session, told)]


def _take_back(uow: UnitOfWork, unsaid: _Unsaid) -> list[_Parcel]:
    place = unsaid.conversation_id
    readers = push.close(uow.session, place, unsaid.readers, unsaid.first, unsaid.last)
    rows = push.of_users(uow.session, readers)
    return [_parcel(row, closing_notice(place)) for row in rows if not row["endpoint"].startswith(_NEVER_SILENT)]


def _still_open(uow: UnitOfWork, parcel: _Parcel) -> bool:
    return parcel.place is not None and push.is_open(uow.session, parcel.user_id, *parcel.place)


def _forget(uow: UnitOfWork, parcel: _Parcel) -> None:
    push.forget(uow.session, parcel.subscription_id, parcel.address.endpoint)


def _parcel(row: Any, notice: Notice, place: tuple[int, int] | None = None) -> _Parcel:
    address = Address(row["endpoint"], row["p256dh"], row["auth"])
    return _Parcel(row["id"], row["user_id"], address, notice, place)

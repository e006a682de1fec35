"""The open sockets of programs, and what the hub tells them: encoded once, however many listen."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from time import monotonic
from typing import Any

from webchat.api.events import event_json
from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.events import (
    BLOCK_ADDED,
    BLOCK_REMOVED,
    CALL_SIGNAL,
    CALLS_SEEN,
    PRESENCE,
    PRIVACY_UPDATED,
    RECEIPT_MINIMA,
    RECEIPT_UPDATED,
    SESSION_ENDED,
    TYPING,
    LiveEvent,
    Signal,
)
from webchat.domain.privacy import as_allowed, kept_apart, subject_of
from webchat.domain.views import to_bytes
from webchat.metrics import to_programs
from webchat.realtime import audience
from webchat.realtime.hub import hub
from webchat.realtime.neighbours import neighbours
from webchat.services import blocks, users
from webchat.serving.stopping import before_stop, spread
from webchat.serving.straight import Line, as_frame

HEARTBEAT_MISSED, SESSION_REVOKED, SLOW_READER, RESTARTING, BROKEN_OFF = 4000, 4009, 4010, 4012, 1011
MOST_SOCKETS = 20
_MOST_FRAMES = 1_000
_MOST_BYTES = 2_000_000
SMALL = 50
Send = Callable[[str], Awaitable[None]]
_GATHER = _SWEEP = 1.0
_GATHERED = "receipts.gathered"
_GOODBYES = 1.0


class Frame:
    """What is told, encoded once: `text` as JSON; `kind` and `cursor` for those who write them beside it."""

    __slots__ = ("_head", "cursor", "kind", "wire")

    def __init__(self, payload: bytes, kind: str, cursor: str | None = None) -> None:
        self.kind, self.cursor, self.wire = kind, cursor, as_frame(payload)
        self._head = len(self.wire) - len(payload)

    @property
    def text(self) -> str:
        """The payload."""
        return self.wire[self._head :].decode()


class Stream:
    """One listener: a bounded queue, until it is `closing`. A socket's is emptied by itself, else by asking for `next`.

    What happens waits until it has begun, by `begin` or by a replay: whatever opens the stream comes first.
    There are thousands: each holds no task and no timer of its own while it is quiet.
    """

    __slots__ = (
        "_changed", "_flushing", "_frames", "_heard_at", "_held", "_line", "_patience", "_send", "_slow", "_waiting",
        "actor", "closing", "ended",
    )  # fmt: skip

    def __init__(self, actor: Actor, send: Send | None = None, line: Line | None = None, patience: float = inf) -> None:
        self.actor = actor
        self.closing: int | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._send, self._line = send, line
        self._flushing, self._slow = False, None  # type: bool, asyncio.Task[None] | None
        self._patience, self._heard_at = patience, monotonic()
        self._frames: list[Frame] = []
        self._waiting = 0
        self._held: list[Frame] | None = []
        self._changed = asyncio.Event()

    def push(self, frame: Frame) -> None:
        """Queues a frame; who does not read is cut off."""
        self._frames.append(frame)
        self._waiting += len(frame.wire)
        if self._send is None:
            self._changed.set()
        elif not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush, self._send)
        if len(self._frames) > _MOST_FRAMES or self._waiting > _MOST_BYTES:
            self.end(SLOW_READER)

    def begin(self, frame: Frame) -> None:
        """Opens with this frame; what happened since it was added follows."""
        self.push(frame)
        self._let_go()

    def tell(self, frame: Frame) -> None:
        """The same for what happens just now: while something is replayed it waits behind that.

        Its cursor is later, and whoever came back by it would miss what was not replayed yet.
        """
        if self._held is None:
            self.push(frame)
        elif len(self._held) < _MOST_FRAMES:
            self._held.append(frame)
        else:
            self.end(SLOW_READER)

    @contextmanager
    def replaying(self) -> Iterator[None]:
        """Inside, what is told waits. A replay that breaks off ends the stream: nothing may seem to follow on it."""
        if self._held is None:
            self._held = []
        try:
            yield
        except BaseException:
            self.end(BROKEN_OFF)
            raise
        self._let_go()

    async def put(self, frame: Frame) -> None:
        """The same for replays: waits until half of the queue is free."""
        while len(self._frames) > _MOST_FRAMES // 2 or self._waiting > _MOST_BYTES // 2:
            await self._change()
        self.push(frame)

    def end(self, code: int) -> None:
        """Closes the socket; the first reason counts, and what waits is dropped."""
        if self.closing is None:
            self.closing = code
        if not self.ended.done():
            self.ended.set_result(None)
        self._clear()

    async def stop(self) -> None:
        """Writes nothing more."""
        if self._slow is not None:
            self._slow.cancel()
            await asyncio.wait((self._slow,))

    async def next(self) -> Frame | None:
        """The next frame; None at the end."""
        while not self._frames and self.closing is None:
            await self._change()
        return self._take() if self.closing is None else None

    def heard(self) -> None:
        """The other side said something."""
        self._heard_at = monotonic()

    def check(self, at: float) -> None:
        """Ends when nothing was heard for too long, or the proof of who listens is no longer good."""
        if at - self._heard_at > self._patience:
            self.end(HEARTBEAT_MISSED)
        elif self.actor.expires_at is not None and self.actor.expires_at <= now():
            self.end(SESSION_REVOKED)

    def _flush(self, send: Send) -> None:
        """Writes together what was told in one go; where that would wait, a task writes one frame after another."""
        self._flushing = False
        if self._slow is not None or not self._frames:
            return
        if self._line is not None and self._line.write(frame.wire for frame in self._frames):
            self._clear()
        else:
            self._slow = asyncio.create_task(self._write(send))

    async def _write(self, send: Send) -> None:
        try:
            while self._frames:
                await send(self._take().text)
        except Exception:  # noqa: BLE001  whoever listens there has gone
            self.end(BROKEN_OFF)
        finally:
            self._slow = None

    def _take(self) -> Frame:
        frame = self._frames.pop(0)
        self._waiting -= len(frame.wire)
        self._changed.set()
        return frame

    def _clear(self) -> None:
        self._frames.clear()
        self._waiting = 0
        self._changed.set()

    def _let_go(self) -> None:
        held, self._held = self._held or [], None
        for frame in held:
            self.push(frame)

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()


class Streams:
    """The hub's subscriber for the sockets of programs."""

    def __init__(self) -> None:
        self._by_user: defaultdict[int, set[Stream]] = defaultdict(set)
        self._clock: asyncio.TimerHandle | None = None
        self._receipts: dict[tuple[int, int], dict[str, Any]] = {}
        self._stopping = False

    def has_room(self, user_id: int) -> bool:
        """Whether a user may open one more, here or at another process."""
        return len(self._by_user.get(user_id, ())) + neighbours.streams_elsewhere(user_id) < MOST_SOCKETS

    def add(self, stream: Stream) -> bool:
        """Tells this socket everything from now on; False when its user has too many."""
        if not self.has_room(stream.actor.user_id):
            return False
        self._by_user[stream.actor.user_id].add(stream)
        neighbours.set_streams(stream.actor.user_id, len(self._by_user[stream.actor.user_id]))
        if self._stopping:  # it came over a connection that was kept alive
            stream.end(RESTARTING)
        hub.subscribe(self)
        if self._clock is None:
            self._sweep()
        return True

    def remove(self, stream: Stream) -> None:
        """The socket is gone."""
        known = self._by_user[stream.actor.user_id]
        known.discard(stream)
        neighbours.set_streams(stream.actor.user_id, len(known))
        if not known:
            del self._by_user[stream.actor.user_id]
        if not self._by_user and self._clock is not None:
            self._clock.cancel()
            self._clock = None

    async def send_away(self, seconds: float) -> None:
        """Tells all, within so many seconds, that the server stops; waits a little until they have been told."""
        self._stopping = True
        await spread([stream for known in self._by_user.values() for stream in known], seconds, _send_away)
        with suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYES):
                while self._by_user:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)  # the last one is about to say it

    def _sweep(self) -> None:
        """One clock for all of them."""
        at = monotonic()
        for stream in [stream for known in self._by_user.values() for stream in known]:
            stream.check(at)
        self._clock = asyncio.get_running_loop().call_later(_SWEEP, self._sweep)

    async def on_event(self, event: LiveEvent) -> None:
        """A committed change: to the members of its conversation, or to the one user that it is for."""
        if event.data is None or not self._by_user:
            return
        if event.conversation_id is None:
            listeners = frozenset({event.user_id or 0})
        else:
            listeners = await audience.members_of(event.conversation_id)
        await self._tell(event, listeners)
        if event.type in (BLOCK_ADDED, BLOCK_REMOVED) and event.user_id is not None:
            await self._tell_pair(event.user_id, event.data.user.id)
        if event.type == PRIVACY_UPDATED and event.user_id is not None:
            await self._tell_all(event.user_id)

    async def _tell(self, event: LiveEvent, listeners: frozenset[int]) -> None:
        """A person is shown to those whom a block keeps apart from them without what these may not see."""
        told, room = event_json(event) | {"cursor": hub.cursor}, _room_of(event)
        if (subject := subject_of(event.data)) is not None:
            apart = listeners & (await audience.blocks_of(subject)).apart
            self._push(told | {"data": kept_apart(event.data)}, apart, room)
            listeners = await self._tell_hiders(event, told, listeners - apart)
        self._push(told, listeners, room)

    async def _tell_hiders(self, event: LiveEvent, told: dict[str, Any], listeners: frozenset[int]) -> frozenset[int]:
        """Who hides something is shown somebody without it; gives the others."""
        here = listeners & self._by_user.keys()
        hiders = await audience.without_presence(here) | await audience.without_receipts(here)
        for reader, privacy in (await audience.privacy_of(hiders)).items():
            view = as_allowed(event.data, reader, privacy)
            self._push(told | {"data": view}, [reader], _room_of(event))
        return listeners - hiders

    async def _tell_all(self, user_id: int) -> None:
        """Somebody began or ceased to hide when they are here."""
        peers = await audience.peers_of(user_id, set(self._by_user)) - (await audience.blocks_of(user_id)).apart
        for user in await read(users.as_shown, user_id):
            data = {"user_id": user.id, "presence": user.presence, "last_seen_at": user.last_seen_at}
            told = Signal(PRESENCE, user_id=user.id, data=data)
            await self._tell_presence(told, peers - await audience.without_presence(peers))

    async def _tell_pair(self, one: int, other: int) -> None:
        """Two who are kept apart from now on, or not any more: each hears how the other is."""
        if not await audience.peers_of(one, {other}):
            return
        for user, reader in zip(await read(blocks.pair_as_seen, one, other), (other, one), strict=True):
            if user is not None:
                data = {"user_id": user.id, "presence": user.presence, "last_seen_at": user.last_seen_at}
                await self._tell_presence(Signal(PRESENCE, user_id=user.id, data=data), [reader])

    async def on_signal(self, signal: Signal) -> None:
        """Something passing."""
        if not self._by_user:
            return
        if signal.type == SESSION_ENDED:
            self._end_session(signal)
        elif signal.type in (CALL_SIGNAL, CALLS_SEEN):
            self._push(passing(signal), [signal.user_id or 0], signal.conversation_id)
        elif signal.type == PRESENCE:
            user_id = signal.data["user_id"]
            peers = await audience.peers_of(user_id, set(self._by_user))
            hidden = await audience.without_presence(peers | {user_id})
            if user_id not in hidden:
                await self._tell_presence(signal, peers - hidden - (await audience.blocks_of(user_id)).apart)
        elif signal.type in (TYPING, RECEIPT_UPDATED, RECEIPT_MINIMA, _GATHERED) and signal.conversation_id is not None:
            await self._in_conversation(signal, await audience.members_of(signal.conversation_id))

    async def _in_conversation(self, signal: Signal, members: frozenset[int]) -> None:
        if signal.type == TYPING:
            typist = signal.data["user_id"]
            apart = (await audience.blocks_of(typist)).apart
            self._push(passing(signal), members - apart - {typist}, signal.conversation_id)
        elif signal.type == RECEIPT_UPDATED and len(members) <= SMALL:
            self._gather(signal)
        elif signal.type == _GATHERED:
            await self._tell_receipt(signal, members - (await audience.blocks_of(signal.data["user_id"])).apart)
        elif signal.type == RECEIPT_MINIMA and len(members) > SMALL:
            hiders = await audience.without_receipts(members & self._by_user.keys())
            for readers, read_seq in ((members - hiders, signal.data["read_seq"]), (hiders, 0)):
                told = of_all(signal.conversation_id, signal.data["delivered_seq"], read_seq)
                self._push(passing(told), readers, signal.conversation_id)

    async def _tell_receipt(self, signal: Signal, members: frozenset[int]) -> None:
        """Oneself hears of all that one has read; others of what one shows, and who hides it, of none."""
        data = dict(signal.data)
        shown, me = data.pop("shown_seq"), {data["user_id"]}
        hiders = await audience.without_receipts(members & self._by_user.keys()) - me
        for readers, read_seq in ((members & me, data["read_seq"]), (members - me - hiders, shown), (hiders, 0)):
            told = Signal(RECEIPT_UPDATED, signal.conversation_id, None, data | {"read_seq": read_seq})
            self._push(passing(told), readers, signal.conversation_id)

    def _gather(self, signal: Signal) -> None:
        """The last cursors of a second are told once."""
        if not self._receipts:
            asyncio.get_running_loop().call_later(_GATHER, self._tell_receipts)
        data = {key: signal.data[key] for key in ("user_id", "delivered_seq", "read_seq", "shown_seq")}
        self._receipts[signal.conversation_id or 0, data["user_id"]] = data

    def _tell_receipts(self) -> None:
        due, self._receipts = self._receipts, {}
        for (conversation_id, _), data in due.items():
            hub.signal(Signal(_GATHERED, conversation_id, None, data))

    def _end_session(self, signal: Signal) -> None:
        for stream in tuple(self._by_user.get(signal.user_id or 0, ())):
            if signal.data["session_id"] in (None, stream.actor.session_id):
                stream.end(SESSION_REVOKED)

    async def _tell_presence(self, signal: Signal, peers: Iterable[int]) -> None:
        """To everyone who shares a conversation with them, which one's proof opens."""
        frame = encode(passing(signal))
        for stream in [stream for user_id in peers for stream in self._by_user.get(user_id, ())]:
            rooms = stream.actor.rooms
            if rooms is None or await _is_in_one(signal.data["user_id"], rooms):
                stream.tell(frame)

    def _push(self, event: dict[str, Any], user_ids: Iterable[int], room: int | None) -> None:
        listeners = [stream for user_id in user_ids for stream in self._by_user.get(user_id, ())]
        if listeners:
            frame = encode(event)
            to_programs.inc(len(listeners))
            for stream in listeners:
                if stream.closing is None and stream.actor.sees(room):
                    stream.tell(frame)


def of_all(conversation_id: int | None, delivered_seq: int, read_seq: int) -> Signal:
    """Up to where all members of a large conversation have come."""
    data = {"delivered_to_all_seq": delivered_seq, "read_by_all_seq": read_seq}
    return Signal(RECEIPT_UPDATED, conversation_id, None, data)


async def _send_away(stream: Stream) -> None:
    stream.end(RESTARTING)


def encode(value: dict[str, Any]) -> Frame:
    """A frame of these members."""
    return Frame(to_bytes(value), value["type"], value.get("cursor"))


async def _is_in_one(user_id: int, rooms: Iterable[int]) -> bool:
    for room in rooms:
        if user_id in await audience.members_of(room):
            return True
    return False


def _room_of(event: LiveEvent) -> int | None:
    """The conversation that an event speaks of, also where it is for one user only."""
    if event.conversation_id is not None:
        return event.conversation_id
    found = getattr(event.data, "conversation_id", None)
    return getattr(event.data, "id", None) if found is None and event.type.startswith("conversation.") else found


def passing(signal: Signal) -> dict[str, Any]:
    """A signal as an Event object; it has no place in the log."""
    return {
        "id": None,
        "cursor": None,
        "type": signal.type,
        "conversation_id": signal.conversation_id,
        "actor_id": signal.data.get("user_id", signal.data.get("from_user_id")),
        "created_at": now(),
        "data": signal.data,
    }


streams = Streams()
before_stop(streams.send_away)

"""The open sockets of programs, and what the hub tells them: encoded once, however many listen."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from time import monotonic
from typing import Any

from webchat.api.events import event_json
from webchat.api.frames import encode, of_all, passing
from webchat.api.stream import RESTARTING, SESSION_REVOKED, Stream
from webchat.db.unit_of_work import read
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
from webchat.metrics import to_programs
from webchat.realtime import audience
from webchat.realtime.hub import hub
from webchat.realtime.neighbours import neighbours
from webchat.services import blocks, users
from webchat.serving.stopping import before_stop, spread

MOST_SOCKETS = 20
SMALL = 50
_GATHER = _SWEEP = 1.0
_GATHERED = "receipts.gathered"
_GOODBYES = 1.0


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


async def _send_away(stream: Stream) -> None:
    stream.end(RESTARTING)


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


streams = Streams()
before_stop(streams.send_away)

"""Old screen + events = fresh load, whatever happened in between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.chat import Listener, direct, history, join, live_server, log_until, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.events import LiveEvent, Signal
from webchat.domain.views import MessageView
from webchat.realtime import hub
from webchat.services import conversations, deletions, edits, events, forwards, pins, reactions, receipts, stars, unread


@dataclass
class Screen:
    """What one person's device shows: kept by hand from events, or loaded afresh."""

    user_id: int
    messages: dict[int, MessageView] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    read_seq: dict[int, int] = field(default_factory=dict)
    marks: dict[int, int | None] = field(default_factory=dict)
    starred: set[int] = field(default_factory=set)
    minima: dict[int, tuple[int, int]] = field(default_factory=dict)

    def take_event(self, event: LiveEvent) -> None:
        """Newer versions of messages win; what was seen before changes nothing."""
        if event.type.startswith("conversation.") and event.user_id == self.user_id:
            self.titles[event.data.id] = event.data.mine.title
            self.marks[event.data.id] = event.data.mine.unread_mark
            self._read_to(event.data.id, event.data.mine.read_seq)
        if event.type.startswith("star.") and event.user_id == self.user_id:
            (self.starred.add if event.data.starred else self.starred.discard)(event.data.message_id)
        if event.conversation_id in self.titles and event.type.startswith("message."):
            self._take_message(event.data)
        if event.conversation_id in self.titles and event.type.startswith("reaction."):
            self._take_reactions(event.data.message_id, event.data.version, event.data.reactions)

    def take_signal(self, signal: Signal) -> None:
        """One's own cursors move on all of one's devices; ticks move for all."""
        room, data = signal.conversation_id or 0, signal.data
        if signal.type == "receipt.updated" and data["user_id"] == self.user_id:
            self._read_to(room, data["read_seq"])
        if signal.type == "receipt.minima" and room in self.titles:
            known = self.minima.get(room, (0, 0))
            self.minima[room] = (max(known[0], data["delivered_seq"]), max(known[1], data["read_seq"]))

    def shows(self) -> object:
        """Everything that a person could tell from looking."""
        bare = {key: replace(view, is_delivered=False, is_read=False) for key, view in self.messages.items()}
        last = {
            room: max((m.seq for m in bare.values() if m.conversation_id == room), default=0) for room in self.titles
        }
        unread_counts = {
            room: last[room] - min(self.read_seq[room], (self.marks[room] or last[room] + 1) - 1)
            for room in self.titles
        }
        return bare, self.titles, unread_counts, self.marks, self.starred

    def _take_message(self, view: MessageView) -> None:
        known = self.messages.get(view.id)
        if known is None or view.version > known.version:
            self.messages[view.id] = view
            self._requote(view)
        if view.deleted_at is not None:
            self.starred.discard(view.id)
        if view.sender.id == self.user_id:
            self._read_to(view.conversation_id, view.seq)

    def _requote(self, quoted: MessageView) -> None:
        """A quote says what its message says now."""
        gone = quoted.deleted_at is not None
        for message in list(self.messages.values()):
            if message.reply_to is not None and message.reply_to.id == quoted.id:
                quote = replace(message.reply_to, snippet="" if gone else quoted.body, deleted=gone)
                self.messages[message.id] = replace(message, reply_to=quote)

    def _take_reactions(self, message_id: int, version: int, given: tuple) -> None:
        known = self.messages.get(message_id)
        if known is not None and version > known.version:
            self.messages[message_id] = replace(known, version=version, reactions=given)

    def _read_to(self, room: int, seq: int) -> None:
        self.read_seq[room] = max(self.read_seq.get(room, 0), seq)


@dataclass
class Turn:
    """What somebody may do something with: a conversation with another, and what stands there."""

    actor: Actor
    room: int
    seen: list[MessageView]

    def some(self, *, mine: bool = False, gone: bool = False) -> int | None:
        """One of the messages: of one's own, deleted or not."""
        found = [
            message.id
            for message in self.seen
            if (message.deleted_at is not None) == gone and (not mine or message.sender.id == self.actor.user_id)
        ]
        return found[len(found) // 2] if found else None


async def _send(turn: Turn) -> None:
    await say(turn.actor, turn.room, f"from {turn.actor.username} after {len(turn.seen)}")


async def _reply(turn: Turn) -> None:
    await say(turn.actor, turn.room, "an answer", reply_to_id=turn.some())


async def _acknowledge(turn: Turn) -> None:
    await receipts.acknowledge(turn.actor, {turn.room: (len(turn.seen), len(turn.seen) // 2)})


async def _clear(turn: Turn) -> None:
    await transact(unread.clear_mark, turn.actor, turn.room)


async def _undo(turn: Turn) -> None:
    if (message_id := turn.some(mine=True, gone=True)) is not None:
        await transact(deletions.restore_message, turn.actor, message_id)


async def _forward(turn: Turn) -> None:
    if (message_id := turn.some()) is not None:
        await forwards.forward_messages(turn.actor, [message_id], [turn.room])


def _with_one(use_case: Callable, *more: object, mine: bool = False) -> Callable[[Turn], Awaitable[None]]:
    async def step(turn: Turn) -> None:
        if (message_id := turn.some(mine=mine)) is not None:
            await transact(use_case, turn.actor, message_id, *more)

    return step


_STEPS: dict[str, Callable[[Turn], Awaitable[None]]] = {
    "send": _send,
    "reply": _reply,
    "forward": _forward,
    "edit": _with_one(edits.edit_message, "said better", mine=True),
    "edit again": _with_one(edits.edit_message, "said best", mine=True),
    "delete": _with_one(deletions.delete_message, mine=True),
    "restore": _undo,
    "pin": _with_one(pins.pin_message),
    "unpin": _with_one(pins.unpin_message),
    "star": _with_one(stars.star_message),
    "unstar": _with_one(stars.unstar_message),
    "react": _with_one(reactions.add_reaction, "👍"),
    "take back": _with_one(reactions.remove_reaction, "👍"),
    "mark unread": _with_one(unread.mark_unread),
    "clear mark": _clear,
    "acknowledge": _acknowledge,
}
_who = st.integers(0, 2)
_step = st.one_of(
    *(st.tuples(st.just(kind), _who, _who) for kind in ("send", "send", "ensure_direct", "join", *_STEPS)),
)


async def _load(actor: Actor) -> Screen:
    screen = Screen(actor.user_id)
    for view in (await read(conversations.list_conversations, actor)).items:
        screen.titles[view.id] = view.mine.title
        screen.read_seq[view.id] = view.mine.read_seq
        screen.marks[view.id] = view.mine.unread_mark
        screen.minima[view.id] = (view.mine.receipts.delivered_seq, view.mine.receipts.read_seq)
        screen.messages |= {message.id: message for message in await history(actor, view.id)}
        last = view.shared.last_seq
        assert view.mine.unread_count == last - min(view.mine.read_seq, (view.mine.unread_mark or last + 1) - 1)
    screen.starred = {view.id for view in (await read(stars.list_starred, actor, None, 100)).items}
    return screen


async def _do(step: tuple[str, int, int], people: list[Actor]) -> None:
    kind, one, two = step
    actor, other = people[one], people[two]
    if kind == "join":
        people.append(await join(f"Newcomer x{len(people)}"))
    elif actor is not other:
        room = await direct(actor, other)
        if kind in _STEPS:
            await _STEPS[kind](Turn(actor, room, await history(actor, room)))


async def _play(before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]) -> None:
    async with live_server() as listener:
        people = [await join(name) for name in ("Ana", "Bob", "Cleo")]
        for step in before:
            await _do(step, people)
        await hub.drained()
        listener.events.clear()
        listener.signals.clear()
        since = events.current_cursor()
        watched = people[0]
        live, replayed = await _load(watched), await _load(watched)
        for step in after:
            await _do(step, people)
        await hub.drained()
        await _compare(watched, live, replayed, listener, since)


async def _compare(watched: Actor, live: Screen, replayed: Screen, listener: Listener, since: str) -> None:
    told = list(listener.events)
    for event in told:
        live.take_event(event)
    mine = {event.id for event in told if event.conversation_id in live.titles or event.user_id == watched.user_id}
    for event in await log_until(watched, since, lambda seen: mine <= {event.id for event in seen}, limit=3):
        replayed.take_event(event)
    for signal in list(listener.signals):
        live.take_signal(signal)
        replayed.take_signal(signal)
    fresh = await _load(watched)
    assert live.shows() == fresh.shows()
    assert replayed.shows() == fresh.shows()
    await listener.until(lambda: _minima_after(live, listener) == fresh.minima)


def _minima_after(screen: Screen, listener: Listener) -> dict[int, tuple[int, int]]:
    """The ticks, which are told a moment after the rest."""
    for signal in listener.signals:
        screen.take_signal(signal)
    return {room: screen.minima.get(room, (0, 0)) for room in screen.titles}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(_step, max_size=8), after=st.lists(_step, max_size=16))
def test_old_screen_and_events_make_the_fresh_load(
    empty: object, before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
) -> None:
    empty()  # type: ignore[operator]
    asyncio.run(_play(before, after))

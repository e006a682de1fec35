"""Old screen + events = fresh load, whatever happened in between."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.chat import direct, history, join, live_server, log_until, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.events import LiveEvent, Signal
from webchat.domain.views import MessageView
from webchat.realtime import hub
from webchat.services import conversations, deletions, events, receipts

_who = st.integers(0, 2)
_step = st.one_of(
    st.tuples(st.just("send"), _who, _who),
    st.tuples(st.just("send"), _who, _who),
    st.tuples(st.just("delete"), _who, _who),
    st.tuples(st.just("acknowledge"), _who, _who),
    st.tuples(st.just("ensure_direct"), _who, _who),
    st.tuples(st.just("join"), _who, _who),
)


@dataclass
class Screen:
    """What one person's device shows: kept by hand from events, or loaded afresh."""

    user_id: int
    messages: dict[int, MessageView] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    read_seq: dict[int, int] = field(default_factory=dict)

    def take_event(self, event: LiveEvent) -> None:
        """Newer versions of messages win; what was seen before changes nothing."""
        if event.type == "conversation.created" and event.user_id == self.user_id:
            self.titles[event.data.id] = event.data.mine.title
            self.read_seq.setdefault(event.data.id, event.data.mine.read_seq)
        if event.type.startswith("message.") and event.conversation_id in self.titles:
            self._take_message(event.data)

    def take_signal(self, signal: Signal) -> None:
        """One's own cursors move on all of one's devices."""
        if signal.type == "receipt.updated" and signal.data["user_id"] == self.user_id:
            room = signal.data["conversation_id"]
            self.read_seq[room] = max(self.read_seq.get(room, 0), signal.data["read_seq"])

    def shows(self) -> object:
        """Everything that a person could tell from looking."""
        bare = {key: replace(view, is_delivered=False, is_read=False) for key, view in self.messages.items()}
        last = {
            room: max((m.seq for m in bare.values() if m.conversation_id == room), default=0) for room in self.titles
        }
        return bare, self.titles, {room: last[room] - self.read_seq[room] for room in self.titles}

    def _take_message(self, view: MessageView) -> None:
        known = self.messages.get(view.id)
        if known is None or view.version > known.version:
            self.messages[view.id] = view
        if view.sender.id == self.user_id:
            room = view.conversation_id
            self.read_seq[room] = max(self.read_seq.get(room, 0), view.seq)


async def _load(actor: Actor) -> Screen:
    screen = Screen(actor.user_id)
    for view in (await read(conversations.list_conversations, actor)).items:
        screen.titles[view.id] = view.mine.title
        screen.read_seq[view.id] = view.mine.read_seq
        screen.messages |= {message.id: message for message in await history(actor, view.id)}
        assert view.mine.unread_count == view.shared.last_seq - view.mine.read_seq
    return screen


async def _do(step: tuple[str, int, int], people: list[Actor]) -> None:
    kind, one, two = step
    actor, other = people[one], people[two]
    if kind == "join":
        people.append(await join(f"Newcomer x{len(people)}"))
    elif actor is not other:
        room = await direct(actor, other)
        seen = await history(actor, room)
        mine = [message for message in seen if message.sender.id == actor.user_id]
        if kind == "send":
            await say(actor, room, f"from {one} to {two}")
        elif kind == "delete" and mine:
            await transact(deletions.delete_message, actor, mine[len(mine) // 2].id)
        elif kind == "acknowledge":
            await receipts.acknowledge(actor, {room: (len(seen), len(seen) // 2)})


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
        await _compare(watched, live, replayed, listener.events, listener.signals, since)


async def _compare(
    watched: Actor, live: Screen, replayed: Screen, told: list[LiveEvent], signals: list[Signal], since: str
) -> None:
    for event in told:
        live.take_event(event)
    mine = {event.id for event in told if event.conversation_id in live.titles or event.user_id == watched.user_id}
    for event in await log_until(watched, since, lambda seen: mine <= {event.id for event in seen}, limit=3):
        replayed.take_event(event)
    for signal in signals:
        live.take_signal(signal)
        replayed.take_signal(signal)
    fresh = (await _load(watched)).shows()
    assert live.shows() == fresh
    assert replayed.shows() == fresh


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(_step, max_size=6), after=st.lists(_step, max_size=12))
def test_old_screen_and_events_make_the_fresh_load(
    empty: object, before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
) -> None:
    empty()  # type: ignore[operator]
    asyncio.run(_play(before, after))

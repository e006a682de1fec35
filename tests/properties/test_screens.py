"""Old screen + events = fresh load, whatever happened in between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.chat import Listener, direct, history, join, live_server, log_until, say
from tests.support.screen import Screen, agree_on_ticks, load
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.message_views import MessageView
from webchat.realtime import hub
from webchat.services import deletions, edits, events, forwards, pins, preferences, reactions, receipts, stars, unread


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


def _prefer(**changes: object) -> Callable[[Turn], Awaitable[None]]:
    async def step(turn: Turn) -> None:
        await transact(preferences.change_preferences, turn.actor, turn.room, changes)

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
    "prefer top": _prefer(pinned=True, archived=False),
    "prefer away": _prefer(archived=True, notify="mentions"),
    "prefer out of sight": _prefer(hidden=True),
    "acknowledge": _acknowledge,
}
_who = st.integers(0, 2)
_step = st.one_of(
    *(st.tuples(st.just(kind), _who, _who) for kind in ("send", "send", "ensure_direct", "join", *_STEPS)),
)


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
        live, replayed = await load(watched), await load(watched)
        for step in after:
            await _do(step, people)
        await hub.drained()
        await _compare(watched, live, replayed, listener, since)


async def _compare(watched: Actor, live: Screen, replayed: Screen, listener: Listener, since: str) -> None:
    told = list(listener.events)
    for event in told:
        live.take_event(event)
        await live.fill(watched)
    mine = {event.id for event in told if event.conversation_id in live.titles or event.user_id == watched.user_id}
    for event in await log_until(watched, since, lambda seen: mine <= {event.id for event in seen}, limit=3):
        replayed.take_event(event)
        await replayed.fill(watched)
    for signal in list(listener.signals):
        live.take_signal(signal)
        replayed.take_signal(signal)
    fresh = await load(watched)
    assert live.shows() == fresh.shows()
    assert replayed.shows() == fresh.shows()
    await agree_on_ticks(live, fresh, listener)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(before=st.lists(_step, max_size=8), after=st.lists(_step, max_size=16))
def test_old_screen_and_events_make_the_freshload(
    empty: object, before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
) -> None:
    empty()  # type: ignore[operator]
    asyncio.run(_play(before, after))

"""What one marks unread, to come back to it."""

import pytest

from tests.support.chat import Listener, direct, join, log_until, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationMine
from webchat.domain.errors import NotFound
from webchat.realtime import hub
from webchat.services import conversations, events, receipts, unread


async def _mine(who: Actor, room: int) -> ConversationMine:
    return (await read(conversations.get_conversation, who, room)).mine


async def test_a_mark_counts_from_there_and_moves_no_cursor(ana: Actor, bob: Actor, live: Listener) -> None:
    room, start = await direct(ana, bob), events.current_cursor()
    sent = [await say(ana, room, str(number)) for number in range(5)]
    await receipts.acknowledge(bob, {room: (5, 5)})
    view = await transact(unread.mark_unread, bob, sent[2].id)
    assert (view.mine.unread_count, view.mine.unread_mark, view.mine.read_seq) == (3, 3, 5)
    await receipts.acknowledge(bob, {room: (5, 5)})
    assert (await _mine(bob, room)).unread_count == 3
    assert (await _mine(ana, room)).unread_count == 0
    await hub.drained()
    told = [event for event in live.events if event.type == "conversation.updated"]
    assert [(event.user_id, event.conversation_id, event.data) for event in told] == [(bob.user_id, None, view)]
    log = await log_until(bob, start, lambda seen: any(one.type == "conversation.updated" for one in seen), limit=3)
    assert next(one for one in log if one.type == "conversation.updated").data == view


async def test_looking_at_it_clears_the_mark_once(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    message = await say(ana, room, "later")
    await receipts.acknowledge(bob, {room: (1, 1)})
    await transact(unread.mark_unread, bob, message.id)
    for _ in range(2):
        await transact(unread.clear_mark, bob, room)
    assert ((await _mine(bob, room)).unread_count, (await _mine(bob, room)).unread_mark) == (0, None)
    await hub.drained()
    assert sum(event.type == "conversation.updated" for event in live.events) == 2


async def test_writing_clears_the_mark_on_all_devices(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    message = await say(ana, room, "later")
    await transact(unread.mark_unread, bob, message.id)
    await say(bob, room, "here I am")
    assert (await _mine(bob, room)).unread_mark is None
    await hub.drained()
    told = [event.data.mine.unread_mark for event in live.events if event.type == "conversation.updated"]
    assert told == [1, None]
    await say(bob, room, "nothing to clear")
    await hub.drained()
    assert sum(event.type == "conversation.updated" for event in live.events) == 2


async def test_strangers_mark_nothing(ana: Actor, bob: Actor) -> None:
    room, stranger = await direct(ana, bob), await join("Stranger")
    message = await say(ana, room, "between us")
    with pytest.raises(NotFound):
        await transact(unread.mark_unread, stranger, message.id)
    with pytest.raises(NotFound):
        await transact(unread.clear_mark, stranger, room)

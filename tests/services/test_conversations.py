"""Direct conversations: one a pair."""

import asyncio

import pytest

from tests.support.chat import Listener, direct, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidInput, NotFound
from webchat.realtime import hub
from webchat.services import conversations


async def test_both_begin_at_the_same_moment_and_meet(ana: Actor, bob: Actor, live: Listener) -> None:
    begun = await asyncio.gather(*(direct(*pair) for _ in range(10) for pair in ((ana, bob), (bob, ana))))
    assert len(set(begun)) == 1
    await hub.drained()
    told = [(event.user_id, event.data.mine.title) for event in live.events if event.type == "conversation.created"]
    assert sorted(told) == [(ana.user_id, "Bob"), (bob.user_id, "Ana")]


async def test_the_list_is_newest_first_and_comes_in_pages(ana: Actor) -> None:
    others = [await join(f"Person {letter}") for letter in "abc"]
    rooms = [await direct(ana, other) for other in others]
    await say(ana, rooms[0], "newest")
    first = await read(conversations.list_conversations, ana, None, 2)
    assert [view.id for view in first.items] == [rooms[0], rooms[2]]
    assert first.items[0].shared.last_message is not None
    second = await read(conversations.list_conversations, ana, first.next, 2)
    assert ([view.id for view in second.items], second.next) == ([rooms[1]], None)
    with pytest.raises(InvalidInput):
        await read(conversations.list_conversations, ana, "bm9uc2Vuc2U=", 2)


async def test_nobody_talks_to_themselves_or_to_nobody(ana: Actor) -> None:
    for other in (ana.user_id, 999_999):
        with pytest.raises(NotFound):
            await transact(conversations.ensure_direct, ana, other)


async def test_unread_is_what_others_wrote_after_my_cursor(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await say(bob, room, "one")
    await say(bob, room, "two")
    assert (await read(conversations.get_conversation, ana, room)).mine.unread_count == 2
    assert (await read(conversations.get_conversation, bob, room)).mine.unread_count == 0
    await say(ana, room, "an answer reads what was before")
    assert (await read(conversations.get_conversation, ana, room)).mine.unread_count == 0

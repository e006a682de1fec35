"""What people save for themselves."""

import pytest

from tests.support.chat import Listener, direct, group, join, log_until, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, NotFound
from webchat.domain.message_views import StarView
from webchat.realtime import hub
from webchat.services import deletions, events, members, messages, stars


async def test_stars_of_all_conversations_the_newest_first(ana: Actor, bob: Actor, live: Listener) -> None:
    start = events.current_cursor()
    rooms = [await direct(ana, bob), await group(bob, ana)]
    ids = [(await say(bob, room, str(number))).id for number in range(2) for room in rooms]
    for message_id in (*ids, ids[0]):
        await transact(stars.star_message, ana, message_id)
    first = await read(stars.list_starred, ana, None, 3)
    rest = await read(stars.list_starred, ana, first.next, 3)
    assert [view.id for view in (*first.items, *rest.items)] == ids[::-1]
    assert rest.next is None
    assert await read(stars.starred_among, ana, [*ids, 999]) == set(ids)
    assert await read(stars.starred_among, bob, ids) == set()
    await transact(stars.unstar_message, ana, ids[0])
    await transact(stars.unstar_message, ana, ids[0])
    await hub.drained()
    told = [event for event in live.events if event.type.startswith("star.")]
    expected = [StarView(one, rooms[place % 2], starred=True) for place, one in enumerate(ids)]
    assert [event.data for event in told] == [*expected, StarView(ids[0], rooms[0], starred=False)]
    assert {(event.user_id, event.conversation_id) for event in told} == {(ana.user_id, None)}
    log = await log_until(ana, start, lambda seen: sum(one.type.startswith("star.") for one in seen) == 5, limit=4)
    assert [one.data for one in log if one.type.startswith("star.")] == [event.data for event in told]
    assert not [one for one in (await read(events.read_log, bob, start)).items if one.type.startswith("star.")]


async def test_only_what_one_may_still_see(ana: Actor, bob: Actor) -> None:
    room = await group(bob, ana)
    message = await say(bob, room, "for members")
    await transact(stars.star_message, ana, message.id)
    await transact(members.leave_group, ana, room)
    assert (await read(stars.list_starred, ana)).items == []
    for attempt in (stars.star_message, stars.unstar_message):
        with pytest.raises(NotFound):
            await transact(attempt, ana, message.id)


async def test_strangers_and_tombstones(ana: Actor, bob: Actor) -> None:
    message = await say(ana, await direct(ana, bob), "between us")
    with pytest.raises(NotFound):
        await transact(stars.star_message, await join("Stranger"), message.id)
    await transact(deletions.delete_message, ana, message.id)
    with pytest.raises(Conflict):
        await transact(stars.star_message, ana, message.id)


async def test_what_changed_while_away(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    ids = [(await say(bob, room, str(number))).id for number in range(3)]
    await transact(stars.star_message, ana, ids[0])
    since = (await read(messages.list_messages, ana, room)).cursor
    await transact(stars.unstar_message, ana, ids[0])
    await transact(stars.star_message, ana, ids[1])
    changed = await read(stars.changed_since, ana, since)
    assert {one: changed[one] for one in ids[:2]} == {ids[0]: False, ids[1]: True}
    assert ids[2] not in changed
    assert await read(stars.changed_since, bob, since) == {}

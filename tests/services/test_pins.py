"""What a conversation keeps at hand."""

import pytest

from tests.support.chat import Listener, direct, group, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, Forbidden, NotFound
from webchat.realtime import hub
from webchat.services import deletions, pins


async def test_a_pin_is_one_update_and_twice_is_once(ana: Actor, bob: Actor, live: Listener) -> None:
    message = await say(ana, await direct(ana, bob), "keep this")
    pinned = await transact(pins.pin_message, bob, message.id)
    assert pinned.pinned_at is not None
    assert (await transact(pins.pin_message, ana, message.id)) == pinned
    loose = await transact(pins.unpin_message, ana, message.id)
    assert (loose.pinned_at, loose.version) == (None, 3)
    assert (await transact(pins.unpin_message, bob, message.id)) == loose
    await hub.drained()
    assert [event.data for event in live.events if event.type == "message.updated"] == [pinned, loose]


async def test_the_newest_pin_comes_first_in_pages(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    ids = [(await say(ana, room, str(number))).id for number in range(5)]
    order = [ids[place] for place in (2, 0, 4, 1)]
    for message_id in order:
        await transact(pins.pin_message, ana, message_id)
    seen, cursor = [], None
    for _ in range(2):
        page = await read(pins.list_pinned, bob, room, cursor, 2)
        seen += [view.id for view in page.items]
        cursor = page.next
    assert (seen, cursor) == (order[::-1], None)


async def test_who_may_not_write_pins_nothing(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob, who_can_write="admins")
    message = await say(ana, room, "announcement")
    for attempt in (pins.pin_message, pins.unpin_message):
        with pytest.raises(Forbidden):
            await transact(attempt, bob, message.id)
    assert (await transact(pins.pin_message, ana, message.id)).pinned_at is not None
    assert [view.id for view in (await read(pins.list_pinned, bob, room)).items] == [message.id]


async def test_strangers_and_tombstones(ana: Actor, bob: Actor) -> None:
    room, stranger = await direct(ana, bob), await join("Stranger")
    message = await say(ana, room, "between us")
    for attempt in (
        transact(pins.pin_message, stranger, message.id),
        transact(pins.unpin_message, stranger, message.id),
        read(pins.list_pinned, stranger, room),
    ):
        with pytest.raises(NotFound):
            await attempt
    await transact(deletions.delete_message, ana, message.id)
    with pytest.raises(Conflict):
        await transact(pins.pin_message, ana, message.id)

"""Messages passed on."""

from datetime import timedelta

import pytest

from tests.support.chat import Listener, direct, group, history, join, say
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.encoding import to_json
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, RateLimited
from webchat.realtime import hub
from webchat.services import blocks, deletions, limits, polls
from webchat.services.forwards import forward_messages
from webchat.services.system_messages import tell


async def test_messages_go_to_several_places_in_their_order(ana: Actor, bob: Actor, live: Listener) -> None:
    cleo, dan = await join("Cleo"), await join("Dan")
    here, there, elsewhere = await direct(ana, bob), await direct(ana, cleo), await group(ana, dan)
    sent = [await say(bob, here, f"*line* {number}") for number in range(10)]
    ids = [message.id for message in sent]
    copies = await forward_messages(ana, ids, [there, elsewhere])
    assert [copy.conversation_id for copy in copies] == [there] * 10 + [elsewhere] * 10
    for reader, room in ((cleo, there), (dan, elsewhere)):
        seen = [message for message in await history(reader, room) if message.kind != "system"]
        assert [(copy.body, copy.html) for copy in seen] == [(message.body, message.html) for message in sent]
        assert {copy.sender.id for copy in seen} == {ana.user_id}
        assert [copy.payload for copy in seen] == [{"forwarded_from": {"user_id": bob.user_id, "name": "Bob"}}] * 10
    await hub.drained()
    copied = {copy.id for copy in copies}
    created = [event for event in live.events if event.type == "message.created" and event.data.id in copied]
    assert len(created) == 20
    assert len({event.txid for event in created}) <= 2


async def test_the_first_to_say_it_stays_named(ana: Actor, bob: Actor) -> None:
    cleo = await join("Cleo")
    one, two = await direct(ana, bob), await direct(bob, cleo)
    first = await say(ana, one, "pass it on", reply_to_id=(await say(bob, one, "go on")).id)
    (copy,) = await forward_messages(bob, [first.id], [two])
    (again,) = await forward_messages(cleo, [copy.id], [two])
    assert again.payload == {"forwarded_from": {"user_id": ana.user_id, "name": "Ana"}}
    assert again.reply_to is None


async def test_what_a_message_carries_goes_along_as_of_now(ana: Actor, bob: Actor) -> None:
    here, there = await direct(ana, bob), await direct(ana, await join("Cleo"))
    asked = {"question": "Where?", "options": ["Here", "There"]}
    poll = await say(bob, here, "", kind="poll", payload=asked)
    await transact(polls.vote, ana, poll.id, [1])
    await transact(polls.close_poll, bob, poll.id)
    until = to_json(now() + timedelta(hours=1))
    place = await say(bob, here, "", kind="location", payload={"latitude": 1, "longitude": 2, "live_until": until})
    first = {"user_id": bob.user_id, "name": "Bob"}
    await forward_messages(ana, [poll.id, place.id], [there])
    forwarded_poll, forwarded_place = await history(ana, there)
    expected = asked | {"multiple": False, "votes": {}, "forwarded_from": first}
    assert (forwarded_poll.kind, forwarded_poll.payload) == ("poll", expected)
    expected = {"latitude": 1.0, "longitude": 2.0, "forwarded_from": first}
    assert (forwarded_place.kind, forwarded_place.payload) == ("location", expected)
    assert ((await transact(polls.vote, ana, forwarded_poll.id, [0])).payload or {})["votes"] == {"0": [ana.user_id]}


async def test_all_or_nothing_is_sent(ana: Actor, bob: Actor) -> None:
    cleo, dan = await join("Cleo"), await join("Dan")
    here, there, foreign = await direct(ana, bob), await direct(ana, cleo), await direct(bob, cleo)
    closed = await group(dan, ana, who_can_write="admins")
    message, line = await say(bob, here, "hello"), await transact(tell, ana, here, "renamed")
    gone = await say(ana, here, "gone")
    await transact(deletions.delete_message, ana, gone.id)
    hidden = await say(bob, foreign, "not for Ana")
    for ids, rooms, error in (
        ([message.id], [there, foreign], NotFound),
        ([message.id, hidden.id], [there], NotFound),
        ([message.id], [there, closed], Forbidden),
        ([message.id, line.id], [there], Conflict),
        ([message.id, gone.id], [there], Conflict),
        ([], [there], InvalidInput),
        ([message.id], [], InvalidInput),
        (list(range(1, 102)), [there], InvalidInput),
        ([message.id], list(range(1, 22)), InvalidInput),
        (list(range(1, 100)), [there, here, closed], InvalidInput),
    ):
        with pytest.raises(error):
            await forward_messages(ana, ids, rooms)
    assert await history(ana, there) == []


async def test_a_place_that_takes_nothing_is_told_apart_from_a_message_that_is_gone(ana: Actor, bob: Actor) -> None:
    cleo = await join("Cleo")
    here, shut, foreign = await direct(ana, bob), await direct(ana, cleo), await direct(bob, cleo)
    await transact(blocks.block_user, cleo, ana.user_id)
    message = await say(ana, here, "hello")
    for place in (shut, foreign):
        with pytest.raises(NotFound, match="one of the chats that you chose") as refused:
            await forward_messages(ana, [message.id], [here, place])
        assert refused.value.field == "conversation_ids"


async def test_copies_count_as_messages(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    ids = [(await say(ana, room, str(number))).id for number in range(50)]
    limits.clear()
    for _ in range(6):
        await forward_messages(ana, ids, [room])
    with pytest.raises(RateLimited):
        await forward_messages(ana, ids, [room])
    assert len(await history(ana, room)) == 350

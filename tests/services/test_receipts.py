"""Receipts only move forward."""

import asyncio

from tests.support.chat import Listener, direct, history, join, say
from webchat.domain.actor import Actor
from webchat.realtime import hub
from webchat.services import receipts


async def test_cursors_move_forward_and_never_past_the_end(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    for number in range(3):
        await say(ana, room, str(number))
    (first,) = await receipts.acknowledge(bob, {room: (3, 2)})
    assert (first.delivered_seq, first.read_seq, first.min_read_seq, first.moved) == (3, 2, 2, True)
    (back,) = await receipts.acknowledge(bob, {room: (1, 1)})
    assert (back.delivered_seq, back.read_seq, back.moved) == (3, 2, False)
    (beyond,) = await receipts.acknowledge(bob, {room: (None, 999)})
    assert (beyond.delivered_seq, beyond.read_seq) == (3, 3)
    await hub.drained()
    assert sum(signal.type == "receipt.updated" for signal in live.signals) == 2
    assert [(message.is_delivered, message.is_read) for message in await history(ana, room)] == [(True, True)] * 3


async def test_delivered_alone_is_not_read(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await say(ana, room, "hello")
    (view,) = await receipts.acknowledge(bob, {room: (1, None)})
    assert (view.delivered_seq, view.read_seq) == (1, 0)


async def test_an_answer_reads_what_was_before(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    await say(ana, room, "a question")
    await say(bob, room, "an answer")
    await hub.drained()
    (signal,) = live.signals
    assert (signal.type, signal.data["user_id"], signal.data["read_seq"]) == ("receipt.updated", bob.user_id, 2)
    assert signal.data["min_read_seq"] == 1


async def test_of_others_conversations_nothing_moves_and_nothing_is_told(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await say(ana, room, "hello")
    stranger = await join("Stranger")
    assert await receipts.acknowledge(stranger, {room: (1, 1), 999: (1, 1)}) == []
    assert [message.is_delivered for message in await history(ana, room)] == [False]


async def test_devices_and_senders_at_once(ana: Actor, bob: Actor) -> None:
    rooms = [await direct(ana, other) for other in (bob, await join("Cleo"), await join("Dan"))]
    wanted = dict.fromkeys(rooms, (20, 20))
    backwards = dict(reversed(wanted.items()))
    await asyncio.gather(
        *(say(ana, room, "x") for room in rooms for _ in range(10)),
        *(receipts.acknowledge(ana, order) for _ in range(10) for order in (wanted, backwards)),
    )
    assert {view.read_seq for view in await receipts.acknowledge(ana, wanted)} == {10}

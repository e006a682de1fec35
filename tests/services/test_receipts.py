"""Receipts only move forward."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import text

from tests.support.chat import Listener, direct, group, history, join, say
from webchat.db.engine import time_of
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ReceiptMinima
from webchat.domain.errors import InvalidInput, NotFound
from webchat.realtime import hub
from webchat.repositories import receipts as repository
from webchat.services import bots, conversations, groups, members, receipts
from webchat.services.groups import CreateGroup
from webchat.services.users import NewUser


async def test_cursors_move_forward_and_never_past_the_end(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    for number in range(3):
        await say(ana, room, str(number))
    (first,) = await receipts.acknowledge(bob, {room: (3, 2)})
    assert (first.delivered_seq, first.read_seq, first.moved) == (3, 2, True)
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
    (signal,) = [signal for signal in live.signals if signal.type == "receipt.updated"]
    assert (signal.data["user_id"], signal.data["read_seq"]) == (bob.user_id, 2)
    await live.until(lambda: _minima(live) == [(1, 1)])


async def test_all_hear_of_receipts_only_when_the_last_one_moves(ana: Actor, live: Listener) -> None:
    people = [await join(f"Member {letter}") for letter in "abcdefgh"]
    room = await group(ana, *people)
    for number in range(3):
        await say(ana, room, str(number))
    await asyncio.gather(*(receipts.acknowledge(person, {room: (4, 4)}) for person in people[1:]))
    await hub.drained()
    assert sum(signal.type == "receipt.updated" for signal in live.signals) == 7
    await receipts.acknowledge(people[0], {room: (4, 2)})
    await live.until(lambda: (4, 2) in _minima(live))
    await receipts.acknowledge(people[0], {room: (4, 4)})
    await live.until(lambda: (4, 4) in _minima(live))
    assert _minima(live) in ([(0, 0), (4, 2), (4, 4)], [(4, 2), (4, 4)])


async def test_two_who_are_last_at_the_same_moment(ana: Actor, live: Listener) -> None:
    people = [await join(f"Member {letter}") for letter in "abcdefgh"]
    room = await group(ana, *people)
    for number in range(2, 12):
        await say(ana, room, str(number))
        await asyncio.gather(*(receipts.acknowledge(person, {room: (number, number)}) for person in people))
        await live.until(lambda wanted=number: _minima(live)[-1:] == [(wanted, wanted)])


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


def _minima(live: Listener) -> list[tuple[int, int]]:
    told = [signal.data for signal in live.signals if signal.type == "receipt.minima"]
    return [(data["delivered_seq"], data["read_seq"]) for data in told]


def _time(uow: UnitOfWork) -> datetime:
    return time_of(uow.session.connection())


async def test_who_has_seen_a_message_and_since_when(ana: Actor, bob: Actor) -> None:
    cleo, dan, eve = [await join(name) for name in ("Cleo", "Dan", "Eve")]
    room = await group(ana, bob, cleo, dan)
    message = await say(ana, room, "news")
    await transact(members.add_members, ana, room, [eve.user_id])
    later = await say(ana, room, "more")
    before = await read(_time)
    await receipts.acknowledge(cleo, {room: (later.seq, None)})
    await receipts.acknowledge(dan, {room: (message.seq, None)})
    await say(dan, room, "an answer reads what was before")
    await receipts.acknowledge(cleo, {room: (later.seq, message.seq)})
    found = (await read(receipts.list_receipts, bob, message.id)).items
    assert [(one.user.id, one.delivered, one.read) for one in found] == [
        (cleo.user_id, True, True),
        (dan.user_id, True, True),
        (bob.user_id, False, False),
    ]
    seen = {one.user.id: one for one in found}
    after = await read(_time)
    assert all(before <= at <= after for one in (cleo, dan) if (at := seen[one.user_id].delivered_at))
    assert seen[cleo.user_id].delivered_at < seen[dan.user_id].delivered_at < seen[dan.user_id].read_at  # type: ignore[operator]
    assert seen[dan.user_id].read_at < seen[cleo.user_id].read_at  # type: ignore[operator]
    assert (seen[bob.user_id].delivered_at, seen[bob.user_id].read_at) == (None, None)
    second = {one.user.id: one for one in (await read(receipts.list_receipts, ana, later.id)).items}
    assert set(second) == {bob.user_id, cleo.user_id, dan.user_id, eve.user_id}
    assert (second[cleo.user_id].delivered, second[cleo.user_id].read) == (True, False)


async def test_receipts_come_in_pages_readers_first(ana: Actor) -> None:
    people = [await join(f"Member {letter}") for letter in "abcdefg"]
    room = await group(ana, *people)
    message = await say(ana, room, "hello")
    await receipts.acknowledge(people[5], {room: (2, 2)})
    await receipts.acknowledge(people[2], {room: (2, 2)})
    await receipts.acknowledge(people[4], {room: (2, None)})
    seen: list[int] = []
    cursor = None
    while cursor or not seen:
        page = await read(receipts.list_receipts, ana, message.id, cursor, 2)
        seen, cursor = seen + [one.user.id for one in page.items], page.next
    assert seen == [people[place].user_id for place in (2, 5, 4, 0, 1, 3, 6)]
    with pytest.raises(InvalidInput):
        await read(receipts.list_receipts, ana, message.id, "9.x", 2)
    with pytest.raises(NotFound):
        await read(receipts.list_receipts, await join("Stranger"), message.id)


async def test_moments_are_kept_as_long_as_the_log(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    old, new = await say(ana, room, "old"), await say(ana, room, "new")
    await receipts.acknowledge(bob, {room: (1, 1)})
    age = text("UPDATE message SET created_at = now() - interval '30 days' WHERE id = :id")
    await transact(lambda uow: uow.session.execute(age, {"id": old.id}))
    past = text("UPDATE receipt_moment SET at = now() - interval '30 days'")
    await transact(lambda uow: uow.session.execute(past))
    assert await transact(lambda uow: repository.prune(uow.session, 7, 100)) == 1
    await receipts.acknowledge(bob, {room: (2, 2)})
    (of_old,) = (await read(receipts.list_receipts, ana, old.id)).items
    (of_new,) = (await read(receipts.list_receipts, ana, new.id)).items
    assert (of_old.read, of_old.read_at, of_old.delivered_at) == (True, None, None)
    assert of_new.read_at is not None
    assert of_new.delivered_at == of_new.read_at  # both at once: one moment is kept


async def test_nobody_waits_for_a_bot_after_a_reload_either(ana: Actor, bob: Actor, live: Listener) -> None:
    bot = (await transact(bots.create_bot, ana, NewUser("Helper"))).bot
    room = (await transact(groups.create_group, ana, CreateGroup("Group", member_ids=[bob.user_id, bot.id]))).id
    seq = (await say(ana, room, "hello")).seq
    await receipts.acknowledge(bob, {room: (seq, seq)})
    await live.until(lambda: (seq, seq) in _minima(live))
    for reader in (ana, bob):
        held = await read(conversations.get_conversation, reader, room)
        assert held.mine.receipts == ReceiptMinima(seq, seq)

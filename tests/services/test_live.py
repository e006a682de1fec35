"""The direct path is fast, the tail repairs it, and nothing comes twice."""

import asyncio
from threading import Event

from sqlalchemy import text

from tests.support.chat import Listener, direct, group, join, live_server, log_until, say
from webchat.db import unit_of_work
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.cursors import parse_cursor
from webchat.domain.events import NewEvent
from webchat.realtime import bus, hub
from webchat.realtime.log_tail import LogTail
from webchat.services import edits, events, members


async def test_the_tail_repairs_what_was_committed_but_never_published(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    tail = LogTail()
    await tail.start()
    unit_of_work._callbacks.remove(bus.publish)
    try:
        lost = await say(ana, room, "committed, then the lights went out")
    finally:
        bus.register()
    start = events.current_cursor()
    while str(lost.id) not in _created(live):
        await tail.step()
    told = await say(bob, room, "published at once")
    await hub.drained()
    assert tail._position is not None
    assert tail._position >= parse_cursor(start)
    for _ in range(3):
        await tail.step()
    assert _created(live) == [str(lost.id), str(told.id)]


async def test_what_a_newer_process_logs_keeps_nobody_back(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    start = events.current_cursor()
    tail = LogTail()
    await tail.start()

    def novelty(uow: UnitOfWork) -> None:
        events.record(uow, None, NewEvent("novelty.happened", ana.user_id, {}, conversation_id=room))

    unit_of_work._callbacks.remove(bus.publish)
    try:
        await transact(novelty)
        lost = await say(ana, room, "and then something known")
    finally:
        bus.register()
    while str(lost.id) not in _created(live):
        await tail.step()
    seen = await log_until(bob, start, lambda seen: any(one.type == "message.created" for one in seen))
    assert [one.data for one in seen if one.type == "novelty.happened"] == [None]


async def test_the_log_gives_what_was_missed_while_away(ana: Actor, bob: Actor) -> None:
    room, start = await direct(ana, bob), events.current_cursor()
    sent = [await say(ana, room, str(number)) for number in range(5)]
    ids = [message.id for message in sent]

    def complete(seen: list) -> bool:
        return [event.data.id for event in seen if event.type == "message.created"] == ids

    assert complete(await log_until(bob, start, complete, limit=2))


async def test_a_resume_begins_with_ones_latest_joining(ana: Actor, bob: Actor, live: Listener) -> None:
    cleo, start = await join("Cleo"), events.current_cursor()
    room, always = await group(ana, cleo), await direct(ana, bob)
    await say(ana, always, "to Bob alone")
    await say(ana, room, "before Bob came")
    await transact(members.add_members, ana, room, [bob.user_id])
    await say(ana, room, "while Bob was there")
    await transact(members.remove_member, ana, room, bob.user_id)
    await say(ana, room, "while Bob was out")
    await transact(members.add_members, ana, room, [bob.user_id])
    await say(ana, room, "after Bob was back")

    own, said = ["to Bob alone"], ["after Bob was back"]
    assert await _words(bob, start) == own + said
    assert await _words(cleo, start) == ["before Bob came", "while Bob was there", "while Bob was out", *said]
    assert len(await _words(ana, start)) == 5
    for read_it in (events.read_missed, events.read_log):
        mine = (await read(read_it, bob, start, 100)).items
        joinings = [one for one in mine if one.type in ("conversation.created", "conversation.removed")]
        assert [one.type.partition(".")[2] for one in joinings] == ["created", "created", "removed", "created"]
        (added,) = [one for one in mine if one.type == "member.added"]
        assert (added.conversation_id, added.data.user.id) == (room, bob.user_id)


async def test_what_began_before_a_joining_and_came_after_it_is_not_lost(ana: Actor, bob: Actor) -> None:
    room, start = await group(ana), events.current_cursor()
    message = await say(ana, room, "first words")
    begun, joined = Event(), Event()

    def edit_late(uow: UnitOfWork) -> None:
        uow.session.execute(text("SELECT now()"))
        begun.set()
        assert joined.wait(30)
        edits.edit_message(uow, ana, message.id, "other words")

    late = asyncio.create_task(transact(edit_late))
    await asyncio.to_thread(begun.wait, 30)
    await transact(members.add_members, ana, room, [bob.user_id])
    joined.set()
    await late
    found = (await read(events.read_missed, bob, start, 100)).items
    assert [one.data.body for one in found if one.type == "message.updated"] == ["other words"]


async def _words(reader: Actor, since: str) -> list[str]:
    """What was said, as far as a resume tells it."""
    found = (await read(events.read_missed, reader, since, 100)).items
    return [one.data.body for one in found if one.type == "message.created" and one.data.kind == "text"]


async def test_a_foreign_cursor_is_told_to_begin_afresh(ana: Actor) -> None:
    page = await read(events.read_log, ana, "elsewhere.5.5")
    assert page.reset
    assert page.items == []


async def test_a_failing_listener_harms_nobody(clean_database: object) -> None:
    class Broken(Listener):
        async def on_event(self, event: object) -> None:
            raise RuntimeError("broken")

    async with live_server() as good:
        broken = Broken()
        hub.subscribe(broken)
        try:
            await say(ana := await join("Ana"), await direct(ana, await join("Bob")), "hello")
            await hub.drained()
        finally:
            hub.unsubscribe(broken)
    assert len(_created(good)) == 1


def _created(listener: Listener) -> list[str]:
    return [str(event.data.id) for event in listener.events if event.type == "message.created"]

"""The direct path is fast, the tail repairs it, and nothing comes twice."""

from tests.support.chat import Listener, direct, join, live_server, log_until, say
from webchat.db import unit_of_work
from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.cursors import parse_cursor
from webchat.realtime import bus, hub
from webchat.realtime.log_tail import LogTail
from webchat.services import events


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


async def test_the_log_gives_what_was_missed_while_away(ana: Actor, bob: Actor) -> None:
    room, start = await direct(ana, bob), events.current_cursor()
    sent = [await say(ana, room, str(number)) for number in range(5)]
    ids = [message.id for message in sent]

    def complete(seen: list) -> bool:
        return [event.data.id for event in seen if event.type == "message.created"] == ids

    assert complete(await log_until(bob, start, complete, limit=2))


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

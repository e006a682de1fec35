"""What happens to calls when nobody says anything: each deadline once, whichever process gets to it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.services.test_calls import talking
from tests.support.chat import Listener, join
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.call_views import CallView
from webchat.domain.clock import now
from webchat.realtime import hub, presence
from webchat.realtime.presence import presence as everyone
from webchat.repositories import calls as repository
from webchat.services import calls
from webchat.services.call_keeper import CallKeeper
from webchat.services.calls import RequestCall

Time = Callable[[float], datetime]


@pytest.fixture
def at() -> Time:
    """So many seconds after the beginning."""
    start = now()
    return lambda seconds: start + timedelta(seconds=seconds)


async def sweep(moment: datetime) -> int:
    """What any process does at a moment."""
    keeper = CallKeeper(lambda: moment)
    await keeper.note_who_is_here()
    return await keeper.expire_due()


async def ring(ana: Actor, bob: Actor, at: Time, connection: str = "") -> int:
    command = RequestCall(await talking(ana, bob), device_id="a1")
    return (await calls.request_call(ana, command, connection, lambda: at(0))).call.id


async def act(who: Actor, call_id: int, verb: str, moment: datetime, device: str = "", connection: str = "") -> None:
    await calls.act_on_call(who, call_id, verb, device, connection=connection, clock=lambda: moment)


async def look(who: Actor, call_id: int, moment: datetime) -> CallView:
    return (await calls.get_call(who, call_id, clock=lambda: moment)).call


async def test_nobody_answers(ana: Actor, bob: Actor, live: Listener, at: Time) -> None:
    call_id = await ring(ana, bob, at)
    assert await sweep(at(44)) == 0
    assert sum(await asyncio.gather(*(sweep(at(46)) for _ in range(4)))) == 1
    call = await look(bob, call_id, at(46))
    assert (call.end_reason, call.ended_at) == ("missed", at(45))
    await hub.drained()
    assert [event.data.state for event in live.events if event.type == "call.updated"] == ["calling", "ended"]


async def test_a_deadline_counts_before_anybody_swept(ana: Actor, bob: Actor, at: Time) -> None:
    call_id = await ring(ana, bob, at)
    mine = await calls.act_on_call(bob, call_id, "accept", clock=lambda: at(45.5))
    assert (mine.call.end_reason, mine.my_state) == ("missed", "missed")


async def test_a_new_call_is_not_held_up_by_one_that_has_lapsed(ana: Actor, bob: Actor, at: Time) -> None:
    first = await ring(ana, bob, at)
    mine = await calls.request_call(
        bob, RequestCall((await look(ana, first, at(1))).conversation_id), "", lambda: at(70)
    )
    assert (mine.call.id != first, mine.call.state) == (True, "calling")


async def test_media_that_does_not_come_and_a_link_that_stays_lost(ana: Actor, bob: Actor, at: Time) -> None:
    call_id = await ring(ana, bob, at)
    await act(bob, call_id, "accept", at(5))
    assert await sweep(at(24)) == 0
    assert await sweep(at(25)) == 1
    assert (await look(ana, call_id, at(25))).end_reason == "failed"
    other = await ring(ana, bob, lambda seconds: at(100 + seconds))
    for verb, moment in (("accept", 101), ("connected", 102), ("reconnecting", 103)):
        await act(bob, other, verb, at(moment))
    assert await sweep(at(132)) == 0
    assert await sweep(at(133)) == 1
    assert (await look(ana, other, at(133))).end_reason == "failed"


async def test_a_caller_whose_tab_is_gone_cancels(ana: Actor, bob: Actor, at: Time) -> None:
    for tab in ("here", "other"):
        presence.connected(ana.user_id, tab)
    call_id = await ring(ana, bob, at, connection="here")
    assert await sweep(at(9)) == 0
    presence.disconnected(ana.user_id, "here")
    assert await sweep(at(18)) == 0
    assert await sweep(at(20)) == 1  # the other tab does not stand in for it
    assert (await look(bob, call_id, at(20))).end_reason == "cancelled"
    presence.disconnected(ana.user_id, "other")


async def test_a_reload_in_the_middle_is_forgiven(ana: Actor, bob: Actor, at: Time) -> None:
    presence.connected(bob.user_id, "before")
    call_id = await ring(ana, bob, at)
    await act(bob, call_id, "accept", at(1), "b1", "before")
    await act(ana, call_id, "connected", at(2), "a1")
    presence.disconnected(bob.user_id, "before")
    await act(ana, call_id, "connected", at(20), "a1")
    assert await sweep(at(20)) == 0
    presence.connected(bob.user_id, "after")
    await act(bob, call_id, "accept", at(25), "b1", "after")
    await act(ana, call_id, "connected", at(50), "a1")
    assert await sweep(at(50)) == 0
    presence.disconnected(bob.user_id, "after")
    await act(ana, call_id, "connected", at(79), "a1")
    assert await sweep(at(80)) == 1
    call = await look(ana, call_id, at(80))
    assert (call.end_reason, call.duration) == ("left", 78)


async def test_any_socket_speaks_for_a_program_that_calls_over_rest(ana: Actor, bob: Actor, at: Time) -> None:
    presence.connected(ana.user_id, "stream")
    call_id = await ring(ana, bob, at)
    await act(bob, call_id, "accept", at(1))
    await act(bob, call_id, "connected", at(2))
    for moment in range(20, 200, 20):
        await look(bob, call_id, at(moment))  # who has no socket at all shows life by asking
        assert await sweep(at(moment)) == 0
    presence.disconnected(ana.user_id, "stream")
    await look(bob, call_id, at(205))
    assert await sweep(at(211)) == 1


async def _talking_over_sockets(ana: Actor, bob: Actor, at: Time) -> int:
    """Both over a socket, "hers" and "his", his as the device "b1"; gives the call."""
    for who, socket in ((ana, "hers"), (bob, "his")):
        presence.connected(who.user_id, socket)
    call_id = await ring(ana, bob, at, connection="hers")
    for verb in ("accept", "connected"):
        await act(bob, call_id, verb, at(1), "b1", "his")
    return call_id


async def test_a_frame_that_names_no_device_leaves_the_socket_to_the_one_it_carries(
    ana: Actor, bob: Actor, at: Time
) -> None:
    call_id = await _talking_over_sockets(ana, bob, at)
    for who, other, socket in ((ana, bob, "hers"), (bob, ana, "his")):
        await calls.send_signal(who, call_id, other.user_id, {}, connection=socket, clock=lambda: at(2))
        await act(who, call_id, "connected", at(3), "", socket)
    for moment in range(20, 200, 20):
        assert await sweep(at(moment)) == 0
    await act(bob, call_id, "hangup", at(200), "b1", "his")
    again = await ring(ana, bob, lambda seconds: at(200 + seconds), connection="hers")
    await act(bob, again, "accept", at(201), "", "his")  # this time he names none, on the same socket
    await act(bob, again, "connected", at(202), "", "his")
    for moment in range(220, 300, 20):
        assert await sweep(at(moment)) == 0
    for who, socket in ((ana, "hers"), (bob, "his")):
        presence.disconnected(who.user_id, socket)


async def test_a_signal_that_names_no_device_is_not_taken_for_the_devices_socket(
    ana: Actor, bob: Actor, at: Time
) -> None:
    presence.connected(ana.user_id, "hers")
    call_id = await ring(ana, bob, at, connection="hers")
    for verb in ("accept", "connected"):
        await act(bob, call_id, verb, at(1), "b1")  # over REST
    presence.connected(bob.user_id, "his")
    await calls.send_signal(bob, call_id, ana.user_id, {}, connection="his", clock=lambda: at(2))
    for moment in range(20, 200, 20):
        assert await sweep(at(moment)) == 0
    presence.disconnected(bob.user_id, "his")
    presence.disconnected(ana.user_id, "hers")


@pytest.mark.parametrize("asking", ["another", ""])
async def test_what_others_of_ones_devices_say_keeps_a_dead_one_in_no_call(
    ana: Actor, bob: Actor, at: Time, asking: str
) -> None:
    call_id = await _talking_over_sockets(ana, bob, at)
    presence.disconnected(bob.user_id, "his")
    for moment in (10, 20, 30):
        assert await sweep(at(moment)) == 0
        await calls.get_call(bob, call_id, asking, clock=lambda moment=moment: at(moment))
        if not asking:
            await calls.send_signal(bob, call_id, ana.user_id, {}, clock=lambda moment=moment: at(moment))
    assert await sweep(at(32)) == 1
    assert (await look(ana, call_id, at(32))).end_reason == "left"
    presence.disconnected(ana.user_id, "hers")


async def test_the_device_itself_shows_life_by_asking_while_its_socket_is_gone(
    ana: Actor, bob: Actor, at: Time
) -> None:
    call_id = await _talking_over_sockets(ana, bob, at)
    presence.disconnected(bob.user_id, "his")
    for moment in range(20, 200, 20):
        await calls.get_call(bob, call_id, "b1", clock=lambda moment=moment: at(moment))
        assert await sweep(at(moment)) == 0
    presence.disconnected(ana.user_id, "hers")


async def test_a_process_speaks_for_its_own_people_only(ana: Actor, bob: Actor, at: Time) -> None:
    presence.connected(ana.user_id, "here")
    everyone.elsewhere(bob.user_id, "another process", active=True)
    call_id = await ring(ana, bob, at, connection="here")
    await act(bob, call_id, "accept", at(1), "b1", "there")
    await act(bob, call_id, "connected", at(2), "b1", "there")

    def sign(uow: UnitOfWork, moment: datetime) -> None:
        repository.touch(uow.session, [(call_id, bob.user_id, "device")], moment)

    for second in range(20, 200, 20):  # what the process of Bob says
        await transact(sign, at(second))
        assert await sweep(at(second + 9)) == 0
    assert await sweep(at(209)) == 0
    assert await sweep(at(211)) == 1  # it says no more: we cannot know of his line
    assert (await look(ana, call_id, at(211))).end_reason == "left"
    everyone.elsewhere(bob.user_id, "another process", active=None)
    presence.disconnected(ana.user_id, "here")


async def test_after_a_restart_everyone_has_time_to_come_back(ana: Actor, bob: Actor, at: Time) -> None:
    presence.connected(ana.user_id, "here")
    call_id = await ring(ana, bob, at, connection="here")
    await act(bob, call_id, "accept", at(1))
    await act(bob, call_id, "connected", at(2))
    presence.disconnected(ana.user_id, "here")
    restarted = CallKeeper(lambda: at(300))
    await restarted.forgive()
    assert await restarted.expire_due() == 0
    assert await sweep(at(329)) == 0
    assert await sweep(at(331)) == 1
    assert (await look(ana, call_id, at(331))).end_reason == "left"


async def test_the_runner_wakes_by_itself(ana: Actor, bob: Actor, live: Listener) -> None:
    late = now() - timedelta(seconds=44.9)
    keeper = CallKeeper()
    hub.subscribe(keeper)
    task = asyncio.create_task(keeper.run())
    try:
        command = RequestCall(await talking(ana, bob))
        await calls.request_call(ana, command, "", lambda: late)
        await live.until(lambda: any(getattr(event.data, "end_reason", "") == "missed" for event in live.events))
    finally:
        task.cancel()
        hub.unsubscribe(keeper)
    assert await read(calls.live_calls, await join("Nobody")) == []

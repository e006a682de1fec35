"""Calls as the services do them: who may, what is told, what is kept."""

from tests.support.chat import Listener, direct, history, say
from webchat.domain.actor import Actor
from webchat.services import calls
from webchat.services.calls import RequestCall


async def talking(ana: Actor, bob: Actor) -> int:
    room = await direct(ana, bob)
    await say(bob, room, "call me")
    return room


async def test_a_call_from_ring_to_end(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await talking(ana, bob)
    mine = await calls.request_call(ana, RequestCall(room, device_id="a1"))
    assert (mine.call.state, mine.my_state, mine.my_device_id) == ("calling", "waiting", "a1")
    call_id = mine.call.id
    assert (await calls.act_on_call(bob, call_id, "ringing", "b1")).call.state == "ringing"
    his = await calls.act_on_call(bob, call_id, "answer", "b1")
    assert (his.call.state, his.my_device_id, his.answered_elsewhere) == ("connecting", "b1", False)
    late = await calls.act_on_call(bob, call_id, "accept", "b2")
    assert (late.my_device_id, late.answered_elsewhere) == ("b1", True)
    assert (await calls.act_on_call(bob, call_id, "connected", "b1")).call.state == "active"
    await calls.send_signal(ana, call_id, bob.user_id, {"description": {}}, "a1")
    ended = await calls.act_on_call(ana, call_id, "end", "a1")
    assert (ended.call.state, ended.call.end_reason, ended.call.duration) == ("ended", "completed", 0)
    line = (await history(bob, room))[-1]
    assert (line.kind, line.payload) == (
        "call",
        {"call_id": call_id, "kind": "audio", "state": "ended", "end_reason": "completed", "duration": 0},
    )

"""Calls by the client: two programs, each verb, typed objects."""

from __future__ import annotations

import pytest

from tests.client.conftest import Friend
from webchat.client import Call, ChatError


def ring(ana: Friend, bob: Friend) -> Call:
    room = bob.client.send("call me", to=ana.id).conversation_id
    return ana.client.start_call(room, kind="video", device_id="a1")


def test_a_call_that_is_answered(ana: Friend, bob: Friend) -> None:
    since = bob.client.cursor()
    call = ring(ana, bob)
    assert (call.state, call.kind, call.is_live, call.my_device_id) == ("calling", "video", True, "a1")
    assert {one.user_id: one.state for one in call.participants} == {ana.id: "waiting", bob.id: "calling"}
    assert [one.id for one in bob.client.live_calls()] == [call.id]
    assert bob.client.act_on_call(call.id, "ringing").state == "ringing"
    assert bob.client.accept_call(call.id, device_id="b1").my_device_id == "b1"
    assert bob.client.accept_call(call.id, device_id="b2").answered_elsewhere
    bob.client.signal(call.id, ana.id, {"candidate": None}, device_id="b1")
    assert ana.client.ice(call.id, device_id="a1").ttl == 7200
    assert ana.client.act_on_call(call.id, "connected").state == "active"
    ended = ana.client.hang_up(call.id, device_id="a1")
    assert (ended.is_live, ended.end_reason, ended.duration is not None) == (False, "completed", True)
    for event in bob.client.events(since):
        if event.call and not event.call.is_live:
            assert (event.call.id, event.call.my_state) == (call.id, None)
            break


def test_a_call_that_is_missed(ana: Friend, bob: Friend) -> None:
    call = ring(ana, bob)
    ana.client.act_on_call(call.id, "cancel")
    assert [one.id for one in bob.client.calls(missed=True)] == [call.id]
    bob.client.mark_calls_seen()
    assert bob.client.get_call(call.id).my_state == "missed"
    assert bob.client.decline_call(call.id).end_reason == "cancelled"
    line = bob.client.messages(call.conversation_id).items[-1]
    assert (line.kind, line.payload["end_reason"]) == ("call", "cancelled")


def test_what_is_refused_has_a_code(ana: Friend, bob: Friend) -> None:
    room = ana.client.send("hello?", to=bob.id).conversation_id
    with pytest.raises(ChatError) as refused:
        ana.client.start_call(room)
    assert (refused.value.status, refused.value.code) == (403, "forbidden")

"""The state machine of calls: each row of the protocol's table, and what is around it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from webchat.domain import call_deadlines, call_states, calls
from webchat.domain.call_states import Call, Participant
from webchat.domain.errors import CallFull, Forbidden, InvalidInput

T = datetime(2026, 11, 26, 12, tzinfo=UTC)
ANA, BOB, CEM = 1, 2, 3


def after(seconds: float) -> datetime:
    return T + timedelta(seconds=seconds)


def direct(kind: str = "audio", line: str = "device") -> Call:
    return calls.begin(7, 9, kind, Participant(ANA, "waiting", "a1", line=line), [BOB], T, group=False)


def group(*rung: int, kind: str = "audio", media: str = "mesh") -> Call:
    caller = Participant(ANA, "waiting", "a1", line="device")
    return calls.begin(7, 9, kind, caller, list(rung), T, group=True, media=media)


def does(call: Call, verb: str, who: int, seconds: float = 1, device: str = "", move: bool = False) -> Call:
    """A verb, in due time and with everybody still there."""
    for one in call.participants:
        call = calls.touch(call, one.user_id, after(seconds))
    return calls.apply(call_deadlines.expire(call, after(seconds)), verb, who, after(seconds), device, move=move)


def states(call: Call) -> dict[int, str]:
    return {one.user_id: one.state for one in call.participants}


def seen(call: Call, seconds: float) -> Call:
    for one in call.participants:
        call = calls.touch(call, one.user_id, after(seconds))
    return call


RINGING = does(direct(), "ringing", BOB)
CONNECTING = does(RINGING, "accept", BOB, 2, "b1")
ACTIVE = does(CONNECTING, "connected", BOB, 3, "b1")
RECONNECTING = does(ACTIVE, "reconnecting", BOB, 5, "b1")
LIVE = {
    "calling": direct(),
    "ringing": RINGING,
    "connecting": CONNECTING,
    "active": ACTIVE,
    "reconnecting": RECONNECTING,
}
BEFORE = [direct(), RINGING]


def test_the_states_are_what_they_are_called() -> None:
    assert {name: call.state for name, call in LIVE.items()} == {name: name for name in LIVE}
    assert LIVE.keys() == call_states.LIVE


def test_a_request_rings_for_45_seconds() -> None:
    call = direct()
    assert (call.state, call.ring_until, states(call)) == ("calling", after(45), {ANA: "waiting", BOB: "calling"})
    assert call_deadlines.expire(seen(call, 44.9), after(44.9)).state == "calling"
    over = call_deadlines.expire(seen(call, 44.9), after(45))
    assert (over.state, over.end_reason, over.ended_at) == ("ended", "missed", after(45))
    assert states(over) == {ANA: "left", BOB: "missed"}


def test_ringing_is_told_to_the_caller() -> None:
    assert (RINGING.state, states(RINGING)[BOB]) == ("ringing", "ringing")


@pytest.mark.parametrize("call", BEFORE, ids=lambda call: call.state)
def test_the_first_accept_wins(call: Call) -> None:
    first = does(call, "accept", BOB, 2, "b1")
    assert (first.state, first.answered_at, first.of(BOB).device_id) == ("connecting", after(2), "b1")
    assert does(first, "accept", BOB, 3, "b2").of(BOB).device_id == "b1"
    assert states(first) == {ANA: "connecting", BOB: "connecting"}


@pytest.mark.parametrize("call", BEFORE, ids=lambda call: call.state)
@pytest.mark.parametrize(
    ("verb", "who", "reason", "his"),
    [
        ("decline", BOB, "declined", "declined"),
        ("busy", BOB, "busy", "busy"),
        ("cancel", ANA, "cancelled", "missed"),
        ("hangup", ANA, "cancelled", "missed"),
        ("hangup", BOB, "declined", "declined"),
    ],
)
def test_what_ends_a_call_before_it_is_answered(call: Call, verb: str, who: int, reason: str, his: str) -> None:
    ended = does(call, verb, who, 4)
    assert (ended.state, ended.end_reason, ended.duration) == ("ended", reason, None)
    assert states(ended) == {ANA: "left", BOB: his}


@pytest.mark.parametrize("call", LIVE.values(), ids=LIVE)
@pytest.mark.parametrize("who", [ANA, BOB])
def test_ignore_changes_nothing(call: Call, who: int) -> None:
    assert calls.apply(call, "ignore", who, after(6)) is call


@pytest.mark.parametrize("call", BEFORE, ids=lambda call: call.state)
def test_a_caller_who_is_gone_cancels_after_ten_seconds(call: Call) -> None:
    gone = seen(call, 5)
    assert call_deadlines.expire(gone, after(14.9)).live
    ended = call_deadlines.expire(gone, after(15))
    assert (ended.end_reason, states(ended)[BOB]) == ("cancelled", "missed")


def test_a_program_without_a_socket_has_more_time() -> None:
    assert call_deadlines.expire(direct(line=""), after(44.9)).live
    assert call_deadlines.expire(direct(line=""), after(60)).end_reason == "missed"


def test_connected_by_either_makes_it_active() -> None:
    for who in (ANA, BOB):
        active = does(CONNECTING, "connected", who, 3)
        assert (active.state, active.connected_at, states(active)) == (
            "active",
            after(3),
            {ANA: "active", BOB: "active"},
        )


def test_who_cannot_connect_for_20_seconds_fails() -> None:
    assert call_deadlines.expire(seen(CONNECTING, 21), after(21.9)).state == "connecting"
    failed = call_deadlines.expire(seen(CONNECTING, 21), after(22))
    assert (failed.end_reason, states(failed)) == ("failed", {ANA: "failed", BOB: "failed"})


def test_a_lost_link_has_30_seconds() -> None:
    assert does(RECONNECTING, "connected", BOB, 30).state == "active"
    assert call_deadlines.expire(seen(RECONNECTING, 34), after(34.9)).state == "reconnecting"
    failed = call_deadlines.expire(seen(RECONNECTING, 34), after(35))
    assert (failed.end_reason, failed.duration) == ("failed", 32)


@pytest.mark.parametrize("call", [ACTIVE, RECONNECTING], ids=["active", "reconnecting"])
@pytest.mark.parametrize("who", [ANA, BOB])
def test_hanging_up_completes(call: Call, who: int) -> None:
    ended = does(call, "hangup", who, 10)
    assert (ended.end_reason, ended.duration, states(ended)) == ("completed", 7, {ANA: "left", BOB: "left"})


@pytest.mark.parametrize(("who", "reason"), [(ANA, "cancelled"), (BOB, "declined")])
def test_hanging_up_while_it_connects_means_what_that_side_could_have_said(who: int, reason: str) -> None:
    assert does(CONNECTING, "hangup", who, 4).end_reason == reason


def test_who_is_without_any_socket_for_30_seconds_has_left() -> None:
    alone = calls.touch(seen(ACTIVE, 10), ANA, after(39))
    alone = calls.touch(alone, BOB, after(10), "device")
    assert call_deadlines.expire(alone, after(39.9)).state == "active"
    left = call_deadlines.expire(alone, after(40))
    assert (left.end_reason, states(left)) == ("left", {ANA: "left", BOB: "left"})


@pytest.mark.parametrize("call", LIVE.values(), ids=LIVE)
@pytest.mark.parametrize("who", [ANA, BOB])
def test_a_removal_or_a_block_hangs_up_on_whatever_device(call: Call, who: int) -> None:
    ended = calls.leave(call, who, after(6))
    assert not ended.live
    assert ended.end_reason in {"completed", "cancelled", "declined"}


@pytest.mark.parametrize("verb", sorted(calls.VERBS))
@pytest.mark.parametrize("who", [ANA, BOB, CEM])
def test_a_verb_after_the_end_answers_the_end(verb: str, who: int) -> None:
    ended = does(ACTIVE, "hangup", ANA, 10)
    assert calls.apply(ended, verb, who, after(11)) is ended


@pytest.mark.parametrize("call", LIVE.values(), ids=LIVE)
@pytest.mark.parametrize("verb", sorted(calls.VERBS))
@pytest.mark.parametrize("who", [ANA, BOB])
def test_a_verb_said_twice_is_said_once(call: Call, verb: str, who: int) -> None:
    if (verb, who) == ("cancel", BOB):
        with pytest.raises(Forbidden):
            does(call, verb, who, 6)
        return
    once = does(call, verb, who, 6, "x")
    assert calls.apply(once, verb, who, after(6), "x") is once


@pytest.mark.parametrize("verb", ["cancel", "decline", "busy", "ringing"])
def test_a_verb_that_lost_to_an_accept_changes_nothing(verb: str) -> None:
    who = ANA if verb == "cancel" else BOB
    assert calls.apply(CONNECTING, verb, who, after(4)) is CONNECTING


def test_a_stranger_is_not_let_into_a_call_of_two() -> None:
    assert calls.apply(RINGING, "accept", CEM, after(2)) is RINGING


@pytest.mark.parametrize("verb", ["hangup", "connected", "reconnecting"])
def test_another_device_does_not_speak_for_the_one_in_the_call(verb: str) -> None:
    assert calls.apply(ACTIVE, verb, BOB, after(6), "b2") is ACTIVE


def test_a_call_moves_to_another_device() -> None:
    moved = does(ACTIVE, "accept", BOB, 6, "b2", move=True)
    assert (moved.state, moved.of(BOB).device_id) == ("reconnecting", "b2")
    assert does(moved, "connected", BOB, 8, "b2").state == "active"
    assert calls.apply(moved, "hangup", BOB, after(8), "b1") is moved


def test_other_names_of_verbs() -> None:
    assert [calls.check_verb(one) for one in ("answer", "reject", "end", "busy")] == [
        "accept",
        "decline",
        "hangup",
        "busy",
    ]
    with pytest.raises(InvalidInput):
        calls.check_verb("explode")


def test_a_group_call_lives_while_anyone_is_in_it() -> None:
    call = does(group(BOB, CEM), "decline", BOB)
    assert (call.state, states(call)) == ("calling", {ANA: "waiting", BOB: "declined", CEM: "calling"})
    call = does(does(call, "accept", CEM, 2, "c1"), "connected", CEM, 3)
    assert call.state == "active"
    call = does(call, "hangup", ANA, 4)
    assert (call.state, states(call)[CEM]) == ("active", "waiting")
    call = does(call, "accept", BOB, 30, "b1")
    assert states(call) == {ANA: "left", BOB: "connecting", CEM: "connecting"}
    ended = does(does(call, "hangup", BOB, 31), "hangup", CEM, 33)
    assert (ended.state, ended.end_reason, ended.duration) == ("ended", "completed", 30)


def test_nobody_comes_to_a_group_call() -> None:
    call = call_deadlines.expire(seen(group(BOB), 45), after(45))
    assert (call.state, states(call)) == ("calling", {ANA: "waiting", BOB: "missed"})
    assert does(call, "cancel", ANA, 50).end_reason == "cancelled"


def test_any_member_joins_a_group_call_until_it_is_full() -> None:
    call = group(kind="video")
    for who in range(2, 7):
        call = does(call, "accept", who, who)
    with pytest.raises(CallFull) as full:
        does(call, "accept", 7, 8)
    assert full.value.message == "This video call is full: at most 6 people."
    assert len(does(does(call, "hangup", 3, 8), "accept", 7, 9).inside()) == 6


def test_a_livekit_call_takes_more() -> None:
    call = group(kind="video", media="livekit")
    for who in range(2, 22):
        call = does(does(call, "accept", who, who), "connected", who, who)
    assert len(call.inside()) == 21


def test_two_who_cannot_connect_fail_together() -> None:
    call = does(group(BOB), "accept", BOB, 2)
    assert call_deadlines.expire(seen(call, 22), after(22)).end_reason == "failed"


def test_in_a_larger_call_one_fails_alone() -> None:
    call = does(does(group(BOB, CEM), "accept", BOB, 2), "connected", BOB, 3)
    call = does(call, "accept", CEM, 5)
    assert call.state == "active"
    call = call_deadlines.expire(seen(call, 25), after(25))
    assert states(call) == {ANA: "active", BOB: "active", CEM: "failed"}

"""Calls: what each verb makes of one. Pure; time is passed in. What lapses stands in `call_deadlines.py`.

A verb that comes late, or twice, changes nothing: whoever says it gets the call as it is now.
"""

from dataclasses import replace
from datetime import datetime

from webchat.domain.call_states import (
    CONNECT,
    IN,
    MESH,
    MESH_HOLDS,
    OUT,
    RECONNECT,
    RING,
    RUNG,
    Call,
    Participant,
    is_device,
    put_out,
    settled,
    with_parts,
)
from webchat.domain.errors import CallFull, Forbidden, InvalidInput

ALIASES = {"answer": "accept", "reject": "decline", "end": "hangup"}
VERBS = frozenset({"ringing", "accept", "connected", "reconnecting", "decline", "ignore", "busy", "cancel", "hangup"})
LONGEST_DEVICE = 64


def begin(call_id: int, conversation_id: int, kind: str, caller: Participant, rung: list[int], at: datetime,
          *, group: bool, media: str = MESH) -> Call:  # fmt: skip
    """A new call: the caller is in it, the others are rung."""
    until = at + RING
    others = tuple(Participant(one, "calling", deadline=until) for one in rung)
    first = replace(caller, state="waiting", joined_at=at, seen_at=at)
    return settled(
        Call(call_id, conversation_id, kind, group, caller.user_id, at, until, (first, *others), media), at, ""
    )


def check_kind(kind: str) -> str:
    """Raises `InvalidInput` for what is neither voice nor video."""
    if kind not in MESH_HOLDS:
        raise InvalidInput("A call is audio or video.", field="kind")
    return kind


def check_verb(verb: str) -> str:
    """The verb under its first name; raises `InvalidInput` where there is none."""
    named = ALIASES.get(verb, verb)
    if named not in VERBS:
        raise InvalidInput(f"There is no such verb; there are {', '.join(sorted(VERBS | ALIASES.keys()))}.")
    return named


def check_device(device_id: str) -> str:
    """Raises `InvalidInput` for what names no device; empty is the user without one."""
    if len(device_id) > LONGEST_DEVICE or not device_id.isprintable():
        raise InvalidInput(f"A device's name has at most {LONGEST_DEVICE} characters.", field="device_id")
    return device_id


def apply(call: Call, verb: str, user_id: int, at: datetime, device_id: str = "", *, move: bool = False) -> Call:
    """The call after a member's verb; the same one where it comes late or changes nothing.

    `move`: an accept that takes the place of another device of the same person.
    """
    if not call.live:
        return call
    me = call.of(user_id)
    match verb:
        case "accept":
            return _accept(call, me, user_id, device_id, at, move)
        case "cancel":
            return _cancel(call, user_id, at)
        case "hangup":
            return _hang_up(call, me, device_id, at)
    if me is None:
        return call
    match verb:
        case "ringing" if me.state == "calling":
            return with_parts(call, at, replace(me, state="ringing"))
        case "decline" | "busy" if me.state in RUNG:
            state = "declined" if verb == "decline" else "busy"
            return put_out(call, me, state, at, state)
        case "connected" if is_device(me, device_id):
            return _connected(call, me, at)
        case "reconnecting" if me.state == "active" and is_device(me, device_id):
            return with_parts(call, at, replace(me, state="reconnecting", deadline=at + RECONNECT))
    return call


def leave(call: Call, user_id: int, at: datetime) -> Call:
    """Somebody is no member any more, or shut the other one out: they hang up, whatever device they are on."""
    me = call.of(user_id)
    return _hang_up(call, me, "", at) if call.live else call


def touch(call: Call, user_id: int, at: datetime, line: str = "") -> Call:
    """A sign of life of who is in the call, over this line."""
    me = call.of(user_id)
    if me is None or me.state not in IN:
        return call
    seen = replace(me, seen_at=at, line=line or me.line)
    return replace(call, participants=tuple(seen if one.user_id == user_id else one for one in call.participants))


def _accept(call: Call, me: Participant | None, user_id: int, device_id: str, at: datetime, move: bool) -> Call:
    if me is not None and me.state in IN:
        return _moved(call, me, device_id, at) if move and device_id != me.device_id else call
    if me is None and not call.group:
        return call
    if call.media == MESH and len(call.inside()) >= MESH_HOLDS[call.kind]:
        raise CallFull(MESH_HOLDS[call.kind], call.kind)
    joined = replace(
        me or Participant(user_id, "connecting"),
        state="connecting",
        device_id=device_id,
        deadline=at + CONNECT,
        joined_at=at,
        left_at=None,
        seen_at=at,
        line="",
    )
    return with_parts(replace(call, answered_at=call.answered_at or at), at, joined)


def _moved(call: Call, me: Participant, device_id: str, at: datetime) -> Call:
    flowed = me.state in {"active", "reconnecting"}
    state = "reconnecting" if flowed else me.state
    until = at + RECONNECT if flowed else at + CONNECT if state == "connecting" else None
    changed = replace(me, state=state, device_id=device_id, deadline=until, seen_at=at, line="")
    return with_parts(call, at, changed)


def _cancel(call: Call, user_id: int, at: datetime) -> Call:
    if user_id != call.initiator_id:
        raise Forbidden("Only who calls can cancel; decline, or hang up.")
    me = call.of(user_id)
    return call if call.answered_at or me is None or me.state not in IN else put_out(call, me, "left", at, "cancelled")


def _hang_up(call: Call, me: Participant | None, device_id: str, at: datetime) -> Call:
    if me is None or me.state in OUT:
        return call
    if me.state in RUNG:
        return put_out(call, me, "declined", at, "declined")
    if device_id and not is_device(me, device_id):
        return call
    unheard = "cancelled" if call.group or me.user_id == call.initiator_id else "declined"
    return put_out(call, me, "left", at, "completed" if call.connected_at else unheard)


def _connected(call: Call, me: Participant, at: datetime) -> Call:
    """Media flows. Where only two are in the call, it flows for both."""
    if me.state not in {"connecting", "reconnecting"}:
        return call
    pair = call.inside() if len(call.inside()) == 2 else ()
    also = {one.user_id for one in pair if one.state == "connecting"} | {me.user_id}
    active = [replace(one, state="active", deadline=None) for one in call.participants if one.user_id in also]
    return with_parts(replace(call, connected_at=call.connected_at or at), at, *active)

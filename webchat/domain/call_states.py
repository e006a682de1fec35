"""Calls: the states of a call and of everyone's part in it, and what one part means for the others. Pure.

A call of two ends as soon as either is out of it; one of a group lives while anyone is in it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

AUDIO, VIDEO = "audio", "video"
MESH, LIVEKIT = "mesh", "livekit"
MESH_HOLDS = {VIDEO: 6, AUDIO: 12}
"""How many a call between browsers alone carries; more need a LiveKit server."""
RINGS_AT_MOST = 12
"""In a larger group nobody is rung: who wants to joins."""

RING = timedelta(seconds=45)
CONNECT = timedelta(seconds=20)
RECONNECT = timedelta(seconds=30)
CALLER_GONE = timedelta(seconds=10)

RUNG = frozenset({"calling", "ringing"})
IN = frozenset({"waiting", "connecting", "active", "reconnecting"})
OUT = frozenset({"declined", "busy", "missed", "failed", "left"})
LIVE = frozenset({"calling", "ringing", "connecting", "active", "reconnecting"})
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody's part in a call: being rung, in it, or out of it. `device_id`: on which device they are in it.

    `waiting` is being in it alone. `deadline`: when the state lapses. `seen_at`: the last sign of life, which comes
    over `line`: "device", the socket of that device; "user", any socket of theirs; "" while there was only REST.
    """

    user_id: int
    state: str
    device_id: str = ""
    deadline: datetime | None = None
    joined_at: datetime | None = None
    left_at: datetime | None = None
    seen_at: datetime | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call. `connected_at`: since when media flowed; `end_reason` is empty until it has ended."""

    id: int
    conversation_id: int
    kind: str
    group: bool
    initiator_id: int
    started_at: datetime
    ring_until: datetime
    participants: tuple[Participant, ...]
    media: str = MESH
    state: str = "calling"
    answered_at: datetime | None = None
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    message_id: int | None = None
    version: int = 1

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.state != ENDED

    @property
    def duration(self) -> int | None:
        """How many seconds media flowed, once it is over; None where it never did."""
        if self.connected_at is None or self.ended_at is None:
            return None
        return max(0, int((self.ended_at - self.connected_at).total_seconds()))

    def of(self, user_id: int) -> Participant | None:
        """Somebody's part in it."""
        return next((one for one in self.participants if one.user_id == user_id), None)

    def inside(self) -> tuple[Participant, ...]:
        """Who is in it."""
        return tuple(one for one in self.participants if one.state in IN)


def is_device(me: Participant, device_id: str) -> bool:
    """Whether this is where somebody is in the call; who names no device speaks for all of them."""
    return not device_id or me.device_id in ("", device_id)


def shows_life(me: Participant, device_id: str) -> bool:
    """Whether a request without a socket says that somebody is still there.

    The device itself always does; where it has a socket of its own, no other request of the same person stands in.
    """
    return bool(device_id and device_id == me.device_id) or (me.line != "device" and is_device(me, device_id))


def with_parts(call: Call, at: datetime, *changed: Participant, reason: str = "") -> Call:
    """The call with these parts in it, and what follows of that for the others."""
    parts = {one.user_id: one for one in call.participants} | {one.user_id: one for one in changed}
    return settled(replace(call, participants=tuple(parts.values())), at, reason)


def put_out(call: Call, one: Participant, state: str, at: datetime, reason: str) -> Call:
    """The call without somebody; `reason` is how it ends, if it does."""
    gone = replace(one, state=state, deadline=None, left_at=at if one.joined_at else None)
    return with_parts(call, at, gone, reason=reason)


def settled(call: Call, at: datetime, reason: str) -> Call:
    """The call with what follows for everyone: who is alone waits, who waited connects, and it may be over."""
    over = not call.inside() if call.group else any(one.state in OUT for one in call.participants)
    if over:
        return _ended(call, at, reason)
    inside = call.inside()
    alone = len(inside) == 1
    parts = tuple(_company(one, alone, at) for one in call.participants)
    call = replace(call, participants=parts)
    return replace(call, state=_state(call))


def _company(one: Participant, alone: bool, at: datetime) -> Participant:
    """Who is left alone waits; who waited connects with who came."""
    if one.state in IN and alone:
        return replace(one, state="waiting", deadline=None)
    if one.state == "waiting" and not alone:
        return replace(one, state="connecting", deadline=at + CONNECT)
    return one


def _state(call: Call) -> str:
    states = {one.state for one in call.participants}
    if len(call.inside()) == 1:
        if call.answered_at and call.group:
            return "active"
        return "ringing" if "ringing" in states else "calling"
    order = ("active", "reconnecting", "connecting") if call.group else ("reconnecting", "active", "connecting")
    return next(one for one in order if one in states)


def _ended(call: Call, at: datetime, reason: str) -> Call:
    def last(one: Participant) -> Participant:
        if one.state in OUT:
            return one
        if one.state in RUNG:
            return replace(one, state="busy" if reason == "busy" else "missed", deadline=None)
        return replace(one, state="failed" if reason == "failed" else "left", deadline=None, left_at=at)

    parts = tuple(last(one) for one in call.participants)
    return replace(call, state=ENDED, participants=parts, ended_at=at, end_reason=reason)

"""Calls: what each verb, deadline and departure makes of one. Pure; time is passed in.

A call of two ends as soon as either is out of it; one of a group lives while anyone is in it. A verb that comes late,
or twice, changes nothing: whoever says it gets the call as it is now.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from webchat.domain.errors import CallFull, Forbidden, InvalidInput

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
GONE = timedelta(seconds=30)
SILENT = timedelta(seconds=60)
"""For a program that drives calls over REST alone and never had a socket: each of its requests is a sign of life."""

RUNG = frozenset({"calling", "ringing"})
IN = frozenset({"waiting", "connecting", "active", "reconnecting"})
OUT = frozenset({"declined", "busy", "missed", "failed", "left"})
LIVE = frozenset({"calling", "ringing", "connecting", "active", "reconnecting"})
ENDED = "ended"
END_REASONS = frozenset({"declined", "busy", "cancelled", "missed", "completed", "failed", "left"})
ALIASES = {"answer": "accept", "reject": "decline", "end": "hangup"}
VERBS = frozenset({"ringing", "accept", "connected", "reconnecting", "decline", "ignore", "busy", "cancel", "hangup"})
LONGEST_DEVICE = 64


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


def begin(call_id: int, conversation_id: int, kind: str, caller: Participant, rung: list[int], at: datetime,
          *, group: bool, media: str = MESH) -> Call:  # fmt: skip
    """A new call: the caller is in it, the others are rung."""
    until = at + RING
    others = tuple(Participant(one, "calling", deadline=until) for one in rung)
    first = replace(caller, state="waiting", joined_at=at, seen_at=at)
    return _settled(
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
            return _with(call, at, replace(me, state="ringing"))
        case "decline" | "busy" if me.state in RUNG:
            state = "declined" if verb == "decline" else "busy"
            return _out(call, me, state, at, state)
        case "connected" if is_device(me, device_id):
            return _connected(call, me, at)
        case "reconnecting" if me.state == "active" and is_device(me, device_id):
            return _with(call, at, replace(me, state="reconnecting", deadline=at + RECONNECT))
    return call


def expire(call: Call, at: datetime) -> Call:
    """The call after everything that has lapsed by now, in the order of time."""
    while call.live and (due := due_at(call)) is not None and due <= at:
        call = _lapse(call, due)
    return call


def due_at(call: Call) -> datetime | None:
    """When something lapses next, if nobody says anything."""
    moments = (_lapses_at(call, one) for one in call.participants) if call.live else ()
    return min((moment for moment in moments if moment is not None), default=None)


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
    return _with(replace(call, answered_at=call.answered_at or at), at, joined)


def _moved(call: Call, me: Participant, device_id: str, at: datetime) -> Call:
    flowed = me.state in {"active", "reconnecting"}
    state = "reconnecting" if flowed else me.state
    until = at + RECONNECT if flowed else at + CONNECT if state == "connecting" else None
    changed = replace(me, state=state, device_id=device_id, deadline=until, seen_at=at, line="")
    return _with(call, at, changed)


def _cancel(call: Call, user_id: int, at: datetime) -> Call:
    if user_id != call.initiator_id:
        raise Forbidden("Only who calls can cancel; decline, or hang up.")
    me = call.of(user_id)
    return call if call.answered_at or me is None or me.state not in IN else _out(call, me, "left", at, "cancelled")


def _hang_up(call: Call, me: Participant | None, device_id: str, at: datetime) -> Call:
    if me is None or me.state in OUT:
        return call
    if me.state in RUNG:
        return _out(call, me, "declined", at, "declined")
    if device_id and not is_device(me, device_id):
        return call
    unheard = "cancelled" if call.group or me.user_id == call.initiator_id else "declined"
    return _out(call, me, "left", at, "completed" if call.connected_at else unheard)


def is_device(me: Participant, device_id: str) -> bool:
    """Whether this is where somebody is in the call; who names no device speaks for all of them."""
    return not device_id or me.device_id in ("", device_id)


def _connected(call: Call, me: Participant, at: datetime) -> Call:
    """Media flows. Where only two are in the call, it flows for both."""
    if me.state not in {"connecting", "reconnecting"}:
        return call
    pair = call.inside() if len(call.inside()) == 2 else ()
    also = {one.user_id for one in pair if one.state == "connecting"} | {me.user_id}
    active = [replace(one, state="active", deadline=None) for one in call.participants if one.user_id in also]
    return _with(replace(call, connected_at=call.connected_at or at), at, *active)


def _lapse(call: Call, at: datetime) -> Call:
    """Everyone whose time is over at this moment, together: of two who cannot connect neither stays alone."""
    changed, reason = [], ""
    for one in call.participants:
        if _lapses_at(call, one) == at:
            state, reason = _lapsed(call, one, at)
            changed.append(replace(one, state=state, deadline=None, left_at=at if one.joined_at else None))
    return _with(call, at, *changed, reason=reason)


def _lapsed(call: Call, one: Participant, at: datetime) -> tuple[str, str]:
    """What becomes of somebody, and how the call has ended if it does."""
    if one.deadline == at:
        return ("missed", "missed") if one.state in RUNG else ("failed", "failed")
    return "left", "cancelled" if _calling(call, one) else "left"


def _lapses_at(call: Call, one: Participant) -> datetime | None:
    moments = [one.deadline] if one.deadline else []
    if one.state in IN and one.seen_at is not None:
        moments.append(one.seen_at + (SILENT if not one.line else CALLER_GONE if _calling(call, one) else GONE))
    return min(moments, default=None)


def _calling(call: Call, one: Participant) -> bool:
    """Whether this is the caller, and nobody has answered."""
    return one.user_id == call.initiator_id and call.answered_at is None


def _out(call: Call, one: Participant, state: str, at: datetime, reason: str) -> Call:
    gone = replace(one, state=state, deadline=None, left_at=at if one.joined_at else None)
    return _with(call, at, gone, reason=reason)


def _with(call: Call, at: datetime, *changed: Participant, reason: str = "") -> Call:
    """The call with these parts in it, and what follows of that for the others."""
    parts = {one.user_id: one for one in call.participants} | {one.user_id: one for one in changed}
    return _settled(replace(call, participants=tuple(parts.values())), at, reason)


def _settled(call: Call, at: datetime, reason: str) -> Call:
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

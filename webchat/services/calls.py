"""Calls: request, answer, end, signal, list. What a verb does stands in `domain/calls.py`; deadlines are swept by
`call_keeper`.

`device_id` is the caller's own name for a tab or an apparatus, up to 64 characters; `connection` the socket that the
verb came over, if it did: from then on that socket is the device's line, and its end the device's going.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain import calls as machine
from webchat.domain.actor import Actor
from webchat.domain.call_states import (
    AUDIO,
    IN,
    LIVEKIT,
    MESH,
    MESH_HOLDS,
    RINGS_AT_MOST,
    RUNG,
    Call,
    Participant,
    shows_life,
)
from webchat.domain.call_views import CallPage, CallView, MyCall, PartState
from webchat.domain.clock import Clock, now
from webchat.domain.encoding import to_bytes
from webchat.domain.errors import Conflict, Forbidden, InAnotherCall, InvalidInput, NotFound
from webchat.domain.events import CALL_SIGNAL, CALLS_SEEN, Signal
from webchat.domain.permissions import Action, Standing
from webchat.realtime import presence
from webchat.repositories import calls, memberships, users
from webchat.services import call_lines, limits
from webchat.services.access import lock_and_need, need
from webchat.services.call_changes import access_call, expired, store
from webchat.services.pages import page_of, read_place
from webchat.settings import get_settings

LARGEST_SIGNAL = 32 * 1024
"""Bytes of JSON in one signal; an offer with many tracks has some 10 to 20 thousand."""


@dataclass(frozen=True, slots=True)
class RequestCall:
    """Whom to call: a conversation, by voice ("audio") or with pictures ("video")."""

    conversation_id: int
    kind: str = AUDIO
    device_id: str = ""


async def request_call(actor: Actor, command: RequestCall, connection: str = "", clock: Clock = now) -> MyCall:
    """Begins a call; gives the live one where there is one, and accepts it where the actor is being rung by it.

    Raises `NotFound` for who is not a member or was shut out, `Forbidden` where the other one never wrote back or the
    group lets only admins, `InAnotherCall`, `InvalidInput`, `RateLimited`.
    """
    line = _line(actor, command.device_id, connection)
    return await transact(_request, actor, command, line, clock)


async def act_on_call(
    actor: Actor,
    call_id: int,
    verb: str,
    device_id: str = "",
    *,
    move: bool = False,
    connection: str = "",
    clock: Clock = now,
) -> MyCall:
    """One verb of a member: ringing, accept (answer), connected, reconnecting, decline (reject), ignore, busy, cancel,
    hangup (end). Late or twice it changes nothing; the answer is the call as it is now.

    `move` with accept: goes on here what the actor was doing on another device. Raises `NotFound`, `Forbidden` for a
    cancel by who did not call, `CallFull`, `InAnotherCall`, `InvalidInput` for an unknown verb.
    """
    line = _line(actor, device_id, connection)
    return await transact(_act, actor, call_id, machine.check_verb(verb), device_id, move, line, clock)


async def send_signal(
    actor: Actor,
    call_id: int,
    to_user_id: int,
    data: Any,
    device_id: str = "",
    connection: str = "",
    clock: Clock = now,
) -> None:
    """Passes `data` (what WebRTC says: descriptions and candidates) on to another one's device in the same call.

    Only between people who are both in it, after the accept; never kept. Raises `NotFound` otherwise, `Conflict` where
    the actor is in the call on another device, `InvalidInput` above 32 KiB.
    """
    _check_signal(data)
    limits.count_signal(actor.user_id)
    line = _line(actor, device_id, connection)
    await transact(_signal, actor, call_id, to_user_id, data, device_id, line, clock)


async def get_call(actor: Actor, call_id: int, device_id: str = "", clock: Clock = now) -> MyCall:
    """One call of a conversation that the actor is in; for who is in the call it is also a sign of life."""
    return await transact(_get, actor, call_id, device_id, clock)


def live_calls(uow: UnitOfWork, actor: Actor, device_id: str = "") -> list[MyCall]:
    """The live calls of all the actor's conversations: what rings, what one is in, what one could join."""
    return _views(uow, actor, calls.live_around(uow.session, actor.user_id), device_id)


def list_calls(
    uow: UnitOfWork, actor: Actor, cursor: str | None = None, limit: int = 50, *, missed: bool = False
) -> CallPage:
    """The calls that the actor had a part in, the latest first; `missed`: those that they did not get."""
    place = read_place(cursor, int)
    ids = calls.mine(uow.session, actor.user_id, place[0] if place else None, limit + 1, missed=missed)
    page = page_of([((one.call.id,), one) for one in _views(uow, actor, ids)], limit)
    return CallPage(page.items, page.next, calls.count_missed(uow.session, actor.user_id))


def mark_calls_seen(uow: UnitOfWork, actor: Actor) -> None:
    """The actor has looked at the calls that they missed; all their devices hear of it."""
    calls.notice(uow.session, actor.user_id)
    uow.signal(Signal(CALLS_SEEN, user_id=actor.user_id, data={"missed_count": 0}))


def _check_signal(data: Any) -> None:
    """What cannot be passed on as JSON (half a character, a number of more than 64 bits) is told to its sender."""
    try:
        size = len(to_bytes(data))
    except TypeError as error:
        raise InvalidInput("This cannot be passed on as JSON.", field="data") from error
    if size > LARGEST_SIGNAL:
        raise InvalidInput(f"A signal has at most {LARGEST_SIGNAL} bytes.", field="data")


def _line(actor: Actor, device_id: str, connection: str) -> str:
    """Over what the actor speaks: "device", or "" where it is no socket that stays, or the one of a device unnamed."""
    machine.check_device(device_id)
    carried = connection and presence.carry(actor.user_id, device_id, connection)
    return "device" if carried else ""


def _request(uow: UnitOfWork, actor: Actor, command: RequestCall, line: str, clock: Clock) -> MyCall:
    machine.check_kind(command.kind)
    limits.count_call(actor.user_id)
    lock_and_need(uow, actor, command.conversation_id, Action.READ)
    at, call = clock(), calls.live(uow.session, command.conversation_id)
    if call and (call := expired(uow, call, at)).live:
        me = call.of(actor.user_id)
        if me and me.state in RUNG:
            return _apply(uow, actor, call, "accept", command.device_id, False, line, at)
        return _views(uow, actor, [call.id], command.device_id)[0]
    standing = need(uow, actor, command.conversation_id, Action.CALL)
    _need_free(uow, actor.user_id)
    return _begin(uow, actor, command, standing, line, at)


def _begin(uow: UnitOfWork, actor: Actor, command: RequestCall, standing: Standing, line: str, at: datetime) -> MyCall:
    place, group = command.conversation_id, standing.kind == "group"
    members = memberships.members_of(uow.session, place)
    rung = _to_ring(uow, actor, place, members, at) if group else [_peer(uow, actor, place, members)]
    large = group and len(members) > MESH_HOLDS[command.kind] and bool(get_settings().livekit_url)
    call_id = calls.add(uow.session, place, actor.user_id, command.kind, at)
    caller = Participant(actor.user_id, "waiting", command.device_id, line=line)
    media = LIVEKIT if large else MESH
    call = machine.begin(call_id, place, command.kind, caller, rung, at, group=group, media=media)
    for one in calls.elsewhere(uow.session, rung):  # who is talking to others is not rung
        call = machine.apply(call, "busy", one, at)
    call = replace(call, message_id=call_lines.write(uow, actor, call))
    store(uow, replace(call, participants=(), message_id=None), call, actor.user_id)
    return _views(uow, actor, [call_id], command.device_id)[0]


def _to_ring(uow: UnitOfWork, actor: Actor, place: int, members: frozenset[int], at: datetime) -> list[int]:
    if len(members) > RINGS_AT_MOST:
        return []
    return calls.whom_to_ring(uow.session, place, actor.user_id, at)


def _peer(uow: UnitOfWork, actor: Actor, place: int, members: frozenset[int]) -> int:
    peer = next(iter(members - {actor.user_id}), None)
    if peer is None or users.get(uow.session, peer) is None:
        raise Conflict("There is nobody here to call.", field="conversation_id")
    if not calls.has_written(uow.session, place, peer):
        raise Forbidden("You can call once the other person has written to you.")
    return peer


def _act(
    uow: UnitOfWork, actor: Actor, call_id: int, verb: str, device_id: str, move: bool, line: str, clock: Clock
) -> MyCall:
    at = clock()
    return _apply(uow, actor, access_call(uow, actor, call_id, at), verb, device_id, move, line, at)


def _apply(
    uow: UnitOfWork, actor: Actor, call: Call, verb: str, device_id: str, move: bool, line: str, at: datetime
) -> MyCall:
    me = call.of(actor.user_id)
    if verb == "accept" and call.live and (me is None or me.state not in IN):
        _need_free(uow, actor.user_id)
    after = machine.apply(call, verb, actor.user_id, at, device_id, move=move)
    mine = after.of(actor.user_id)
    if mine and mine.state in IN and mine.device_id == device_id:
        if after is call:
            calls.touch(uow.session, [(call.id, actor.user_id, line)], at)
        else:
            after = machine.touch(after, actor.user_id, at, line)
    store(uow, call, after, actor.user_id)
    return _views(uow, actor, [call.id], device_id)[0]


def _get(uow: UnitOfWork, actor: Actor, call_id: int, device_id: str, clock: Clock) -> MyCall:
    if calls.place_of(uow.session, call_id, actor.user_id) is None:
        raise NotFound
    call, view = calls.load(uow.session, [call_id])[call_id]
    me = call.of(actor.user_id)
    if me and shows_life(me, device_id):
        calls.touch(uow.session, [(call_id, actor.user_id, "")], clock())
    return _mine(actor, call, view, device_id)


def _signal(
    uow: UnitOfWork, actor: Actor, call_id: int, to_user_id: int, data: Any, device_id: str, line: str, clock: Clock
) -> None:
    if calls.place_of(uow.session, call_id, actor.user_id) is None:
        raise NotFound
    call = calls.get(uow.session, call_id)
    me, other = (call.of(actor.user_id), call.of(to_user_id)) if call and call.live else (None, None)
    if call is None or me is None or me.state not in IN:
        raise NotFound
    if other is None or other.state not in IN or to_user_id == actor.user_id:
        raise NotFound(field="to_user_id")
    if device_id and device_id != me.device_id:
        raise Conflict("You are in this call on another device.", field="device_id")
    line = line if device_id == me.device_id else ""
    # Of who has a socket the keeper knows; no write for each candidate.
    if line != me.line if line else shows_life(me, device_id):
        calls.touch(uow.session, [(call_id, actor.user_id, line)], clock())
    told = {"call_id": call_id, "from_user_id": actor.user_id, "device_id": other.device_id, "data": data}
    uow.signal(Signal(CALL_SIGNAL, call.conversation_id, to_user_id, told))


def _need_free(uow: UnitOfWork, user_id: int) -> None:
    if other := calls.elsewhere(uow.session, [user_id]).get(user_id):
        raise InAnotherCall(other)


def _views(uow: UnitOfWork, actor: Actor, ids: list[int], device_id: str = "") -> list[MyCall]:
    """Calls as one of their people sees them, in this order: two queries, however many."""
    found = calls.load(uow.session, ids)
    return [_mine(actor, *found[one], device_id) for one in ids if one in found]


def _mine(actor: Actor, call: Call, view: CallView, device_id: str) -> MyCall:
    me = call.of(actor.user_id)
    inside = me is not None and me.state in IN
    device = me.device_id if me and inside else None
    return MyCall(view, cast(PartState, me.state) if me else None, device, inside and device != device_id)

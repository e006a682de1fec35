"""How a call changes: written once, told to everyone, and ended for whoever may not be in it any more."""

from dataclasses import replace
from datetime import datetime

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain import call_deadlines
from webchat.domain import calls as machine
from webchat.domain.actor import Actor
from webchat.domain.call_states import Call
from webchat.domain.clock import Clock, now
from webchat.domain.errors import NotFound, Unavailable
from webchat.domain.events import CALL_UPDATED, NewEvent
from webchat.repositories import calls, conversations
from webchat.services import call_lines
from webchat.services.events import record


def hang_up_in(uow: UnitOfWork, conversation_id: int, user_ids: list[int], clock: Clock = now) -> None:
    """These people are no members any more, or shut the other one out: they leave what is going on there.

    The conversation is locked.
    """
    before = calls.live(uow.session, conversation_id)
    if before is None:
        return
    after = before
    for user_id in user_ids:
        after = machine.leave(after, user_id, clock())
    store(uow, before, after, user_ids[0])


def hang_up_everywhere(uow: UnitOfWork, user_id: int, clock: Clock = now) -> None:
    """Somebody's account has ended: they leave every call."""
    rows = calls.of_user(uow.session, user_id)
    conversations.lock(uow.session, *(row["conversation_id"] for row in rows))
    for row in rows:
        hang_up_in(uow, row["conversation_id"], [user_id], clock)


def expire_call(uow: UnitOfWork, call_id: int, conversation_id: int, at: datetime) -> bool:
    """Does what is due in one call, whoever else tries; False when there was nothing."""
    conversations.lock(uow.session, conversation_id)
    call = calls.get(uow.session, call_id)
    return call is not None and expired(uow, call, at) is not call


def store(uow: UnitOfWork, before: Call, after: Call, actor_id: int) -> None:
    """Writes a changed call, its line in the timeline and what the log says of it; nothing where nothing changed."""
    if after == before:
        return
    if not calls.save(uow.session, before, after):
        raise Unavailable("This call changed at the same moment. Try again.")
    call_lines.update(uow, before, after, actor_id)
    _, view = calls.load(uow.session, [after.id])[after.id]
    record(uow, view, NewEvent(CALL_UPDATED, actor_id, {"call_id": after.id}, after.conversation_id))


def access_call(uow: UnitOfWork, actor: Actor, call_id: int, at: datetime) -> Call:
    """The call under its conversation's lock, with all that has lapsed done; raises `NotFound`."""
    place = calls.place_of(uow.session, call_id, actor.user_id)
    if place is None:
        raise NotFound
    conversations.lock(uow.session, place)
    if calls.place_of(uow.session, call_id, actor.user_id) is None:  # removed while we waited
        raise NotFound
    call = calls.get(uow.session, call_id)
    if call is None:
        raise NotFound
    return expired(uow, call, at)


def expired(uow: UnitOfWork, call: Call, at: datetime) -> Call:
    """The call with all that has lapsed done; the same one where that is nothing."""
    after = call_deadlines.expire(call, at)
    if after is call:
        return call
    store(uow, call, after, call.initiator_id)
    return replace(after, version=call.version + 1)

"""The one line that a call leaves in the timeline: written when it begins, changed as it goes."""

from typing import Any
from uuid import uuid4

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.call_states import IN, Call
from webchat.domain.events import MESSAGE_UPDATED, NewEvent
from webchat.domain.message_views import SentMessage
from webchat.repositories import calls, messages, payloads, receipts
from webchat.repositories.outbox import Draft
from webchat.services.conversations import tell_member
from webchat.services.events import record
from webchat.services.message_outcomes import store_batch
from webchat.services.receipt_signals import tell_moved

_SAW = IN | {"declined"}


def write(uow: UnitOfWork, actor: Actor, call: Call) -> int:
    """The line of a new call, in its caller's name; its id."""
    draft = Draft(
        call.conversation_id, actor.user_id, uuid4(), "", "", kind="call", payload=_payload(call), by_system=True
    )
    (outcome,) = store_batch(uow, [draft])
    if not isinstance(outcome, SentMessage):
        raise outcome
    return outcome.view.id


def update(uow: UnitOfWork, before: Call, after: Call, actor_id: int) -> None:
    """Tells what became of the call; who took part in it, or said no, has seen the line."""
    changed, saw = _payload(after) != _payload(before), _who_saw(before, after)
    if after.message_id is None or not (changed or saw):
        return
    if changed:
        payloads.change(uow.session, after.message_id, _payload(after))
    view = messages.get_many(uow.session, [after.message_id])[after.message_id]
    if changed:
        record(uow, view, NewEvent(MESSAGE_UPDATED, actor_id, {"message_id": view.id}, view.conversation_id))
    for user_id in saw:
        _see(uow, after.conversation_id, user_id, view.seq)


def _who_saw(before: Call, after: Call) -> list[int]:
    """Those who took part, or said no, since before; the caller saw it being written."""
    known = {one.user_id for one in before.participants if one.state in _SAW} | {after.initiator_id}
    return [one.user_id for one in after.participants if one.state in _SAW and one.user_id not in known]


def _see(uow: UnitOfWork, conversation_id: int, user_id: int, seq: int) -> None:
    """Where something before it is unread, that must not seem read: the line is then left out where one counts."""
    if calls.is_next_to_read(uow.session, conversation_id, user_id, seq):
        for moved in receipts.move(uow.session, user_id, {conversation_id: (seq, seq)}):
            tell_moved(uow, moved)
    elif calls.note_answer(uow.session, conversation_id, user_id, seq):
        tell_member(uow, user_id, conversation_id)


def _payload(call: Call) -> dict[str, Any]:
    """`state` in three words: while it rings, while people are in it, afterwards."""
    state = "calling" if call.state in {"calling", "ringing"} else "active" if call.live else "ended"
    return {
        "call_id": call.id,
        "kind": call.kind,
        "state": state,
        "end_reason": call.end_reason or None,
        "duration": call.duration,
    }
